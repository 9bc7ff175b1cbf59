"""Every start a dot, the differences of the pairs, what they cost, and the way there."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError, did_you_mean, one_line
from glassnet.lab.compare import wording
from glassnet.lab.compare.charts import MOST_NAMES, TIME, against, curves, scale_of
from glassnet.lab.compare.figures import figure
from glassnet.lab.compare.lines import both_ends
from glassnet.lab.compare.measures import Yardstick
from glassnet.lab.compare.pairs import Pair
from glassnet.lab.compare.training import Standing
from glassnet.lab.pictures.chart import limits, wrapped
from glassnet.lab.pictures.picture import Picture

KINDS = ("starts", "parameters", "time", "curves")
# One start, some, many: where dots of text fall together.
DOTS = " ·:∴░▒▓█"
COUNTS = (1, 2, 3, 4, 8, 16, 32)  # starts from which each of them stands
MEDIAN, ZERO, END, REACH = "┃", "│", "┤", "─"
COLORS = re.compile(r"(?P<positive>[●┃])|(?P<negative>✗ [\d,]+)|(?P<faint>│)")


def picture(
    title: str,
    designs: Sequence[Standing],
    pairs: Sequence[Pair],
    by: Yardstick,
    kinds: Sequence[str] = KINDS,
) -> Picture:
    """Return what `kinds` name: all starts and pairs, the score by size or time, the curves."""
    for kind in kinds:
        if kind not in KINDS:
            raise UsageError(
                f"a picture of a comparison is one of {', '.join(KINDS)}, got "
                f"{one_line(repr(kind))}.{did_you_mean(str(kind), KINDS)}"
            )
    return Picture(
        title=f"{title} · {by.name}, lower is better",
        lines=lambda width: _drawn(designs, pairs, by, kinds, width),
        figure=lambda: figure(designs, pairs, by, kinds),
        colors=COLORS,
    )


def _drawn(
    designs: Sequence[Standing],
    pairs: Sequence[Pair],
    by: Yardstick,
    kinds: Sequence[str],
    width: int,
) -> list[str]:
    draw = {
        "starts": lambda: [*dots(designs, by, width), "", *intervals(pairs, by, width)],
        "parameters": lambda: against(
            designs, [one.parameters for one in designs], by, "parameters", width
        ),
        "time": lambda: against(designs, [one.seconds for one in designs], by, TIME, width),
        "curves": lambda: curves(designs, width),
    }
    lines: list[str] = []
    for kind in kinds:
        lines += ["", *draw[kind]()]
    return lines[1:]


def dots(designs: Sequence[Standing], by: Yardstick, width: int = 80) -> list[str]:
    """Return a row for each design: each start at its score, ┃ at the median, ✗ what has none."""
    scores = {one.name: one.scores(by).ravel() for one in designs}
    scale = scale_of(np.concatenate(list(scores.values())))
    wide = _room_for(list(scores))
    lost = {name: int((~np.isfinite(values)).sum()) for name, values in scores.items()}
    ends = {name: f" ✗ {count:,}" if count else "" for name, count in lost.items()}
    room = max(8, width - wide - 1 - max(map(len, ends.values())))
    rows = []
    for name, values in scores.items():
        good = scale.place(values[np.isfinite(values)])
        row = _row(good, scale.ends, room)
        if len(good):
            row[_cell(float(np.median(good)), scale.ends, room)] = MEDIAN
        rows.append(f"{both_ends(name, wide):>{wide}} {''.join(row)}{ends[name]}".rstrip())
    edge = _edge((wording.score(scale.low, by), wording.score(scale.high, by)), room)
    legend = "one start is ·, two :, three ∴, four or more ░▒▓█; ┃ is the median"
    legend += "; ✗ have no finite score" if any(lost.values()) else ""
    legend += "; logarithmic" if scale.logarithmic else ""
    return [*rows, f"{'':{wide}} {edge}", *wrapped(legend, width)]


def intervals(pairs: Sequence[Pair], by: Yardstick, width: int = 80) -> list[str]:
    """Return a row for each pair: ● the mean difference, ─ its 95 % interval, │ no difference."""
    known = [pair for pair in pairs if math.isfinite(pair.interval.high - pair.interval.low)]
    if not known:
        return ["no pair of designs has an interval yet."]
    labels = [f"{both_ends(p.first, 11)} − {both_ends(p.second, 11)}" for p in known]
    wide = _room_for(labels, 25)
    ends = limits(np.array([*(end for pair in known for end in pair.interval), 0.0]))
    room = max(8, width - wide - 1)
    rows = []
    for label, pair in zip(labels, known, strict=True):
        row = [" "] * room
        row[_cell(0.0, ends, room)] = ZERO
        first, last = (_cell(end, ends, room) for end in pair.interval)
        row[first : last + 1] = REACH * (last + 1 - first)
        if first < _cell(0.0, ends, room) < last:
            row[_cell(0.0, ends, room)] = "┼"
        row[_cell(pair.difference, ends, room)] = "●"
        rows.append(f"{label:>{wide}} {''.join(row)}".rstrip())
    shown = [wording.apart(end, by, signed=True) for end in ends]
    edge = _edge((shown[0], shown[1]), room)
    legend = "● mean difference of paired starts, ─ its 95 % interval, │ no difference: left of it "
    return [*rows, f"{'':{wide}} {edge}", *wrapped(legend + "the first is better", width)]


def _row(values: Array, ends: tuple[float, float], room: int) -> list[str]:
    counts = np.bincount([_cell(value, ends, room) for value in values], minlength=room)
    return [DOTS[int(np.searchsorted(COUNTS, count, side="right"))] for count in counts]


def _cell(value: float, ends: tuple[float, float], room: int) -> int:
    low, high = ends
    share = (min(max(float(value), low), high) - low) / (high - low)
    return round(share * (room - 1))


def _edge(ends: tuple[str, str], room: int) -> str:
    return f"{ends[0]}{ends[1]:>{max(1, room - len(ends[0]))}}"


def _room_for(names: Sequence[str], most: int = MOST_NAMES) -> int:
    return min(most, max(len(both_ends(name, most)) for name in names))
