"""Evidence that may be looked at at any time: the bets are fair, and seldom win wrongly."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.compare.anytime import EFFECT, evidence, interval, sides

stats = pytest.importorskip("scipy.stats")
quad = pytest.importorskip("scipy.integrate").quad


@pytest.mark.parametrize("n", [2, 5, 40])
@pytest.mark.parametrize("shift", [0.0, 0.4, 2.0])
def test_the_evidence_is_the_mixed_likelihood_of_t(n, shift):
    """It equals the density of noncentral t, integrated over effects, over that of central t."""
    values = np.random.default_rng(n).normal(shift, 1.0, n)
    t = math.sqrt(n) * values.mean() / values.std(ddof=1)

    def mixed(effect):
        return stats.nct.pdf(t, n - 1, effect * math.sqrt(n)) * stats.norm.pdf(effect, 0, EFFECT)

    wanted = quad(mixed, -5, 5, limit=200)[0] / stats.t.pdf(t, n - 1)
    assert evidence(values) == pytest.approx(wanted, rel=1e-4)


@settings(max_examples=60, deadline=None)
@given(st.integers(8, 60), st.integers(0, 10_000), st.floats(-3, 3), st.sampled_from([0.9, 0.95]))
def test_the_interval_holds_what_the_evidence_does_not_exclude(n, seed, shift, confidence):
    """At its ends the e-value is 1/α; nearer to the mean it is less, and further away more."""
    values = np.random.default_rng(seed).normal(shift, 1.0, n)
    low, high = interval(values, confidence)
    if math.isinf(high):
        return
    limit = 1 / (1 - confidence)
    for end in (low, high):
        assert evidence(values, end) == pytest.approx(limit, rel=1e-6)
        assert evidence(values, values.mean() + 1.01 * (end - values.mean())) > limit
        assert evidence(values, values.mean() + 0.99 * (end - values.mean())) < limit


def test_few_values_exclude_nothing():
    """One difference has no spread, and two are too few."""
    assert evidence(np.array([5.0])) == 1.0
    assert interval(np.array([5.0])) == (-math.inf, math.inf)
    assert interval(np.array([5.0, 5.1])) == (-math.inf, math.inf)
    assert evidence(np.zeros(50)) == 1.0
    assert evidence(np.ones(4)) == sides(4, 4)


@pytest.mark.parametrize("m", [1, 4, 9])
def test_the_bet_on_sides_is_fair(m):
    """Over all outcomes of m fair coins it makes 1 of 1 on average; it equals its integral."""
    outcomes = [math.comb(m, k) / 2**m * sides(k, m) for k in range(m + 1)]
    assert sum(outcomes) == pytest.approx(1.0)
    wanted = 2**m * quad(lambda p: p * (1 - p) ** (m - 1), 0, 1)[0]
    assert sides(1, m) == pytest.approx(wanted)


@pytest.mark.parametrize("kind", ["normal", "skewed", "steps"])
def test_looking_after_every_group_claims_nothing_false_too_often(kind):
    """Looked at 20 times, no difference is called one in under 5 %, within binomial error."""
    draw = np.random.default_rng(7)
    trials, group, looks = 1000, 10, 20
    shape = (trials, group * looks)
    values = {
        "normal": lambda: draw.normal(size=shape),
        "skewed": lambda: draw.exponential(size=shape) - draw.exponential(size=shape),
        "steps": lambda: draw.integers(-1, 2, size=shape) / 30,
    }[kind]()
    claimed = [
        any(evidence(row[: group * look]) >= 20 for look in range(1, looks + 1)) for row in values
    ]
    assert stats.binomtest(sum(claimed), trials, 0.05, alternative="greater").pvalue > 1e-3


def test_peeking_with_an_ordinary_test_claims_far_too_often():
    """The same looks with Student's t go wrong in well over 5 %: that is what this is for."""
    values = np.random.default_rng(8).normal(size=(500, 200))
    p = np.stack([stats.ttest_1samp(values[:, :n], 0, axis=1).pvalue for n in range(10, 201, 10)])
    assert (p.min(axis=0) < 0.05).mean() > 0.15
