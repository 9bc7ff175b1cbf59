"""Verdicts in words: each says what it must, with the numbers it has, and claims no more."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.compare.pairs import Pair, Rules
from glassnet.lab.compare.wording import apart, evidence, failing, number, score, summary, verdict
from glassnet.nn.intervals import Interval

RULES = Rules()
BETTER = Pair(
    first="wide",
    second="deep",
    verdict="first",
    difference=-0.0512,
    interval=Interval(-0.0731, -0.0293),
    pairs=50,
    p=0.00002,
    effect=-0.81,
    wins=0.72,
    failed=(0, 0),
    failing_p=1.0,
    equal_p=1.0,
    deviation=0.07,
    needed=40.0,
)
OPEN = replace(
    BETTER,
    verdict="open",
    difference=0.002,
    interval=Interval(-0.006, 0.010),
    p=0.6,
    needed=231.0,
)


def test_a_better_design_is_told_with_its_difference(yardsticks):
    """The better one comes first, whichever place it has; points of error are no percents."""
    told = verdict(BETTER, yardsticks.error, RULES, 1)
    assert told == (
        "wide is better than deep: its held-out error is 5.12 points lower "
        "(95 % interval: 2.93 to 7.31 points)."
    )
    turned = replace(BETTER, verdict="second", difference=0.05, interval=Interval(0.03, 0.07))
    assert verdict(turned, yardsticks.error, RULES, 1).startswith("deep is better than wide: ")
    assert evidence(BETTER) == (
        "one start of wide beats one of deep in 72% of cases · effect size d = 0.81 · p < 0.001"
    )
    assert "one start of deep beats one of wide in 28% of cases" in evidence(turned)


def test_ratios_are_told_as_shares_or_times(yardsticks):
    """Half a loss is 50 % lower; a thousandth is 1,000 times lower."""
    half = replace(BETTER, difference=-math.log(1.5), interval=Interval(-0.5, -0.3))
    assert "loss is 33.3 % lower (95 % interval: 25.9 to 39.3 %)" in verdict(
        half, yardsticks.loss, RULES, 1
    )
    tiny = replace(BETTER, difference=-math.log(1000.0), interval=Interval(-7.0, -6.8))
    assert "loss is 1,000 times lower" in verdict(tiny, yardsticks.loss, RULES, 1)


def test_both_ends_of_an_interval_have_one_unit(yardsticks):
    """That of the difference between them: times where that is more than two, else shares."""
    wide = replace(BETTER, difference=-1.31, interval=Interval(-math.log(11), -math.log(1.25)))
    assert "3.71 times lower (95 % interval: 1.25 to 11 times)" in verdict(
        wide, yardsticks.loss, RULES, 1
    )
    half = replace(BETTER, difference=-0.6, interval=Interval(-math.log(2.5), -math.log(1.33)))
    assert "45.1 % lower (95 % interval: 24.8 to 60 %)" in verdict(half, yardsticks.loss, RULES, 1)
    narrow = replace(BETTER, difference=-0.3, interval=Interval(math.log(0.6), math.log(0.8)))
    assert "(95 % interval: 20 to 40 %)" in verdict(narrow, yardsticks.loss, RULES, 1)


def test_what_would_decide_alone_is_said_to_be_open(yardsticks):
    """An interval without 0 among many pairs is no verdict, and the sentence says why."""
    alone = replace(OPEN, difference=-0.02, interval=Interval(-0.03, -0.01), p=0.08)
    told = verdict(alone, yardsticks.error, RULES, 1)
    assert "not distinguishable" in told
    assert (
        "above that of deep (95 %), which would decide if it were the only question asked" in told
    )
    assert "only question" not in verdict(OPEN, yardsticks.error, RULES, 1)


def test_what_is_not_known_is_said_to_be_so(yardsticks):
    """Not distinguishable, where the difference lies, and how many more starts it would take."""
    told = verdict(OPEN, yardsticks.error, RULES, 1)
    assert "not distinguishable with 50 pairs of starts" in told
    assert "the held-out error of wide is −0.6 to 1 points above that of deep (95 %)" in told
    assert "about 180 more would be needed to see a difference of 0.2 points" in told
    asked = verdict(replace(OPEN, needed=30.0), yardsticks.error, Rules(0.01), 1)
    assert "a difference of ±1 points would mostly have shown with so many" in asked
    endless = verdict(replace(OPEN, needed=math.inf), yardsticks.error, RULES, 1)
    assert "more than 100,000 starts" in endless
    assert "more splits, or more rows" in verdict(OPEN, yardsticks.error, RULES, 5)


def test_equality_names_its_margin(yardsticks):
    """Equal is said with the margin that it was asked for."""
    told = verdict(replace(OPEN, verdict="equal"), yardsticks.error, Rules(0.02), 1)
    assert told.startswith("wide and deep are equal within ±2 points: ")
    ratio = replace(OPEN, verdict="equal", interval=Interval(-0.01, 0.02))
    told = verdict(ratio, yardsticks.loss, Rules(0.05), 1)
    assert "within ±5 %: the training loss of wide is 0.99 to 1.02 times that of deep" in told


def test_scores_that_are_all_alike_are_no_proof_of_equality(yardsticks):
    """No difference in 50 starts leaves room for one in a start of 17."""
    same = replace(OPEN, difference=0.0, deviation=0.0, interval=Interval(0.0, 0.0), p=1.0)
    told = verdict(same, yardsticks.error, RULES, 1)
    assert "each pair has the same held-out error" in told
    assert "fewer than 5.8% of the starts would not have shown" in told


def test_the_summary_names_the_one_that_beats_all_others():
    """Of three designs one must win both of its pairs; of two the verdict says it all."""
    three = [("a", "b", "first"), ("a", "c", "first"), ("b", "c", "open")]
    pairs = [replace(BETTER, first=f, second=s, verdict=v) for f, s, v in three]
    assert summary(pairs) == "a is better than each of the others."
    lost = [replace(pairs[0], verdict="second"), *pairs[1:]]
    assert summary(lost) == "No design is shown to be better than all the others."
    none = [replace(pair, verdict="open") for pair in pairs]
    assert summary(none) == "No design is shown to be better than another."
    assert summary(pairs[:1]) == ""


def test_failures_are_told(yardsticks):
    """Who fails less often is better; who also has the worse score is not."""
    often = replace(
        BETTER, verdict="second", difference=0.1, interval=Interval(-0.2, 0.4), p=0.5,
        failed=(20, 3), failing_p=0.0005,
    )  # fmt: skip
    assert verdict(often, yardsticks.rmse, RULES, 1) == (
        "deep is better than wide: it fails less often (wide 20 times, deep 3 times alone)."
    )
    mixed = replace(
        often, verdict="either", difference=-0.1, interval=Interval(-0.2, -0.05), p=0.001
    )
    told = verdict(mixed, yardsticks.rmse, RULES, 1)
    assert told.startswith("neither: wide has the lower held-out RMSE where both come through")
    assert "but deep fails less often" in told
    assert "fails alone: wide 20 times, deep 3 times, p < 0.001" in evidence(mixed)
    unclear = replace(BETTER, failed=(7, 2), failing_p=0.3)
    assert verdict(unclear, yardsticks.rmse, RULES, 1).endswith(
        "in which neither fails; that it fails more often (7 against 2 times alone) may be luck."
    )
    assert failing((3, 50), yardsticks.loss) == "3 of 50 (a row wrong)"
    assert failing((0, 50), yardsticks.rmse) == "none"


def test_too_few_that_came_through_is_said(yardsticks):
    """Without an interval there is nothing to say about scores."""
    nothing = replace(
        OPEN, difference=math.nan, interval=Interval(-math.inf, math.inf), deviation=math.nan,
        needed=math.inf, pairs=0,
    )  # fmt: skip
    assert "too few of them came through" in verdict(nothing, yardsticks.rmse, RULES, 1)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["error", "rmse", "loss"]),
    st.sampled_from(["first", "second", "either", "equal", "open"]),
    st.floats(),
    st.floats(-1e300, 1e300),
    st.floats(0, 1e300),
    st.integers(1, 9),
)
def test_every_verdict_has_words(yardsticks, kind, said, difference, low, wide, splits):
    """Whatever the numbers are, there is one printable sentence, and no nan in it."""
    pair = replace(BETTER, verdict=said, difference=difference, interval=Interval(low, low + wide))
    told = verdict(pair, getattr(yardsticks, kind), Rules(0.1), splits) + evidence(pair)
    assert told.isprintable()
    assert not re.search(r"\bnan\b|\binf\b", told)


def test_numbers_in_short(yardsticks):
    """Three figures, true minus signs, and words for what is no number."""
    assert [number(v) for v in (-0.5, 0.0, math.nan, -math.inf)] == ["−0.5", "0", "—", "−∞"]
    assert score(0.0333, yardsticks.error) == "3.33 %"
    assert apart(-math.log(4), yardsticks.loss, signed=True) == "×0.25"
    assert apart(-2.0, yardsticks.rmse) == "2"


@pytest.mark.parametrize("name", ["a\x1b[2J", "x" * 500, "two\nlines"])
def test_a_name_cannot_steer_the_terminal(yardsticks, name):
    """Names come from files; in a sentence they are one short printable line."""
    told = verdict(replace(BETTER, first=name), yardsticks.error, RULES, 1)
    assert told.isprintable()
    assert len(told) < 300
