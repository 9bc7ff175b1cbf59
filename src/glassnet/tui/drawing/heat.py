"""Heat maps: a layer's weights and how this step moves them, and the same of one unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from rich.cells import cell_len
from rich.text import Text

from glassnet.ground.arrays import Array
from glassnet.nn.dense import Dense
from glassnet.run.look import LayerLook
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.columns import column_with, columns_of, number_of
from glassnet.tui.drawing.image import (
    SHADES,
    STROKES,
    colored,
    image_cells,
    largest_of,
    pooled,
)
from glassnet.tui.drawing.lines import NOT_YET, cut
from glassnet.tui.drawing.links import strongest
from glassnet.tui.palette import Palette
from glassnet.tui.sight import Sight

GAP = 3
LARGEST_PIXEL = 6  # cells
ABOVE, BELOW = 3, 3  # lines over and under a map: title, size, mark; scale, note, a blank
ROWS = 24  # of a map, at most
HERE = "▾"


@final
@dataclass(frozen=True, eq=False)
class Heat:
    """One heat map.

    Args:
        title: What it shows.
        told: Its size, in words.
        values: (rows, columns); None before they are computed.
        shape: Its rows and columns.
        now: Whether the current operation made it.
        mark: The column that is selected, if one is.

    """

    title: str
    told: str
    values: Array | None
    shape: tuple[int, int]
    now: bool = False
    mark: int | None = None


def draw_heat(sight: Sight, width: int, height: int, palette: Palette) -> list[Text]:
    """Return the maps of the selected layer's weights, of their change, and of one unit's.

    Blue is above zero, orange below; each map's strongest number has the strongest color. What is
    larger than its room is pooled: a cell shows the number that is furthest from 0 in its part.
    """
    look = _learning(sight)
    maps = _maps(sight, look)
    across = 4 if width >= 124 else 2 if width >= 60 else 1
    down = -(-len(maps) // across)
    wide = (width - GAP * (across - 1)) // across
    tall = max(3, min(ROWS, height // down - ABOVE - BELOW))
    sizes = [_size(heat.shape, wide, tall) for heat in maps]
    places, y = [], 0
    for first in range(0, len(maps), across):
        row = range(first, min(first + across, len(maps)))
        places += [((number - first) * (wide + GAP), y) for number in row]
        y += max(-(-sizes[number][0] // 2) for number in row) + ABOVE + BELOW
    canvas = Canvas(width, y - 1)
    for heat, place, size in zip(maps, places, sizes, strict=True):
        _draw(canvas, heat, (*place, wide), size, palette)
    return canvas.lines()


def _learning(sight: Sight) -> LayerLook:
    """Return the selected layer, or the nearest that has weights: one before it, if there is one.

    A network without any is none that can be trained.
    """
    learned = [look for look in sight.look.layers if look.params]
    before = [look for look in learned if look.number <= sight.selection.layer]
    return before[-1] if before else learned[0]


def _maps(sight: Sight, look: LayerLook) -> list[Heat]:
    """Return the maps of all weights of a layer, and of those of one unit."""
    name = next((name for name in look.params if name.endswith("weights")), next(iter(look.params)))
    weights = look.params[name]
    changes, word, now = _changes(sight, look, name)
    units = weights.shape[-1]
    matrix = weights.reshape(-1, units)
    unit = _unit(sight) % units
    head = f"{look.number} {type(look.layer).__name__} {name}"
    rows = "codes" if "Embedding" in type(look.layer).__name__ else "inputs"
    size = f"{len(matrix):,} {rows} ↓ × {units:,} units →"
    whole = (len(matrix), units)
    flat = None if changes is None else changes.reshape(-1, units)
    seen = _seen(sight, look, matrix[:, unit], weights.shape)
    moved = None if flat is None else _seen(sight, look, flat[:, unit], weights.shape)
    sees = f"{seen.shape[1]:,} {rows}"
    sees = sees if len(seen) == 1 else f"an image of {len(seen):,} × {sees}"
    shape = (seen.shape[0], seen.shape[1])
    return [
        Heat(head, size, matrix, whole, mark=unit),
        Heat(word, size, flat, whole, now, mark=unit),
        Heat(f"weights of unit {unit}", sees, seen, shape),
        Heat(f"{word}, unit {unit}", sees, moved, shape, now),
    ]


def _changes(sight: Sight, look: LayerLook, name: str) -> tuple[Array | None, str, bool]:
    """Return the last that is known of how weights change, what it is, and whether it is new."""
    now, own = sight.current, f"{look.number}.{name}"
    if sight.reached("update"):
        return sight.look.update(own), "update W′ − W", now is not None and now.kind == "update"
    known = sight.reached("backward", look.number)
    fresh = now is not None and now.kind == "backward" and now.layer == look.number
    return look.gradients[name] if known else None, "gradient dL/dW", fresh


def _unit(sight: Sight) -> int:
    """Return the number of the selected unit in its layer laid flat."""
    selected = sight.look.layers[min(max(sight.selection.layer, 0), len(sight.look.layers) - 1)]
    return number_of(sight.selection.unit, selected.y.shape[1:])


def _seen(sight: Sight, look: LayerLook, weights: Array, shape: tuple[int, ...]) -> Array:
    """Return a unit's weights in the shape of what it sees: an image where that is one."""
    if len(shape) == 4:  # a window of an image
        return strongest(np.moveaxis(weights.reshape(shape[:-1]), -1, 0))
    if isinstance(look.layer, Dense):
        columns = columns_of(sight)
        before = columns[column_with(columns, look.number) - 1]
        if before.maps and int(np.prod(before.shape)) == len(weights):
            return strongest(np.moveaxis(weights.reshape(before.shape), -1, 0))
    return weights.reshape(1, -1)


def _size(shape: tuple[int, int], wide: int, tall: int) -> tuple[int, int]:
    """Return how many pixels a map takes down and across: enlarged alike, or as many as fit."""
    rows, columns = shape
    times = min(max(1, 2 * tall // rows), max(1, wide // columns), LARGEST_PIXEL)
    down, across = min(rows * times, 2 * tall), min(columns * times, wide)
    return (2, across) if rows == 1 else (down, across)


def _pixels(values: Array, size: tuple[int, int]) -> Array:
    """Return the pixels of a map: each number repeated, or the strongest of many."""
    values = values.astype(np.float64)
    for axis, length in enumerate(size):
        if length >= values.shape[axis]:
            values = values.repeat(length // values.shape[axis], axis=axis)
    return pooled(values, *size, largest=True)


def _draw(
    canvas: Canvas, heat: Heat, at: tuple[int, int, int], size: tuple[int, int], palette: Palette
) -> None:
    """Draw a map with its title, its size, the mark of a column, and its scale."""
    x, y, wide = at
    canvas.put(x, y, cut(heat.title, wide), palette.now if heat.now else palette.head)
    canvas.put(x, y + 1, cut(heat.told, wide), palette.faint)
    if heat.mark is not None:
        place = (2 * heat.mark + 1) * size[1] // (2 * heat.shape[1])
        canvas.put(x + place, y + 2, HERE, palette.now)
    rows = -(-size[0] // 2)
    if heat.values is None:
        for row in range(rows):
            canvas.put(x, y + ABOVE + row, NOT_YET * size[1], palette.faint)
        canvas.put(x, y + ABOVE + rows, cut("not computed yet", wide), palette.faint)
        return
    cells = image_cells(_pixels(heat.values, size), palette, signed=True)
    canvas.put_cells(
        (x + right, y + ABOVE + down, glyph, style)
        for down, line in enumerate(cells)
        for right, (glyph, style) in enumerate(line)
    )
    _scale(canvas, heat, (x, y + ABOVE + rows, wide), size, palette)


def _scale(
    canvas: Canvas, heat: Heat, at: tuple[int, int, int], size: tuple[int, int], palette: Palette
) -> None:
    """Write what the strongest color stands for, and what a cell holds if it is pooled."""
    x, y, wide = at
    assert heat.values is not None  # noqa: S101  # for the type checker
    minus = SHADES[-1] if colored(palette) else STROKES[-1]
    parts = [
        (f"strongest = {largest_of(heat.values):.4g}", palette.faint),
        (f"{SHADES[-1]}+", palette.positive),
        (f"{minus}−", palette.negative),
    ]
    right = x + wide
    for text, style in parts:
        told = cut(text, right - x)
        canvas.put(x, y, told, style)
        x += cell_len(told) + 2
    lost = heat.values.size - int(np.isfinite(heat.values).sum())
    down, across = (-(-total // shown) for total, shown in zip(heat.shape, size, strict=True))
    notes = [f"{lost:,} not finite"] * bool(lost)
    notes += [f"a cell: the strongest of {down} × {across}"] * (down * across > 1)
    style = palette.bad if lost else palette.faint
    canvas.put(at[0], y + 1, cut(" · ".join(notes), wide), style)
