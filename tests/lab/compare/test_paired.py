"""Paired statistics agree with scipy, and hold by simulation what they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.compare.paired import (
    effect_size,
    holm,
    luck,
    one_sided_count,
    paired_mean,
    split_mean,
    starts_needed,
    win_probability,
)

stats = pytest.importorskip("scipy.stats")
SEEDS = st.integers(0, 100_000)


def pairs(seed, n=20, apart=0.3):
    """Return the scores of two designs that have something in common."""
    draw = np.random.default_rng(seed)
    both = draw.normal(size=n)
    return both + draw.normal(size=n) + apart, both + draw.exponential(size=n)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(12, 60), st.sampled_from([0.9, 0.95, 0.99]))
def test_the_paired_t_test_is_scipys(seed, n, confidence):
    """p-value and interval are those of ttest_rel."""
    a, b = pairs(seed, n)
    found, wanted = paired_mean(a - b), stats.ttest_rel(a, b)
    assert found.p == pytest.approx(max(wanted.pvalue, 2.0 ** (1 - n)), rel=1e-8)
    np.testing.assert_allclose(
        found.interval(confidence), wanted.confidence_interval(confidence), rtol=1e-7
    )


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.floats(0.01, 3.0))
def test_equality_is_shown_by_two_one_sided_tests(seed, margin):
    """The p-value is the larger of scipy's two; below 5 % the 90 % interval is within ±margin."""
    a, b = pairs(seed, 40)
    found = paired_mean(a - b)
    below = stats.ttest_1samp(a - b, margin, alternative="less").pvalue
    above = stats.ttest_1samp(a - b, -margin, alternative="greater").pvalue
    assert found.p_apart(margin) == pytest.approx(max(below, above), rel=1e-6, abs=1e-11)
    low, high = found.interval(0.9)
    assert (found.p_apart(margin) < 0.05) == (-margin < low and high < margin)


def test_values_that_agree_by_luck_prove_little():
    """Two equal differences have no spread, and are no proof; none at all is no difference."""
    assert paired_mean(np.array([0.1, 0.1])).p == 0.5
    assert paired_mean(np.full(20, 0.1)).p == 2.0**-19
    assert paired_mean(np.zeros(9)).p == 1.0
    assert paired_mean(np.zeros(4)).p_apart(0.1) == 0.125


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.integers(2, 30), st.integers(2, 30))
def test_the_probability_to_win_is_mann_and_whitneys(seed, n, m):
    """Ties and failures included, it is U / (n m); and what one wins the other loses."""
    draw = np.random.default_rng(seed)
    a, b = draw.integers(0, 5, n).astype(float), draw.integers(0, 5, m).astype(float)
    a[draw.random(n) < 0.1] = np.inf
    finite = [np.where(np.isinf(each), 1e9, each) for each in (a, b)]
    wanted = stats.mannwhitneyu(finite[1], finite[0]).statistic / (n * m)
    assert win_probability(a, b) == pytest.approx(wanted)
    assert win_probability(a, b) + win_probability(b, a) == pytest.approx(1.0)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 40), st.integers(0, 40))
def test_the_count_of_sides_is_the_binomial_test(only_a, only_b):
    """Failures of one alone are counted as a fair coin's sides would be."""
    n = only_a + only_b
    wanted = stats.binomtest(only_a, n, 0.5).pvalue if n else 1.0
    assert one_sided_count(only_a, only_b) == pytest.approx(wanted)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=8))
def test_holm_is_never_less_strict_than_its_order(p):
    """Adjusted values are no less than the given, at most m times as large, and in their order."""
    adjusted = holm(p)
    for one, other in zip(p, adjusted, strict=True):
        assert one <= other <= min(1.0, len(p) * one) + 1e-15
    assert sorted(range(len(p)), key=p.__getitem__) == sorted(
        range(len(p)), key=lambda k: (adjusted[k], p[k])
    )
    assert min(adjusted) == pytest.approx(min(1.0, len(p) * min(p)))


def test_holm_by_hand():
    """0.01 counts three times, 0.02 twice, 0.04 once."""
    assert holm([0.04, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04])


def test_cohens_d_by_hand():
    """Means one apart, standard deviations 1 and 1: d is 1; without spread nothing is known."""
    assert effect_size(np.array([2.0, 3.0, 4.0]), np.array([1.0, 2.0, 3.0])) == pytest.approx(1.0)
    assert effect_size(np.ones(3), np.zeros(3)) == 0.0


@pytest.mark.parametrize("kind", ["normal", "skewed", "steps"])
def test_intervals_cover_what_they_promise(kind):
    """Over 2,000 comparisons of 20 starts, 95 % of the intervals hold the true difference."""
    draw = np.random.default_rng(3)
    shape = (2000, 20)
    values = {
        "normal": lambda: draw.normal(0.3, 1, shape),
        "skewed": lambda: draw.exponential(1, shape) - draw.exponential(0.7, shape),
        "steps": lambda: draw.integers(-2, 5, shape) / 30 - 1 / 30 + 0.3,
    }[kind]()
    held = 0
    for row in values:
        low, high = paired_mean(row).interval()
        held += low <= 0.3 <= high
    assert stats.binomtest(held, 2000, 0.95).pvalue > 1e-3


def test_needed_starts_show_the_difference_in_four_of_five():
    """With as many starts as asked for, about 80 % of the tests are below 5 %."""
    n = starts_needed(1.0, 0.4)
    draw = np.random.default_rng(5)
    values = draw.normal(0.4, 1.0, (2000, int(n)))
    seen = (stats.ttest_1samp(values, 0, axis=1).pvalue < 0.05).sum()
    assert stats.binomtest(int(seen), 2000, 0.8).pvalue > 1e-4
    assert starts_needed(1.0, 0.0) == math.inf


def test_luck_of_the_start_and_of_the_split_are_told_apart():
    """Splits of deviation 2 and starts of deviation 1 are found again, each within a tenth."""
    draw = np.random.default_rng(2)
    scores = 2.0 * draw.normal(size=(2000, 1)) + draw.normal(size=(2000, 5))
    start, split = luck(scores)
    assert start == pytest.approx(1.0, rel=0.1)
    assert split == pytest.approx(2.0, rel=0.1)
    assert luck(scores[:1])[1] == 0.0


def test_splits_are_the_unit_that_is_counted():
    """Starts within a split add no certainty about other splits, and shared rows take some away."""
    values = np.array([[1.0, 3.0], [2.0, 2.0], [4.0, 6.0], [0.0, 2.0]])
    found = split_mean(values, 0.25)
    means = [2.0, 2.0, 5.0, 1.0]
    assert found.value == pytest.approx(2.5)
    assert found.freedom == 3
    assert found.error == pytest.approx(math.sqrt((0.25 + 0.25) * np.var(means, ddof=1)))
    plain = split_mean(values, 0.0)
    assert plain.p == pytest.approx(stats.ttest_1samp(means, 0).pvalue)
