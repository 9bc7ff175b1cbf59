"""Every layer of the catalogue: its backward is its derivative, its promises about shapes hold."""

from __future__ import annotations

import array_api_strict
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from glassnet.program.state import State

UNOPTIMIZED = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}


def run(xp, case, given, training):
    """Return forward's output, backward's gradients by the input and parameters, and the memory."""
    context = given.context(training, xp.asarray(given.context(training).key))
    y, saved = case.layer.forward(xp, given.params, given.x, context)
    dx, gradients = case.layer.backward(xp, given.params, saved, given.dy)
    return y, dx, gradients, case.layer.remember(xp, given.memory, saved)


def scalar(case, given, training, params, x):
    """Return Σ y·dy, whose gradient is what backward returns."""
    y, _ = case.layer.forward(np, params, x, given.context(training))
    return float(np.sum(y * given.dy))


def slopes(function, at, h=1e-5):
    """Return the central finite differences of `function` at the array `at`."""
    found = np.zeros(at.shape)
    for place in np.ndindex(at.shape):
        up, down = at.copy(), at.copy()
        up[place] += h
        down[place] -= h
        found[place] = (function(up) - function(down)) / (2 * h)
    return found


def assert_near(found, wanted, tolerance):
    """Hold `found` against `wanted`, relative to the largest number of `wanted` or 1."""
    scale = max(1.0, np.max(np.abs(wanted), initial=0.0))
    np.testing.assert_allclose(found, wanted, rtol=0, atol=tolerance * scale)


def by_jax(function, tables, dtype):
    """Return what `function` of case, drawn input and training makes of every layer, by JAX.

    One compiled program for all layers, and that not optimized: compiling is what costs.
    """
    cases = [(case, training) for case in tables["layer_case"] for training in (True, False)]
    drawn = [case.given(dtype) for case, _ in cases]

    def everything(drawn):
        return [function(*case, given) for case, given in zip(cases, drawn, strict=True)]

    with jax.enable_x64(dtype == "float64"):
        program = jax.jit(everything).lower(drawn).compile(UNOPTIMIZED)
        made = jax.tree.map(np.asarray, program(drawn))
    return dict(zip(cases, made, strict=True))


@pytest.fixture(scope="module")
def computed(tables):
    """Return what every layer computes with JAX's arrays, by dtype."""

    def compute(case, training, given):
        return run(jnp, case, given, training)

    return {dtype: by_jax(compute, tables, dtype) for dtype in ("float64", "float32")}


@pytest.fixture(scope="module")
def derived(tables):
    """Return JAX's own derivative of every layer's forward."""

    def derive(case, training, given):
        def forward(params, x):
            return case.layer.forward(jnp, params, x, given.context(training))[0]

        return jax.vjp(forward, given.params, given.x)[1](given.dy)

    return by_jax(derive, tables, "float64")


@pytest.mark.parametrize("training", [True, False], ids=["training", "predicting"])
def test_backward_is_the_finite_difference_of_forward(layer_case, training):
    """By every input and parameter; a column of codes has no slope, and its gradient is 0."""
    given = layer_case.given()
    _, dx, gradients, _ = run(np, layer_case, given, training)
    for name, p in given.params.items():

        def moved(value, name=name):
            return scalar(layer_case, given, training, {**given.params, name: value}, given.x)

        assert_near(gradients[name], slopes(moved, p), 1e-6)
    if layer_case.codes:
        assert not dx[:, -len(layer_case.codes) :].any()
    numbers = given.x.shape[-1] - len(layer_case.codes)

    def shifted(values):
        x = np.concatenate([values, given.x[..., numbers:]], axis=-1)
        return scalar(layer_case, given, training, given.params, x)

    assert_near(dx[..., :numbers], slopes(shifted, given.x[..., :numbers]), 1e-6)


@pytest.mark.parametrize("training", [True, False], ids=["training", "predicting"])
def test_backward_is_what_jax_derives(layer_case, training, derived):
    """By every input and parameter, jax.vjp of forward is backward."""
    _, dx, gradients, _ = run(np, layer_case, layer_case.given(), training)
    by_params, by_x = derived[layer_case, training]
    assert_near(dx, by_x, 1e-12)
    jax.tree.map(lambda a, b: assert_near(a, b, 1e-12), gradients, by_params)


@pytest.mark.parametrize("training", [True, False], ids=["training", "predicting"])
@pytest.mark.parametrize("dtype, tolerance", [("float64", 1e-12), ("float32", 1e-5)])
def test_both_kinds_of_arrays_give_the_same(layer_case, dtype, tolerance, training, computed):
    """Forward, backward and remember compute the same on NumPy's arrays and on JAX's."""
    here = run(np, layer_case, layer_case.given(dtype), training)
    there = computed[dtype][layer_case, training]
    jax.tree.map(lambda a, b: assert_near(b, a, tolerance), here, there)


@pytest.mark.parametrize("training", [True, False], ids=["training", "predicting"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_shapes_and_dtypes_are_as_promised(layer_case, dtype, training, computed):
    """The output has output_shape, gradients the shapes of what they belong to, all the dtype."""
    given = layer_case.given(dtype)
    for result in (run(np, layer_case, given, training), computed[dtype][layer_case, training]):
        y, dx, gradients, memory = result
        assert y.shape == (len(given.x), *layer_case.layer.output_shape(layer_case.shape))
        assert dx.shape == given.x.shape
        assert gradients.keys() == given.params.keys()
        assert memory.keys() == given.memory.keys()
        for name, p in {**given.params, **given.memory}.items():
            assert {**gradients, **memory}[name].shape == p.shape
        assert {leaf.dtype.name for leaf in jax.tree.leaves(result)} == {dtype}


@pytest.mark.parametrize("training", [True, False], ids=["training", "predicting"])
def test_nothing_leaves_the_standard(layer_case, training):
    """A namespace that has the Array API standard and nothing else computes the same."""
    given = layer_case.given()
    here = run(np, layer_case, given, training)
    strict = jax.tree.map(array_api_strict.asarray, given)
    there = run(array_api_strict, layer_case, strict, training)
    jax.tree.map(lambda a, b: assert_near(np.asarray(b), a, 1e-13), here, there)


def test_each_row_is_by_itself_outside_training(layer_case):
    """What a row becomes does not depend on the rows beside it, once training is over."""
    given = layer_case.given()
    whole, _ = layer_case.layer.forward(np, given.params, given.x, given.context(training=False))
    part, _ = layer_case.layer.forward(
        np, given.params, given.x[2:3], given.context(training=False)
    )
    np.testing.assert_allclose(part, whole[2:3], rtol=1e-13, atol=1e-13)


def test_the_same_key_gives_the_same_bits(layer_case):
    """Randomness is the key's alone: twice the same call, twice the same bits."""
    given = layer_case.given()
    once, twice = (
        State(np.zeros(()), {"y": y, "dx": dx, **gradients}, {}, memory).digest()
        for y, dx, gradients, memory in (run(np, layer_case, given, True) for _ in range(2))
    )
    assert once == twice
