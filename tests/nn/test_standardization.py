"""Standardizing: mean 0 and variance 1, also far from 0."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.nn.standardization import standardize


@settings(max_examples=30, deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(1e-2, 1e6), st.integers(0, 999))
def test_mean_zero_and_variance_one_wherever_the_numbers_lie(center, spread, seed):
    """Whatever the center and spread, σ² being large against ε."""
    x = center + spread * np.random.default_rng(seed).normal(size=(50, 3))
    z, mean, variance, _ = standardize(np, x, (0,), 1e-12)
    np.testing.assert_allclose(z.mean(axis=0), 0.0, atol=1e-7)
    np.testing.assert_allclose(z.var(axis=0), 1.0, atol=1e-6)
    np.testing.assert_allclose(mean[0], x.mean(axis=0), rtol=1e-9)
    np.testing.assert_allclose(variance[0], x.var(axis=0), rtol=1e-6)


def test_float32_keeps_a_small_variance_far_from_zero():
    """E[x²] − E[x]² would give 0 or less: 1000 ± 0.01 has a variance of 10⁻⁴."""
    x = np.array([[999.99], [1000.01]] * 8, dtype="float32")
    variance = standardize(np, x, (0,), 1e-12)[2].item()
    assert variance == pytest.approx(x.astype("float64").var(), rel=1e-2)
