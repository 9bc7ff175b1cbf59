"""Every optimizer of the catalogue: one rule on every kind of array, element by element."""

from __future__ import annotations

import array_api_strict
import jax
import jax.numpy as jnp
import numpy as np
import pytest

STEPS = 5
RNG = np.random.default_rng(4)
START = RNG.normal(size=(3, 2))
GRADIENTS = RNG.normal(size=(STEPS, 3, 2)) * np.geomspace(1.0, 1e-3, STEPS)[:, None, None]


def descend(optimizer, xp, start, gradients):
    """Return the parameter and slots after an update by each of the gradients."""
    p, slots = start, optimizer.start(xp, start)
    rate = xp.asarray(0.05, dtype=start.dtype)
    for number in range(STEPS):
        step = xp.asarray(float(number + 1), dtype=start.dtype)
        p, slots = optimizer.update(xp, step, gradients[number, ...], slots, p, rate)
    return p, slots


@pytest.fixture(scope="module")
def by_jax(tables):
    """Return where every optimizer gets on JAX's arrays, in both dtypes."""
    optimizers = tables["optimizer"]

    def everything(start, gradients):
        return [descend(optimizer, jnp, start, gradients) for optimizer in optimizers]

    made = {}
    for dtype in ("float64", "float32"):
        with jax.enable_x64(dtype == "float64"):
            results = jax.jit(everything)(START.astype(dtype), GRADIENTS.astype(dtype))
            made[dtype] = dict(zip(optimizers, jax.tree.map(np.asarray, results), strict=True))
    return made


@pytest.mark.parametrize("dtype, tolerance", [("float64", 1e-12), ("float32", 1e-5)])
def test_both_kinds_of_arrays_give_the_same(optimizer, dtype, tolerance, by_jax):
    """Five updates on NumPy's arrays and on JAX's end in the same place, with the same slots."""
    here = descend(optimizer, np, START.astype(dtype), GRADIENTS.astype(dtype))
    there = by_jax[dtype][optimizer]
    jax.tree.map(
        lambda a, b: np.testing.assert_allclose(b, a, rtol=tolerance, atol=tolerance), here, there
    )


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_shapes_and_dtypes_stay(optimizer, dtype, by_jax):
    """Parameters keep shape and dtype; slots have the parameter's shape or none, and its dtype."""
    start = START.astype(dtype)
    slots = optimizer.start(np, start)
    for p, after in (
        descend(optimizer, np, start, GRADIENTS.astype(dtype)),
        by_jax[dtype][optimizer],
    ):
        assert (p.shape, p.dtype) == (start.shape, start.dtype)
        assert after.keys() == slots.keys()
        for name, slot in after.items():
            assert slot.shape == slots[name].shape
            assert slot.shape in {start.shape, ()}
            assert slot.dtype == slots[name].dtype == start.dtype


def test_each_element_is_by_itself(optimizer):
    """A parameter's column, updated alone, moves as it does within the whole."""
    whole, _ = descend(optimizer, np, START, GRADIENTS)
    column, _ = descend(optimizer, np, START[:, :1], GRADIENTS[..., :1])
    np.testing.assert_array_equal(column, whole[:, :1])


def test_nothing_leaves_the_standard(optimizer):
    """A namespace that has the Array API standard and nothing else computes the same."""
    strict = array_api_strict.asarray
    here = descend(optimizer, np, START, GRADIENTS)
    there = descend(optimizer, array_api_strict, strict(START), strict(GRADIENTS))
    jax.tree.map(
        lambda a, b: np.testing.assert_allclose(np.asarray(b), a, rtol=1e-13, atol=0), here, there
    )


def test_the_first_step_is_downhill(optimizer):
    """The first update has the sign of minus the gradient, in every element."""
    slots = optimizer.start(np, 0.0 * START)
    moved, _ = optimizer.update(
        np, np.asarray(1.0), GRADIENTS[0], slots, 0.0 * START, np.asarray(0.05)
    )
    np.testing.assert_array_equal(np.sign(moved), -np.sign(GRADIENTS[0]))
