"""Exact means and deviations, against exact fractions and scikit-learn."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from glassnet.data.scaling import Extent, Moments, center_and_scale, scaled

FINITE = st.floats(allow_nan=False, allow_infinity=False)


def moments_of(values, parts=1):
    extent = Extent()
    for part in np.array_split(values, parts):
        extent = extent.over(part)
    moments = Moments(extent)
    for part in np.array_split(values, parts):
        moments = moments.over(part)
    return moments


@settings(deadline=None)
@given(st.lists(FINITE, min_size=1, max_size=40), st.integers(1, 7))
def test_mean_and_deviation_are_right_for_any_finite_numbers(values, parts):
    """For any finite numbers, in any parts, both agree with exact fractions, and are finite."""
    moments = moments_of(np.array(values), parts)
    exact = [Fraction(value) for value in values]
    mean = sum(exact) / len(exact)
    # A float cannot hold the root of a huge fraction: the range makes it small first.
    width = max(exact) - min(exact) or Fraction(1)
    variance = sum(((value - mean) / width) ** 2 for value in exact) / len(exact)
    tolerance = width * Fraction(1, 10**12) + abs(mean) * Fraction(1, 10**15) + Fraction(5e-323)
    assert abs(Fraction(moments.mean) - mean) <= tolerance
    assert abs(Fraction(moments.std) - Fraction(math.sqrt(variance)) * width) <= tolerance


@settings(deadline=None, max_examples=50)
@given(st.lists(FINITE, min_size=2, max_size=40), st.randoms(use_true_random=False))
def test_order_and_blocks_change_no_bit(values, random):
    """The same numbers in another order and other parts give the same bits."""
    shuffled = list(values)
    random.shuffle(shuffled)
    first, second = moments_of(np.array(values)), moments_of(np.array(shuffled), 3)
    assert (first.mean, first.std) == (second.mean, second.std)


@pytest.mark.parametrize("offset, size", [(0.0, 1.0), (1e9, 1e-3), (0.0, 1e150), (0.0, 1e-150)])
def test_standardize_equals_scikit_learn(offset, size):
    """Standardizing equals StandardScaler, also far from zero and at extreme sizes."""
    values = offset + size * np.random.default_rng(0).normal(size=500)
    ours = scaled(values, *center_and_scale(moments_of(values), "standardize"))
    # At 1e9 a float64 mean itself is only good to 1e-7, a ten-thousandth of the deviation here.
    tight = 2e-4 if offset else 1e-12
    theirs = StandardScaler().fit_transform(values[:, None])[:, 0]
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=tight)
    assert abs(ours.mean()) < tight
    assert abs(ours.std() - 1.0) < tight


def test_range_equals_scikit_learn():
    """Scaling by range equals MinMaxScaler."""
    values = np.random.default_rng(0).normal(size=50)
    ours = scaled(values, *center_and_scale(moments_of(values), "range"))
    np.testing.assert_allclose(
        ours, MinMaxScaler().fit_transform(values[:, None])[:, 0], atol=1e-15
    )


@pytest.mark.parametrize("values", [[0.1] * 7, [1e300] * 3, [5e-324, 0.0], []])
def test_constant_numbers_are_divided_by_one(values):
    """A constant column, or one that differs by less than a normal float, has scale 1."""
    for scaling in ("standardize", "range"):
        assert center_and_scale(moments_of(np.array(values)), scaling)[1] == 1.0


@pytest.mark.parametrize("size", [1e300, 1e-300, 1.7e308])
def test_extreme_sizes_stay_finite(size):
    """Numbers near the ends of float64 standardize to finite numbers of deviation 1."""
    values = size * np.array([-1.0, 0.25, 1.0])
    z = scaled(values, *center_and_scale(moments_of(values), "standardize"))
    assert np.isfinite(z).all()
    assert z.std() == pytest.approx(1.0)
