"""The verdict on a pair of designs, in a sentence with its numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from glassnet.ground.errors import one_line
from glassnet.lab.compare.measures import Yardstick
from glassnet.lab.compare.pairs import Pair, Rules
from glassnet.nn.intervals import Interval

MOST_MORE = 100_000  # starts beyond which "so many more" is no advice any more
PLAIN = math.log(2.0)  # a ratio beyond 2 is told as times, not as a share


def number(value: float) -> str:
    """Return a number with three figures that matter.

    >>> number(0.0012345), number(1234.5), number(float("inf"))
    ('0.00123', '1,234', '∞')
    """
    if not math.isfinite(value):
        return "—" if math.isnan(value) else "∞" if value > 0 else "−∞"
    shown = f"{value:,.0f}" if 999.5 <= abs(value) < 1e6 else f"{value:.3g}"
    return shown.replace("-", "−", 1) if value < 0 else shown


def score(value: float, by: Yardstick) -> str:
    """Return a score as it is read: a share of rows in percent, the rest as a number."""
    if by.score == "error" and math.isfinite(value):
        return f"{number(100 * value)} %"
    return number(value)


def apart(value: float, by: Yardstick, *, signed: bool = False) -> str:
    """Return how far scores are apart: a difference, or for a ratio the share that one is lower."""
    size = value if signed else abs(value)
    if by.score == "error" and math.isfinite(size):
        return f"{number(100 * size)} points"  # 2 % of 10 % would be 0.2 %
    if not by.ratios or math.isinf(size):
        return score(size, by)
    if signed:
        return f"×{number(math.exp(max(-700.0, min(size, 700.0))))}"
    if size > PLAIN:
        return f"{number(math.exp(min(size, 700.0)))} times"
    return f"{number(-100 * math.expm1(-size))} %"


def names(pair: Pair) -> tuple[str, str]:
    """Return the designs' names, the better one first."""
    both = one_line(pair.first, 60), one_line(pair.second, 60)
    return both[::-1] if pair.verdict == "second" else both


def verdict(pair: Pair, by: Yardstick, rules: Rules, splits: int) -> str:
    """Return the verdict in plain words."""
    better, other = names(pair)
    if pair.verdict == "either":
        return _either(pair, by)
    if pair.verdict in {"first", "second"}:
        return f"{better} is better than {other}: {'; '.join(_reasons(pair, by))}."
    if pair.verdict == "equal":
        return f"{better} and {other} are equal within ±{_margin(rules, by)}: {_between(pair, by)}."
    return _open(pair, by, rules, splits)


def summary(pairs: Sequence[Pair]) -> str:
    """Return in a sentence whether one design is better than all the others."""
    all_names = dict.fromkeys(name for pair in pairs for name in (pair.first, pair.second))
    won = [names(pair)[0] for pair in pairs if pair.verdict in {"first", "second"}]
    best = [name for name in all_names if won.count(one_line(name, 60)) == len(all_names) - 1]
    if len(all_names) < 3:
        return ""
    if best:
        return f"{one_line(best[0], 60)} is better than each of the others."
    if not won:
        return "No design is shown to be better than another."
    return "No design is shown to be better than all the others."


def evidence(pair: Pair) -> str:
    """Return the numbers behind a verdict."""
    better, other = names(pair)
    wins = 1.0 - pair.wins if pair.verdict == "second" else pair.wins
    told = [f"one start of {better} beats one of {other} in {wins:.0%} of cases"]
    if not math.isnan(pair.effect):
        told.append(f"effect size d = {number(abs(pair.effect))}")
    told.append(likely(pair.p))
    if any(pair.failed):
        told.append(f"fails alone: {_alone(pair)}, {likely(pair.failing_p)}")
    return " · ".join(told)


def likely(p: float) -> str:
    """Return a p-value as papers print it.

    >>> likely(0.00001), likely(0.0312)
    ('p < 0.001', 'p = 0.031')
    """
    return "p < 0.001" if p < 0.001 else f"p = {p:.2g}"


def _reasons(pair: Pair, by: Yardstick) -> list[str]:
    """Return why the better one is better: what lies in its favor beyond chance, and what not."""
    told = []
    if pair.p <= 0.05:
        scored = f"its {by.name} is {apart(pair.difference, by)} lower"
        scored += f" (95 % interval: {_within(pair.interval, by)})"
        if by.fails_apart and any(pair.failed):
            scored += f" in the {pair.pairs:,} pairs of starts in which neither fails"
        told.append(scored)
    if pair.failing_p <= 0.05:
        told.append(f"it fails less often ({_alone(pair)} alone)")
    more, less = pair.failed if pair.verdict == "first" else pair.failed[::-1]
    if pair.failing_p > 0.05 and more > less and by.fails_apart:
        told.append(f"that it fails more often ({more:,} against {less:,} times alone) may be luck")
    return told


def _either(pair: Pair, by: Yardstick) -> str:
    first, second = one_line(pair.first, 60), one_line(pair.second, 60)
    scored, safe = (first, second) if pair.difference < 0 else (second, first)
    return (
        f"neither: {scored} has the lower {by.name} where both come through, by "
        f"{apart(pair.difference, by)} (95 % interval: {_within(pair.interval, by)}), but {safe} "
        f"fails less often ({_alone(pair)} alone)."
    )


def _open(pair: Pair, by: Yardstick, rules: Rules, splits: int) -> str:
    better, other = names(pair)
    what = f"{better} and {other} are not distinguishable with {pair.pairs:,} pairs of starts"
    if math.isnan(pair.difference) or math.isinf(pair.interval.high):
        return f"{what}: too few of them came through to say more."
    if pair.deviation == 0.0 and pair.difference == 0.0:
        rare = 1.0 - 0.05 ** (1.0 / max(1, pair.pairs))
        return (
            f"{what}: each pair has the same {by.name}; what concerns fewer than {rare:.1%} of the "
            "starts would not have shown."
        )
    alone = pair.interval.low > 0.0 or pair.interval.high < 0.0
    more = ", which would decide if it were the only question asked" if alone else ""
    return f"{what}: {_between(pair, by)}{more}{_advice(pair, by, rules, splits)}."


def _advice(pair: Pair, by: Yardstick, rules: Rules, splits: int) -> str:
    """Return what it would take to tell them apart."""
    wanted = f"±{_margin(rules, by)}" if rules.margin else _seen(pair, by)
    if splits > 1:
        return "; more splits, or more rows, would narrow that"
    more = pair.needed - pair.pairs
    if more > MOST_MORE:
        return f"; a difference of {wanted} would take more than {MOST_MORE:,} starts to see"
    if more <= 0:
        return f"; a difference of {wanted} would mostly have shown with so many"
    return f"; about {_rounded(more):,} more would be needed to see a difference of {wanted}"


def _seen(pair: Pair, by: Yardstick) -> str:
    return f"{apart(pair.difference, by)}, as large as the one seen"


def _rounded(count: float) -> int:
    """Return a number of starts with two figures: it is no more than advice."""
    digits = max(0, len(str(int(count))) - 2)
    return max(1, round(count / 10.0**digits) * int(10.0**digits))


def _margin(rules: Rules, by: Yardstick) -> str:
    margin = rules.margin or 0.0
    if by.score == "error":
        return f"{number(100 * margin)} points"
    return f"{number(100 * margin)} %" if by.ratios else number(margin)


def _within(interval: Interval, by: Yardstick) -> str:
    """Return an interval whose sign is told in words."""
    sizes = sorted((abs(interval.low), abs(interval.high)))
    if by.ratios and sizes[1] < math.inf and interval.low * interval.high > 0.0:
        if sum(sizes) / 2.0 > PLAIN:  # as the difference in their middle is told
            return _from_to(*(f"{number(math.exp(min(size, 700.0)))} times" for size in sizes))
        return _from_to(*(f"{number(-100 * math.expm1(-size))} %" for size in sizes))
    if interval.low <= 0.0 <= interval.high:
        return _from_to(*(apart(end, by, signed=True) for end in interval))
    return _from_to(*(apart(size, by) for size in sizes))


def _from_to(low: str, high: str) -> str:
    """Return both ends, the unit once.

    >>> _from_to("3 points", "5 points"), _from_to("×0.5", "×2")
    ('3 to 5 points', '×0.5 to ×2')
    """
    (first, unit, _), (_, other, _) = (end.partition(" ") for end in (low, high))
    same = low.partition(" ")[2] == high.partition(" ")[2]
    return f"{first if same and unit and other else low} to {high}"


def _between(pair: Pair, by: Yardstick) -> str:
    """Return where the truth lies: the difference, or for ratios how many times it is."""
    low, high = pair.interval
    first, second = one_line(pair.first, 60), one_line(pair.second, 60)
    if by.ratios:
        ends = [number(math.exp(max(-700.0, min(end, 700.0)))) for end in (low, high)]
        return f"the {by.name} of {first} is {ends[0]} to {ends[1]} times that of {second} (95 %)"
    told = _from_to(*(apart(end, by, signed=True) for end in (low, high)))
    return f"the {by.name} of {first} is {told} above that of {second} (95 %)"


def _alone(pair: Pair) -> str:
    first, second = one_line(pair.first, 60), one_line(pair.second, 60)
    return f"{first} {pair.failed[0]:,} times, {second} {pair.failed[1]:,} times"


def failing(shares: Sequence[int], by: Yardstick) -> str:
    """Return how many of how many starts failed."""
    failed, total = shares
    what = "a row wrong" if by.solvable else "diverged"
    return f"{failed:,} of {total:,} ({what})" if failed else "none"
