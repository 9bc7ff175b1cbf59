"""A network drawn for a page: circles, and a line for each synapse between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from glassnet.ground.arrays import Array, Shape
from glassnet.lab.pictures.diagram import (
    UNITS,
    Column,
    channel_wise,
    columns,
    matrix,
    names_of,
    rearranged,
    signed,
)
from glassnet.lab.pictures.paper import FAINT, FIRST, INK, SECOND, blank, matplotlib
from glassnet.nn.layer import Params
from glassnet.nn.network import Network

RADIUS, ACROSS = 0.32, 2.6  # of a unit; from one column to the next
THINNEST, THICKEST = 0.2, 2.4  # of a line, by the size of its weight


def network_figure(
    network: Network,
    input_shape: Shape,
    inputs: Sequence[str] = (),
    outputs: Sequence[str] = (),
    *,
    most: int = UNITS,
) -> Any:
    """Return a network as circles and the lines between them; bias units are squares.

    The arguments are those of `network_text`.
    """
    return columns_figure(columns(network, input_shape, most), {}, inputs, outputs)


def columns_figure(
    found: Sequence[Column],
    params: Params,
    inputs: Sequence[str] = (),
    outputs: Sequence[str] = (),
) -> Any:
    """Return columns of units, and the lines between them: blue for weights above 0, else orange.

    A line is as thick as its weight is large, beside the largest of its layer; a gray line has
    none. Units with values have them below.

    Args:
        found: The columns.
        params: The network's parameters by name; without them all lines are gray.
        inputs: What the inputs stand for.
        outputs: What the outputs stand for.

    """
    rows = max(len(column.shown) + column.bias for column in found)
    figure, axes = blank(1.3 + 1.5 * len(found), 1.2 + 0.5 * rows)
    places = [_places(column, number) for number, column in enumerate(found)]
    for number, (left, right) in enumerate(pairwise(places)):
        pairs = _pairs(found[number], found[number + 1])
        weights = _weights(found[number], found[number + 1], params)
        for place, (source, target) in enumerate(pairs):
            style = _stroke(weights, source, target)
            ends = zip(left[source], right[target], strict=True)
            axes.plot(*ends, zorder=0, gid=f"synapse-{number}-{place}", **style)
    for number, column in enumerate(found):
        _draw_column(axes, column, number, places[number])
    for column, own, names, side in (
        (found[0], places[0], inputs, -1), (found[-1], places[-1], outputs, 1)
    ):  # fmt: skip
        shown = names_of(column, names)
        for (x, y), name in zip(own, shown, strict=False):
            _say(axes, x + 2 * side * RADIUS, y, name, ha="right" if side < 0 else "left")
    axes.autoscale_view()
    return figure


def _pairs(before: Column, after: Column) -> list[tuple[int, int]]:
    """Return which drawn unit feeds which, by their places; the bias unit is the last source."""
    sources, targets = range(len(before.shown) + before.bias), range(len(after.shown))
    if channel_wise(before, after):
        return [(place, place) for place in targets]
    if rearranged(before, after):  # in reading order: number k comes from channel k mod channels
        known = {unit: place for place, unit in enumerate(before.shown)}
        origin = [known.get(unit % before.total) for unit in after.shown]
        return [(place, target) for target, place in enumerate(origin) if place is not None]
    return [(source, target) for source in sources for target in targets]


def _weights(before: Column, after: Column, params: Params) -> Array | None:
    """Return the weights of the drawn synapses, (drawn units before and bias, drawn after)."""
    weights = matrix(before, after, params)
    if weights is None:
        return None
    part = weights[np.ix_(before.shown, after.shown)]
    bias = params.get(f"{after.first}.bias")
    if before.bias and bias is not None:
        part = np.concatenate([part, bias[list(after.shown)][None]])
    return np.nan_to_num(np.asarray(part, dtype=np.float64))


def _stroke(weights: Array | None, source: int, target: int) -> dict[str, Any]:
    """Return how a synapse is drawn: its color by the sign, its width by the size."""
    if weights is None or source >= len(weights):
        return {"color": FAINT, "lw": 0.6}
    weight, largest = float(weights[source, target]), float(np.abs(weights).max()) or 1.0
    width = THINNEST + (THICKEST - THINNEST) * abs(weight) / largest
    return {"color": FIRST if weight > 0 else SECOND, "lw": width}


def _places(column: Column, number: int) -> list[tuple[float, float]]:
    """Return the middles of a column's units, the bias unit last."""
    count = len(column.shown) + column.bias + column.folded
    gap = (len(column.shown) + 1) // 2 if column.folded else count
    rows = [row for row in range(count) if row != gap]
    return [(ACROSS * number, (count - 1) / 2 - row) for row in rows]


def _draw_column(
    axes: Any, column: Column, number: int, places: Sequence[tuple[float, float]]
) -> None:
    """Draw the units of a column, what they are called, and what is above and below them."""
    patches = matplotlib("matplotlib.patches")
    labels = [*map(str, column.shown), *["B"] * column.bias]
    for (x, y), label in zip(places, labels, strict=True):
        name = f"unit-{number}-{label}"
        corner = x - RADIUS * 0.8, y - RADIUS * 0.8
        shape = (
            patches.Rectangle(corner, 1.6 * RADIUS, 1.6 * RADIUS, fc="white", ec=INK, gid=name)
            if label == "B"
            else patches.Circle((x, y), RADIUS, fc="white", ec=INK, gid=name)
        )
        axes.add_patch(shape)
        _say(axes, x, y, label, ha="center")
    for (x, y), value in zip(places, column.values, strict=False):
        told, white = signed(value).strip(), {"fc": "white", "ec": "none", "pad": 0.4, "alpha": 0.8}
        _say(axes, x, y - RADIUS - 0.05, told, ha="center", va="top", size=6.5, bbox=white)
    x, top, bottom = places[0][0], places[0][1], places[-1][1]
    _say(axes, x, top + 0.5, "\n".join(column.titles), ha="center", va="bottom")
    if column.folded:
        half = (len(column.shown) + 1) // 2
        _say(axes, x, (places[half - 1][1] + places[half][1]) / 2, "⋮", ha="center")
        told = f"showing {len(column.shown)} of {column.total:,}"
        _say(axes, x, bottom - (0.65 if column.values else 0.5), told, ha="center", va="top")


def _say(axes: Any, x: float, y: float, text: str, **more: Any) -> None:
    """Write words as they are: a $ in a column's name is no mathematics."""
    axes.text(x, y, text, parse_math=False, **{"size": 8, "va": "center", **more})
