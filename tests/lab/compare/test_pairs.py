"""Verdicts on pairs: right where the truth is known, and seldom one where there is none."""

from __future__ import annotations

import math

import numpy as np
import pytest

from glassnet.lab.compare.paired import holm
from glassnet.lab.compare.pairs import Rules, judge, margin_of

stats = pytest.importorskip("scipy.stats")
RULES = Rules()


def draw(seed, *shape, mean=0.2, spread=0.05):
    """Return scores around a mean."""
    return mean + spread * np.random.default_rng(seed).normal(size=shape)


def test_a_clear_difference_is_told_with_the_numbers_of_scipy(standing, yardsticks):
    """The better is the one with the lower score; mean, interval and p are those of ttest_rel."""
    a, b = draw(1, 50), draw(2, 50, mean=0.25)
    (pair,) = judge([standing("a", a), standing("b", b)], yardsticks.error, RULES)
    wanted = stats.ttest_rel(a, b)
    assert pair.verdict == "first"
    assert pair.difference == pytest.approx(np.mean(a - b))
    np.testing.assert_allclose(pair.interval, wanted.confidence_interval(0.95), rtol=1e-6)
    assert pair.p == pytest.approx(wanted.pvalue, rel=1e-6)
    assert pair.wins == pytest.approx(stats.mannwhitneyu(b, a).statistic / 2500)
    (turned,) = judge([standing("b", b), standing("a", a)], yardsticks.error, RULES)
    assert turned.verdict == "second"
    assert turned.interval == pytest.approx((-pair.interval.high, -pair.interval.low))


def test_several_pairs_are_corrected_for_together(standing, yardsticks):
    """Three designs make three pairs, whose p-values are Holm's of the single ones."""
    scores = [draw(k, 30, mean=0.2 + 0.01 * k) for k in range(3)]
    found = judge([standing(str(k), s) for k, s in enumerate(scores)], yardsticks.error, RULES)
    alone = [stats.ttest_rel(scores[i], scores[j]).pvalue for i, j in ((0, 1), (0, 2), (1, 2))]
    assert [pair.p for pair in found] == pytest.approx(holm(alone), rel=1e-6)


def test_losses_are_compared_by_their_ratio(standing, yardsticks):
    """A design with half the loss has a difference of log ½, however large the losses are."""
    loss = np.exp(np.random.default_rng(4).normal(size=20) * 3)
    other = 2 * loss * np.exp(0.1 * np.random.default_rng(5).normal(size=20))
    both = [standing("a", loss, score="loss"), standing("b", other, score="loss")]
    (pair,) = judge(both, yardsticks.loss, RULES)
    assert pair.verdict == "first"
    assert pair.difference == pytest.approx(-math.log(2), abs=0.1)
    assert margin_of(Rules(margin=0.05), yardsticks.loss) == pytest.approx(math.log(1.05))


def test_a_start_that_failed_is_a_result(standing, yardsticks):
    """Equal scores where both come through; but one design diverges in 12 of 30 starts."""
    a, b = draw(1, 30), draw(2, 30)
    a[:12] = np.inf
    both = [standing("a", a, score="rmse"), standing("b", b, score="rmse")]
    (pair,) = judge(both, yardsticks.rmse, RULES)
    assert pair.failed == (12, 0)
    assert pair.pairs == 18
    assert pair.verdict == "second"
    assert pair.failing_p == pytest.approx(2 * stats.binomtest(12, 12).pvalue)  # two questions
    assert pair.wins < 0.4


def test_better_scores_and_more_failures_is_neither(standing, yardsticks):
    """Who is better where both come through, but fails more often, does not simply win."""
    a, b = draw(1, 40), draw(2, 40, mean=0.4)
    failed = np.arange(40) < 15
    both = [
        standing("a", np.where(failed, 9.0, a), failed, score="loss"),
        standing("b", b, score="loss"),
    ]
    (pair,) = judge(both, yardsticks.loss, RULES)
    assert pair.verdict == "either"
    assert pair.difference < 0 < pair.failed[0]


def test_equality_is_claimed_within_a_margin_only(standing, yardsticks):
    """Nearly the same scores are equal within ±0.1, undecided without a margin or with 0.001."""
    both = [standing("a", draw(1, 40)), standing("b", draw(2, 40))]
    verdicts = {
        margin: judge(both, yardsticks.error, Rules(margin))[0].verdict
        for margin in (None, 0.001, 0.1)
    }
    assert verdicts == {None: "open", 0.001: "open", 0.1: "equal"}


def test_two_designs_that_never_come_through_together_stay_open(standing, yardsticks):
    """Without a pair there is no difference, no interval, no verdict, and no warning."""
    a, b = np.full(8, np.inf), draw(1, 8)
    a[0], b[0] = 0.3, np.inf
    (pair,) = judge(
        [standing("a", a, score="rmse"), standing("b", b, score="rmse")], yardsticks.rmse, RULES
    )
    assert (pair.pairs, pair.verdict) == (0, "open")
    assert math.isnan(pair.difference)
    assert pair.interval == (-math.inf, math.inf)


def test_starts_of_one_split_are_not_taken_for_other_splits(standing, yardsticks):
    """A difference that another split turns around is open, however many starts there are."""
    swing = np.array([[0.1], [-0.08], [0.09], [-0.1], [0.02]])
    a, b = draw(1, 5, 200, spread=0.01), draw(2, 5, 200, spread=0.01) + swing
    both = [standing("a", a), standing("b", b)]
    assert judge(both, yardsticks.error, RULES)[0].verdict == "open"
    both = [standing("a", a), standing("b", b - swing + 0.05)]
    assert judge(both, yardsticks.error, RULES)[0].verdict == "first"


@pytest.mark.parametrize("peeking", [False, True])
@pytest.mark.parametrize("kind", ["error", "loss"])
def test_false_claims_stay_under_5_percent(standing, yardsticks, kind, peeking):
    """Three equal designs, 250 times: a claim that one is better is made in 5 % at most.

    Whole rows, failures, and (peeking) looks after each 20 of 60 starts are among it; the count is
    held against the binomial distribution.
    """
    rng, claimed, trials = np.random.default_rng(11), 0, 250
    by = getattr(yardsticks, kind)
    for _ in range(trials):
        common = rng.normal(size=60)
        scores = common + rng.normal(size=(3, 60))
        failed = rng.random((3, 60)) < 0.2
        made = np.round(10 + scores) / 100 if kind == "error" else np.exp(scores)
        for n in (20, 40, 60) if peeking else (60,):
            designs = [
                standing(str(k), made[k, :n], failed[k, :n] & (kind == "loss"), score=kind)
                for k in range(3)
            ]
            verdicts = {pair.verdict for pair in judge(designs, by, Rules(peeking=peeking))}
            if verdicts & {"first", "second", "either"}:
                claimed += 1
                break
    assert stats.binomtest(claimed, trials, 0.05, alternative="greater").pvalue > 1e-3


def test_false_equality_stays_under_5_percent(standing, yardsticks):
    """Designs that are exactly the margin apart are called equal in 5 % at most, peeking or not."""
    rng, trials = np.random.default_rng(12), 600
    for peeking in (False, True):
        claimed = 0
        for _ in range(trials):
            both = [standing("a", rng.normal(size=30)), standing("b", rng.normal(1.0, 1.0, 30))]
            rules = Rules(1.0, peeking)
            claimed += judge(both, yardsticks.error, rules)[0].verdict == "equal"
        assert stats.binomtest(claimed, trials, 0.05, alternative="greater").pvalue > 1e-3
