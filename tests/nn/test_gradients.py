"""Clipping, penalties and decay."""

from __future__ import annotations

import math

import array_api_strict
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glassnet.nn.gradients import (
    add_l1,
    add_l2,
    clip_by_norm,
    clip_by_value,
    decay,
    global_norm,
)

numbers = st.floats(-1e3, 1e3)
pairs = st.fixed_dictionaries(
    {
        "0.weights": arrays(float, (3, 2), elements=numbers),
        "0.bias": arrays(float, 2, elements=numbers),
    }
)


def flat(gradients):
    """Return every number in one row."""
    return np.concatenate([gradient.ravel() for gradient in gradients.values()])


@given(gradients=pairs)
@settings(max_examples=40)
def test_norm_is_that_of_one_long_row(gradients):
    """The global norm is the hypotenuse of all the numbers together, and 0 for zeros."""
    wanted = math.hypot(*flat(gradients))
    assert global_norm(np, gradients) == pytest.approx(wanted, rel=1e-13, abs=1e-300)


def test_norm_of_numbers_whose_squares_are_too_large():
    """In float32, (3e30, 4e30) has the norm 5e30, and tiny ones keep theirs."""
    for size in (1e30, 1e-30):
        gradients = {"a": np.array([3 * size], np.float32), "b": np.array([-4 * size], np.float32)}
        assert global_norm(np, gradients) == pytest.approx(5 * size, rel=1e-6)


@given(gradients=pairs, limit=st.floats(1e-3, 1e4))
@settings(max_examples=40)
def test_clipping_by_norm(gradients, limit):
    """What is short stays; what is long gets the length of the limit; the direction stays."""
    found, given_ = flat(clip_by_norm(np, gradients, limit)), flat(gradients)
    before, after = np.linalg.norm(given_), np.linalg.norm(found)
    assert after <= limit * (1 + 1e-12)
    if before + 1e-6 <= limit:
        assert np.array_equal(found, given_)
    else:
        assert np.allclose(found, given_ * (limit / (before + 1e-6)), rtol=1e-12)


@given(gradients=pairs, limit=st.floats(1e-3, 1e3))
@settings(max_examples=40)
def test_clipping_by_value(gradients, limit):
    """Every number ends within the limit, and keeps its place where it already was."""
    found, given_ = flat(clip_by_value(np, gradients, limit)), flat(gradients)
    assert np.max(np.abs(found)) <= limit
    within = np.abs(given_) <= limit
    assert np.array_equal(found[within], given_[within])
    assert np.array_equal(np.sign(found), np.sign(given_))


def test_penalties_are_slopes():
    """L1 and L2 add the derivatives of λ Σ |p| and ½ λ Σ p², as differentiated by JAX."""
    p, gradient = np.array([0.5, -2.0, 3.0]), np.array([1.0, 1.0, -1.0])
    with jax.enable_x64(True):
        l1 = jax.grad(lambda q: 0.3 * jnp.sum(jnp.abs(q)))(p)
        l2 = jax.grad(lambda q: 0.5 * 0.3 * jnp.sum(q**2))(p)
    assert np.allclose(add_l1(np, gradient, p, 0.3), gradient + np.asarray(l1), rtol=1e-14)
    assert np.allclose(add_l2(np, gradient, p, 0.3), gradient + np.asarray(l2), rtol=1e-14)
    assert add_l1(np, np.zeros(1), np.zeros(1), 0.3) == 0.0


def test_decay_by_hand():
    """With η = 0.1 and λ = 0.5 a weight loses a twentieth."""
    assert np.allclose(decay(np, np.array([2.0, -4.0]), 0.1, 0.5), [1.9, -3.8])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dtype_and_namespaces(dtype):
    """All of it keeps the dtype, under XLA and within the strict standard."""

    def everything(xp, gradients, p, rate):
        gradients = {"w": add_l1(xp, add_l2(xp, gradients["w"], p, 0.1), p, 0.1)}
        gradients = clip_by_norm(xp, clip_by_value(xp, gradients, 2.0), 1.5)
        return gradients["w"] + decay(xp, p, rate, 0.2)

    gradients = {"w": np.array([3.0, -1.0, 0.5], dtype)}
    p, rate = np.array([1.0, -2.0, 0.0], dtype), np.asarray(0.1, dtype)
    wanted = everything(np, gradients, p, rate)
    assert wanted.dtype == dtype
    tolerance = 1e-6 if dtype == "float32" else 1e-14
    with jax.enable_x64(dtype == "float64"):
        compiled = jax.jit(lambda *arguments: everything(jnp, *arguments))(gradients, p, rate)
        assert compiled.dtype == dtype
        assert np.allclose(compiled, wanted, rtol=tolerance)
    to = array_api_strict.asarray
    strict = everything(array_api_strict, {"w": to(gradients["w"])}, to(p), to(rate))
    assert np.allclose(np.asarray(strict), wanted, rtol=tolerance)
