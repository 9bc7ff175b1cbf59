"""Every loss of the catalogue: its gradient is its derivative, whatever weighs the rows."""

from __future__ import annotations

import array_api_strict
import jax
import jax.numpy as jnp
import numpy as np
import pytest


@pytest.fixture(scope="module")
def by_jax(tables):
    """Return every loss and gradient on JAX's arrays, and JAX's own gradient, in both dtypes."""
    cases = tables["loss_case"]

    def both(case, prediction, target, weights):
        def value(prediction):
            return case.loss.value_and_gradient(jnp, prediction, target, weights)[0]

        ours = case.loss.value_and_gradient(jnp, prediction, target, weights)
        return ours, jax.grad(value)(prediction)

    def everything(drawn):
        return [both(case, *given) for case, given in zip(cases, drawn, strict=True)]

    made = {}
    for dtype in ("float64", "float32"):
        with jax.enable_x64(dtype == "float64"):
            results = jax.jit(everything)([case.given(dtype) for case in cases])
            made[dtype] = dict(zip(cases, jax.tree.map(np.asarray, results), strict=True))
    return made


def test_the_gradient_is_the_finite_difference_of_the_value(loss_case):
    """Element by element of the prediction, with the reduction and the weights it has."""
    prediction, target, weights = loss_case.given()
    _, gradient = loss_case.loss.value_and_gradient(np, prediction, target, weights)
    found = np.zeros_like(prediction)
    h = 1e-5
    for place in np.ndindex(prediction.shape):
        up, down = prediction.copy(), prediction.copy()
        up[place] += h
        down[place] -= h
        above, _ = loss_case.loss.value_and_gradient(np, up, target, weights)
        below, _ = loss_case.loss.value_and_gradient(np, down, target, weights)
        found[place] = (above - below) / (2 * h)
    np.testing.assert_allclose(gradient, found, rtol=0, atol=1e-6 * np.max(np.abs(gradient)))


def test_jax_derives_the_same_gradient(loss_case, by_jax):
    """jax.grad of the value is the gradient."""
    _, gradient = loss_case.loss.value_and_gradient(np, *loss_case.given())
    _, derived = by_jax["float64"][loss_case]
    np.testing.assert_allclose(derived, gradient, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("dtype, tolerance", [("float64", 1e-12), ("float32", 1e-5)])
def test_both_kinds_of_arrays_give_the_same(loss_case, dtype, tolerance, by_jax):
    """NumPy's arrays and JAX's give a 0-d loss and a gradient of the prediction's shape, alike."""
    prediction, target, weights = loss_case.given(dtype)
    here = loss_case.loss.value_and_gradient(np, prediction, target, weights)
    there, _ = by_jax[dtype][loss_case]
    for (loss, gradient), other in ((here, there), (there, here)):
        assert (loss.shape, gradient.shape) == ((), prediction.shape)
        assert {loss.dtype.name, gradient.dtype.name} == {dtype}
        np.testing.assert_allclose(loss, other[0], rtol=tolerance)
        np.testing.assert_allclose(gradient, other[1], rtol=tolerance, atol=tolerance)


def test_nothing_leaves_the_standard(loss_case):
    """A namespace that has the Array API standard and nothing else computes the same."""
    given = loss_case.given()
    strict = jax.tree.map(array_api_strict.asarray, given)
    here = loss_case.loss.value_and_gradient(np, *given)
    there = loss_case.loss.value_and_gradient(array_api_strict, *strict)
    for a, b in zip(here, there, strict=True):
        np.testing.assert_allclose(np.asarray(b), a, rtol=1e-13, atol=1e-15)


def test_a_weight_of_two_is_a_row_twice(loss_case):
    """With whole numbers as weights, the loss is that of the rows repeated so often."""
    prediction, target, _ = loss_case.given()
    times = np.array([1, 0, 2, 3, 1])
    weighted, _ = loss_case.loss.value_and_gradient(np, prediction, target, times * 1.0)
    repeated, _ = loss_case.loss.value_and_gradient(
        np, np.repeat(prediction, times, axis=0), np.repeat(target, times, axis=0)
    )
    assert weighted == pytest.approx(repeated, rel=1e-12)
