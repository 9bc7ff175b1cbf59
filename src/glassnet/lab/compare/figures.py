"""A comparison on paper: dots, differences, what designs cost, and learning curves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from glassnet.lab.compare.charts import MOST_NAMES, TIME, quartiles, scale_of
from glassnet.lab.compare.lines import both_ends
from glassnet.lab.compare.measures import Yardstick
from glassnet.lab.compare.medians import median_interval
from glassnet.lab.compare.pairs import Pair
from glassnet.lab.compare.training import Standing
from glassnet.lab.pictures.paper import FAINT, FIRST, SECOND, matplotlib


def figure(
    designs: Sequence[Standing], pairs: Sequence[Pair], by: Yardstick, kinds: Sequence[str]
) -> Any:
    """Return what `kinds` name, two beside each other, and below them the differences."""
    across = min(2, len(kinds))
    down = -(-len(kinds) // across)
    heights = [1.9 + 0.24 * len(designs)] * down + [0.9 + 0.3 * len(pairs)] * ("starts" in kinds)
    made = matplotlib("matplotlib.figure").Figure(
        (4.0 * across if across > 1 else 6.4, max(3.0, sum(heights))), layout="constrained"
    )
    parts = made.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
    places = [axes for part in parts[:down] for axes in part.subplots(1, across, squeeze=False)[0]]
    for axes, kind in zip(places, kinds, strict=False):
        _draw(kind, axes, designs, by)
    for axes in places[len(kinds) :]:
        axes.set_axis_off()
    if "starts" in kinds:
        places.append(parts[-1].subplots())
        _draw_intervals(places[-1], pairs, by)
    for axes in places:
        axes.spines[["top", "right"]].set_visible(False)
    return made


def _draw(kind: str, axes: Any, designs: Sequence[Standing], by: Yardstick) -> None:
    if kind == "starts":
        _draw_dots(axes, designs, by)
    elif kind == "curves":
        _draw_curves(axes, designs)
    else:
        costs = [one.parameters if kind == "parameters" else one.seconds for one in designs]
        _draw_against(axes, designs, costs, by)
        axes.set_xlabel("parameters" if kind == "parameters" else TIME)


def _draw_against(
    axes: Any, designs: Sequence[Standing], costs: Sequence[float], by: Yardstick
) -> None:
    """Draw starts as faint dots, and each median with its 95 % interval, over what it costs."""
    scores = [one.scores(by).ravel() for one in designs]
    up = scale_of(np.concatenate(scores))
    for place, (one, cost, values) in enumerate(zip(designs, costs, scores, strict=True)):
        good = values[np.isfinite(values)]
        axes.plot([cost] * len(good), good, ".", ms=4, color=FAINT, alpha=0.4, mew=0)
        median = float(np.quantile(values, 0.5, method="inverted_cdf"))
        if not math.isfinite(median):
            continue
        low, high = np.clip(median_interval(values), up.low, up.high)
        drawn = axes.plot([cost], [median], "o", ms=5, gid=f"median-{place}")
        color = drawn[0].get_color()
        axes.plot([cost] * 2, [low, high], color=color, label=both_ends(one.name, MOST_NAMES))
    axes.set_xscale("log" if scale_of(np.array(costs, dtype=float)).logarithmic else "linear")
    axes.set_yscale("log" if up.logarithmic else "linear")
    axes.set_ylabel(by.name)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(fontsize=7, title="median, 95 % interval", title_fontsize=7)


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
    across = scale_of(np.concatenate([one.scores(by).ravel() for one in designs]))
    axes.set_xscale("log" if across.logarithmic else "linear")
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlabel(f"{by.name}; a dot is a start")


def _draw_curves(axes: Any, designs: Sequence[Standing]) -> None:
    """Draw the median loss of each design, and the band that holds the middle half."""
    for one in designs:
        if not one.curves.shape[1]:
            continue
        low, middle, high = quartiles(one.curves)
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
