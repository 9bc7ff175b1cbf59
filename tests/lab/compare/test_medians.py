"""The interval of a median: SciPy's binomial distribution agrees, and it holds what it promises."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from glassnet.lab.compare.medians import median_interval


@pytest.mark.parametrize("n", [6, 7, 12, 50, 199, 1000])
def test_the_ranks_are_those_of_the_binomial_distribution(n):
    """As few values as 95 % allow lie between the ends: one rank further in would be too few."""
    low, high = median_interval(np.arange(n, dtype=float))
    assert high == n - 1 - low
    outside = 2 * stats.binom.cdf(int(low), n, 0.5)
    assert outside <= 0.05
    assert 2 * stats.binom.cdf(int(low) + 1, n, 0.5) > 0.05


def test_the_median_is_within_in_95_percent_of_cases():
    """Of skewed values, whose mean is far from their median, too."""
    draw = np.random.default_rng(8)
    truth, held = 1.0, 0
    for _ in range(1000):
        low, high = median_interval(draw.lognormal(0.0, 2.0, 25))
        held += low <= truth <= high
    assert held / 1000 > 0.935  # 95.7 % for 25 values, less three deviations


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(allow_nan=False), min_size=6, max_size=40))
def test_the_ends_are_values_around_the_middle(values):
    """Both ends are among the values, also infinite ones, and the median lies between."""
    low, high = median_interval(np.array(values))
    assert {low, high} <= set(values)
    assert low <= sorted(values)[len(values) // 2] <= high


def test_of_five_values_nothing_is_sure():
    """Even all of them on one side are luck in 6 % of cases."""
    assert median_interval(np.arange(5.0)) == (-math.inf, math.inf)
