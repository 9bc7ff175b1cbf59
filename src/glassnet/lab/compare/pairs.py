"""Two designs beside each other: is one better, are they equal, or can nobody tell yet?

Two questions are asked of each pair, and corrected for together (Holm): how far the scores are
apart where both starts came through, and which design fails more often. For a share of wrong
answers a start that diverged has all of them wrong, so there the first question is the only one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.compare import anytime, paired
from glassnet.lab.compare.measures import Yardstick
from glassnet.lab.compare.training import Standing
from glassnet.nn.intervals import Interval

ALPHA = 0.05
Verdict = Literal["first", "second", "either", "equal", "open"]


@final
@dataclass(frozen=True)
class Rules:
    """How pairs are judged.

    Args:
        margin: Differences within ±margin are no difference: a share of rows for "error", a share
            of the loss for "loss", else in the target's unit. None: equality is never claimed.
        peeking: Whether the results are looked at again and again while starts are added.

    """

    margin: float | None = None
    peeking: bool = False


@final
@dataclass(frozen=True)
class Pair:
    """What two designs' starts tell of each other.

    Args:
        first: A design's name.
        second: The other's.
        verdict: Whether the "first" or the "second" is better, "either" (one has better scores, the
            other fails less often), "equal" or "open".
        difference: Mean of first − second; of the scores' logarithms, where ratios are compared.
        interval: Its 95 % interval, for this pair alone.
        pairs: In how many pairs of starts both came through.
        p: Its p-value, corrected for all pairs (Holm).
        effect: Cohen's d; negative where the first is better.
        wins: The probability that one start of the first beats one of the second.
        failed: How many pairs of starts in which the first alone failed, and the second alone.
        failing_p: The p-value of that, corrected; 1 where it is no question.
        equal_p: How likely scores so near are if they are `margin` apart, corrected; 1 without one.
        deviation: The standard deviation of the differences.
        needed: Starts that would show such a difference (or the margin) four times in five.

    """

    first: str
    second: str
    verdict: Verdict
    difference: float
    interval: Interval
    pairs: int
    p: float
    effect: float
    wins: float
    failed: tuple[int, int]
    failing_p: float
    equal_p: float
    deviation: float
    needed: float


@final
@dataclass(frozen=True)
class _Seen:
    """What is seen of a pair before it is corrected for the others."""

    difference: float
    interval: Interval
    pairs: int
    deviation: float
    p: float
    equal_p: float
    failed: tuple[int, int]
    failing_p: float


def judge(standings: Sequence[Standing], by: Yardstick, rules: Rules) -> tuple[Pair, ...]:
    """Return every two of the designs beside each other."""
    both = list(combinations(standings, 2))
    share = standings[0].sizes.test_share
    seen = [_look(a, b, by, rules, share) for a, b in both]
    asked = [one.p for one in seen]
    asked += [one.failing_p for one in seen] if by.fails_apart else []
    told = paired.holm(asked)
    equal = paired.holm([one.equal_p for one in seen])
    found = []
    for place, ((a, b), one) in enumerate(zip(both, seen, strict=True)):
        failing = told[len(seen) + place] if by.fails_apart else 1.0
        scores = [each.scores(by).ravel() for each in (a, b)]
        through = [_through(each, by) for each in (a, b)]
        found.append(
            Pair(
                first=a.name,
                second=b.name,
                verdict=_verdict(one, told[place], failing, equal[place]),
                difference=one.difference,
                interval=one.interval,
                pairs=one.pairs,
                p=told[place],
                effect=_effect(through, by),
                wins=paired.win_probability(*scores),
                failed=one.failed,
                failing_p=failing,
                equal_p=equal[place],
                deviation=one.deviation,
                needed=_needed(one, rules, by, len(asked)),
            )
        )
    return tuple(found)


def margin_of(rules: Rules, by: Yardstick) -> float | None:
    """Return the margin in the terms of a difference: a logarithm where ratios are compared."""
    if rules.margin is None:
        return None
    return math.log1p(rules.margin) if by.ratios else rules.margin


def _look(a: Standing, b: Standing, by: Yardstick, rules: Rules, share: float) -> _Seen:
    differences, through = _differences(a, b, by)
    first, second = a.failed & ~b.failed, b.failed & ~a.failed
    failed = int(first.sum()), int(second.sum())
    nothing = Interval(-math.inf, math.inf)
    least = 2 if len(differences) == 1 else 1  # pairs in a split
    rows = differences[through.sum(axis=1) >= least]
    n = int(through.sum())
    failing_p = _failing_p(first, second, rules, share)
    if not len(rows) or (len(rows) == 1 < len(differences)):
        return _Seen(math.nan, nothing, n, math.nan, 1.0, 1.0, failed, failing_p)
    values = rows[np.isfinite(rows)]
    deviation = float(np.std(values, ddof=1)) if len(values) > 1 else math.nan
    margin = margin_of(rules, by)
    if rules.peeking:
        told = anytime.interval(values)
        p = min(1.0, 1.0 / anytime.evidence(values))
        equal_p = 1.0 if margin is None else _equal_at_any_time(values, margin)
        return _Seen(float(values.mean()), told, n, deviation, p, equal_p, failed, failing_p)
    mean = paired.paired_mean(values) if len(rows) == 1 else paired.split_mean(rows, share)
    equal_p = 1.0 if margin is None else mean.p_apart(margin)
    interval = mean.interval(1.0 - ALPHA)
    return _Seen(mean.value, interval, n, deviation, mean.p, equal_p, failed, failing_p)


def _differences(a: Standing, b: Standing, by: Yardstick) -> tuple[Array, Array]:
    """Return first − second (splits, starts), NaN where one did not come through; and where not."""
    one, other = a.scores(by), b.scores(by)
    through = np.isfinite(one) & np.isfinite(other)
    if by.fails_apart:
        through &= ~(a.failed | b.failed)
    # A loss of exactly 0 has no logarithm: it counts as the least positive number.
    least = np.finfo(np.float64).tiny
    with np.errstate(invalid="ignore"):  # inf − inf, which did not come through
        if by.ratios and bool((one[through] >= 0).all() and (other[through] >= 0).all()):
            apart = np.log(np.maximum(one, least)) - np.log(np.maximum(other, least))
        else:
            apart = one - other
    return np.where(through, apart, np.nan), through


def _through(standing: Standing, by: Yardstick) -> Array:
    """Return the scores of the starts that came through, (n,)."""
    scores = standing.scores(by)
    good = np.isfinite(scores)
    return scores[good & ~standing.failed if by.fails_apart else good]


def _failing_p(first: Array, second: Array, rules: Rules, share: float) -> float:
    """Return how likely so many failures are on one side where both fail alike."""
    only_first, only_second = int(first.sum()), int(second.sum())
    if rules.peeking:
        return min(1.0, 1.0 / anytime.sides(only_first, only_first + only_second))
    if len(first) > 1:
        return paired.split_mean(first * 1.0 - second, share).p
    return paired.one_sided_count(only_first, only_second)


def _equal_at_any_time(values: Array, margin: float) -> float:
    """Return 1/e of the weaker of the two bets against a difference of `margin` either way."""
    if abs(float(values.mean())) >= margin:
        return 1.0
    return min(1.0, 1.0 / min(anytime.evidence(values, end) for end in (-margin, margin)))


def _verdict(seen: _Seen, p: float, failing: float, equal: float) -> Verdict:
    says: set[Verdict] = set()
    if p <= ALPHA:
        says.add("first" if seen.difference < 0 else "second")
    if failing <= ALPHA:
        says.add("first" if seen.failed[0] < seen.failed[1] else "second")
    if len(says) == 2:
        return "either"
    if says:
        return says.pop()
    return "equal" if equal <= ALPHA else "open"


def _effect(through: list[Array], by: Yardstick) -> float:
    if min(map(len, through)) < 2:
        return math.nan
    if by.ratios and all((each > 0).all() for each in through):
        through = [np.log(each) for each in through]
    return paired.effect_size(*through)


def _needed(seen: _Seen, rules: Rules, by: Yardstick, questions: int) -> float:
    wanted = margin_of(rules, by) or abs(seen.difference)
    if math.isnan(seen.deviation) or math.isnan(wanted):
        return math.inf
    return paired.starts_needed(seen.deviation, wanted, 1.0 - ALPHA / questions)
