"""What mattered, held against scipy and against luck."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kruskal, rankdata

from glassnet.lab.search.mattering import FEWEST, between, mattering, ranked
from glassnet.lab.search.space import Choices, Range, Space
from glassnet.lab.search.trial import Outcome, Trial

SPACE = Space((Range("learning_rate", 0.0, 1.0), Choices("optimizer", ("a", "b"), (0, 1))))


def trials(score, count=30, seed=0):
    """Return trials with random settings whose curve at the first rung is `score` of them."""
    drawn = np.random.default_rng(seed)
    made = []
    for number in range(count):
        picks = {"learning_rate": float(drawn.random()), "optimizer": "ab"[number % 2]}
        value = float(score(picks, drawn))
        made.append(Trial(number, picks, Outcome("done", (9.0, value, *[0.0] * 6), (value,))))
    return made


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 9), min_size=6, max_size=30), st.integers(0, 99))
def test_the_share_is_that_of_kruskal_and_wallis(values, seed):
    """H / (n − 1), as scipy has it, ties included."""
    groups = np.random.default_rng(seed).integers(0, 3, len(values))
    parts = [np.array(values)[groups == k] for k in range(3) if (groups == k).any()]
    if len(parts) < 2 or len(set(values)) < 2:
        return
    wanted = kruskal(*parts).statistic / (len(values) - 1)
    assert between(ranked(np.array(values)), groups) == pytest.approx(wanted)
    assert ranked(np.array(values)) + 1 == pytest.approx(rankdata(values))


def test_what_decides_is_shown_and_what_does_not_is_not():
    """A valley in the rate is seen, though it has no slope."""
    found = mattering(trials(lambda picks, _: abs(picks["learning_rate"] - 0.5)), SPACE, 0)
    assert [(one.name, one.shown) for one in found] == [
        ("learning_rate", True),
        ("optimizer", False),
    ]
    assert found[0].share > 0.5


def test_luck_is_not_shown():
    """Of 60 searches in which nothing matters, at most a few show something: 5 % are promised."""
    shown = [
        any(
            one.shown for one in mattering(trials(lambda _, drawn: drawn.random(), 18, k), SPACE, k)
        )
        for k in range(60)
    ]
    assert sum(shown) <= 8  # P(more | 5 %) < 0.002


def test_of_few_trials_nothing_is_said():
    """Nor of such as never came to the first look."""
    assert mattering(trials(lambda *_: 1.0, FEWEST - 1), SPACE, 0) == ()
    refused = [Trial(k, {}, Outcome("refused", reason="why")) for k in range(20)]
    assert mattering(refused, SPACE, 0) == ()


def test_equal_scores_tell_nothing():
    """No difference in rank has no share."""
    assert all(one.p == 1.0 for one in mattering(trials(lambda *_: 1.0), SPACE, 0))
