"""Every start a dot, the differences of the pairs, and the way there: as text and as a figure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.compare import wording
from glassnet.lab.compare.lines import both_ends
from glassnet.lab.compare.measures import Yardstick
from glassnet.lab.compare.pairs import Pair
from glassnet.lab.compare.training import Standing
from glassnet.lab.pictures.chart import limits, wrapped
from glassnet.lab.pictures.paper import FAINT, FIRST, SECOND, matplotlib
from glassnet.lab.pictures.picture import Picture

# One start, some, many: where dots of text fall together.
DOTS = " ·:∴░▒▓█"
COUNTS = (1, 2, 3, 4, 8, 16, 32)  # starts from which each of them stands
MEDIAN, ZERO, END, REACH = "┃", "│", "┤", "─"
COLORS = re.compile(r"(?P<positive>[●┃])|(?P<negative>✗ [\d,]+)|(?P<faint>│)")
MOST_NAMES = 24  # characters of a name beside a row of dots


def picture(
    title: str, designs: Sequence[Standing], pairs: Sequence[Pair], by: Yardstick
) -> Picture:
    """Return the dots of all starts and the intervals of all pairs."""
    return Picture(
        title=f"{title} · {by.name}, lower is better",
        lines=lambda width: [*dots(designs, by, width), "", *intervals(pairs, by, width)],
        figure=lambda: figure(designs, pairs, by),
        colors=COLORS,
    )


def dots(designs: Sequence[Standing], by: Yardstick, width: int = 80) -> list[str]:
    """Return a row for each design: each start at its score, ┃ at the median, ✗ what has none."""
    scores = {one.name: one.scores(by).ravel() for one in designs}
    scale, low, high, logarithmic = _scale(list(scores.values()))
    wide = _room_for(list(scores))
    lost = {name: int((~np.isfinite(values)).sum()) for name, values in scores.items()}
    ends = {name: f" ✗ {count:,}" if count else "" for name, count in lost.items()}
    room = max(8, width - wide - 1 - max(map(len, ends.values())))
    rows = []
    for name, values in scores.items():
        good = scale(values[np.isfinite(values)])
        row = _row(good, (low, high), room)
        if len(good):
            row[_cell(float(np.median(good)), (low, high), room)] = MEDIAN
        rows.append(f"{both_ends(name, wide):>{wide}} {''.join(row)}{ends[name]}".rstrip())
    first, last = (10**end if logarithmic else end for end in (low, high))
    edge = _edge((wording.score(first, by), wording.score(last, by)), room)
    legend = "one start is ·, two :, three ∴, four or more ░▒▓█; ┃ is the median"
    legend += "; ✗ have no finite score" if any(lost.values()) else ""
    legend += "; logarithmic" if logarithmic else ""
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


def figure(designs: Sequence[Standing], pairs: Sequence[Pair], by: Yardstick) -> Any:
    """Return dots, differences and learning curves as one figure."""
    made = matplotlib("matplotlib.figure").Figure(
        (7.5, 3.2 + 0.3 * (len(designs) + len(pairs))), layout="constrained"
    )
    top, bottom = made.subfigures(2, 1, height_ratios=(len(designs) + 5, len(pairs) + 2))
    left, right = top.subplots(1, 2)
    _draw_dots(left, designs, by)
    _draw_curves(right, designs)
    _draw_intervals(bottom.subplots(), pairs, by)
    for axes in (left, right, *bottom.axes):
        axes.spines[["top", "right"]].set_visible(False)
    return made


def _draw_dots(axes: Any, designs: Sequence[Standing], by: Yardstick) -> None:
    names = [both_ends(one.name, MOST_NAMES) for one in designs]
    for place, one in enumerate(designs):
        values = one.scores(by).ravel()
        good = values[np.isfinite(values)]
        # A fixed spread, and not a random one: the same comparison is the same file.
        beside = place + 0.7 * (np.arange(len(good)) * 0.618034 % 1.0 - 0.5)
        axes.plot(good, beside, ".", ms=4, color=FIRST, alpha=0.5, gid=f"starts-{place}")
        if len(good):
            axes.plot([np.median(good)] * 2, [place - 0.4, place + 0.4], color=SECOND)
    _, _, _, logarithmic = _scale([one.scores(by).ravel() for one in designs])
    axes.set_xscale("log" if logarithmic else "linear")
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlabel(f"{by.name}; a dot is a start")


def _draw_curves(axes: Any, designs: Sequence[Standing]) -> None:
    """Draw the median loss of each design, and the band that holds the middle half."""
    for one in designs:
        curves = np.where(np.isfinite(one.curves), one.curves, np.inf)
        if not curves.shape[1]:
            continue
        low, middle, high = np.quantile(curves, (0.25, 0.5, 0.75), axis=0, method="inverted_cdf")
        drawn = axes.plot(one.steps, middle, lw=1, label=both_ends(one.name, MOST_NAMES))
        seen = np.isfinite(high)
        steps = np.array(one.steps)[seen]
        axes.fill_between(steps, low[seen], high[seen], color=drawn[0].get_color(), alpha=0.2, lw=0)
    if all((one.curves > 0).all() for one in designs):
        axes.set_yscale("log")
    axes.set(xlabel="step", ylabel="training loss")
    axes.legend(fontsize=7)


def _draw_intervals(axes: Any, pairs: Sequence[Pair], by: Yardstick) -> None:
    axes.axvline(0.0, color=FAINT, lw=0.8)
    for place, pair in enumerate(pairs):
        if math.isfinite(pair.interval.high - pair.interval.low):
            axes.plot(pair.interval, [place, place], color=FIRST, gid=f"pair-{place}")
            axes.plot([pair.difference], [place], "o", ms=4, color=FIRST)
    names = [f"{both_ends(p.first, MOST_NAMES)} − {both_ends(p.second, MOST_NAMES)}" for p in pairs]
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    what = "logarithm of the ratio" if by.ratios else "difference"
    axes.set_xlabel(f"{what} of paired starts, 95 % interval; left of 0 the first is better")


def _scale(scores: Sequence[Array]) -> tuple[Callable[[Array], Array], float, float, bool]:
    """Return what becomes of a score on its way to its place, the ends, and whether it is a log."""
    low, high = limits(np.concatenate(scores))
    if low > 0 and high > 30 * low:
        return np.log10, math.log10(low), math.log10(high), True
    return np.asarray, low, high, False


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
