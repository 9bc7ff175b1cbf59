"""Units on the canvas: boxes, cells and maps, each shaded by what it puts out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from rich.cells import cell_len

from glassnet.ground.arrays import Array
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.columns import deltas_of, number_of, values_of
from glassnet.tui.drawing.image import (
    SHADES,
    STROKES,
    colored,
    fitted,
    image_cells,
    largest_of,
    strength,
)
from glassnet.tui.drawing.legends import (
    Legend,
    input_legends,
    input_texts,
    output_legends,
    output_text,
)
from glassnet.tui.drawing.lines import NOT_YET, cut, pushed
from glassnet.tui.drawing.numbers import short
from glassnet.tui.drawing.placement import BOX, CELL, MARK, Scene, Spot
from glassnet.tui.palette import Palette
from glassnet.tui.sight import Sight

DIGITS = 8  # cells of a number
EXPECTED = "◀"
HERE = "◆"


@final
@dataclass(frozen=True, eq=False)
class Shown:
    """What the units of a column show.

    Args:
        values: The shown row's numbers, in the column's shape; None before they are computed.
        largest: The largest size in the batch: the darkest shade.
        low: The least number in the batch.
        deltas: δ of each, None before it is known.
        levels: How strong the shade of each is, where a unit is one number.
        grounds: Which of a ramp's colors stands behind it.

    """

    values: Array | None
    largest: float
    low: float
    deltas: Array | None
    levels: Array | None = None
    grounds: Array | None = None


def draw_spot(canvas: Canvas, sight: Sight, scene: Scene, place: int, palette: Palette) -> None:
    """Draw the units of column number `place`, and what stands beside them."""
    spot = scene.spot(place)
    if spot is None:
        return
    shown = _shown(sight, spot, len(palette.ramp_positive) - 1)
    for unit, y in zip(spot.shown, spot.ys, strict=True):
        selected = scene.focus == (place, unit)
        if spot.form == "map":
            _map(canvas, spot, (unit, y), shown, palette)
        elif spot.form == "box":
            _box(canvas, spot, (unit, y), shown, (selected, palette))
        else:
            _cell(canvas, spot, (unit, y), shown, (selected, scene.rich.deltas, palette))
        if selected and spot.form == "map":
            _mark(canvas, sight, spot, y, palette)
    if spot.before and not spot.column.maps:
        _inputs(canvas, sight, spot, palette)
    if spot.after:
        _outputs(canvas, sight, spot, palette)


def _shown(sight: Sight, spot: Spot, grounds: int) -> Shown:
    """Return what a column's units show, with `grounds` colors beside that of nothing."""
    values = values_of(sight, spot.column)
    deltas = deltas_of(sight, spot.column)
    if values is None:
        return Shown(None, 0.0, 0.0, deltas)
    low = float(values.min(initial=np.inf, where=np.isfinite(values)))
    row, largest = values[sight.row], largest_of(values)
    if spot.form == "map":
        return Shown(row, largest, low, deltas)
    levels = strength(row, largest, len(SHADES) - 1)
    return Shown(row, largest, low, deltas, levels, strength(row, largest, grounds))


def _box(
    canvas: Canvas, spot: Spot, at: tuple[int, int], shown: Shown, look: tuple[bool, Palette]
) -> None:
    """Draw ╭ number ╮, shade and value, ╰ δ ╯."""
    unit, y = at
    selected, palette = look
    frame = palette.now if selected else palette.faint
    corners = "┏━┓┃┗┛" if selected else "╭─╮│╰╯"
    inside = BOX - 2
    name = f" {unit} " if spot.column.head is not None else ""
    canvas.put(spot.x, y, f"{corners[0]}{name:{corners[1]}<{inside}}{corners[2]}", frame)
    canvas.put(spot.x, y + 1, corners[3] + " " * inside + corners[3], frame)
    canvas.put(spot.x + 1, y + 1, *_shade(shown, unit, palette))
    canvas.put(spot.x + 4, y + 1, _value(shown.values, unit).rjust(DIGITS))
    canvas.put(spot.x, y + 2, f"{corners[4]}{corners[1] * inside}{corners[5]}", frame)
    if shown.deltas is not None:
        text = _value(shown.deltas, unit).rjust(DIGITS)
        canvas.put(spot.x + 1, y + 2, f" δ {text} ", palette.faint)
        canvas.put(spot.x + 4, y + 2, text, _signed(shown.deltas, unit, palette))


def _cell(
    canvas: Canvas, spot: Spot, at: tuple[int, int], shown: Shown, look: tuple[bool, bool, Palette]
) -> None:
    """Draw 12 (▓▓) value δ on one line."""
    unit, y = at
    selected, deltas, palette = look
    frame = palette.now if selected else palette.faint
    x = spot.x + spot.tag
    if spot.tag:
        canvas.put(spot.x, y, f"{unit:>{spot.tag - 1}}", frame)
    canvas.put(x, y, "[  ]" if selected else "(  )", frame)
    canvas.put(x + 1, y, *_shade(shown, unit, palette))
    if spot.width <= spot.tag + CELL:
        return
    canvas.put(x + CELL + 1, y, _value(shown.values, unit).rjust(DIGITS))
    if deltas and spot.column.head is not None:
        text = _value(shown.deltas, unit).rjust(DIGITS)
        canvas.put(x + CELL + 1 + DIGITS, y, " δ", palette.faint)
        canvas.put(x + CELL + 4 + DIGITS, y, text, _signed(shown.deltas, unit, palette))


def _map(canvas: Canvas, spot: Spot, at: tuple[int, int], shown: Shown, palette: Palette) -> None:
    """Draw a map as an image; dots where it is not computed yet."""
    unit, y = at
    if shown.values is None:
        for row in range(spot.rows):
            canvas.put(spot.x, y + row, NOT_YET * spot.width, palette.faint)
        return
    signed = spot.column.head is not None and shown.low < 0
    values = shown.values if spot.column.whole else shown.values[..., unit]
    if len(values) == 1:
        values = values.repeat(2, axis=0)
    pixels = fitted(values, spot.width, spot.rows, signed=signed)
    if signed:
        scale = shown.largest or 1.0
    else:
        low = min(shown.low, 0.0) if spot.column.head is not None else shown.low
        pixels, scale = pixels - low, (shown.largest - low) or 1.0
    with np.errstate(all="ignore"):
        cells = image_cells(pixels / scale, palette, signed=signed)
    canvas.put_cells(
        (spot.x + right, y + down, glyph, style)
        for down, row in enumerate(cells)
        for right, (glyph, style) in enumerate(row)
    )


def _mark(canvas: Canvas, sight: Sight, spot: Spot, y: int, palette: Palette) -> None:
    """Draw a bar beside the selected map, and a sign over the selected place in it."""
    for row in range(spot.rows):
        canvas.put(spot.x - 1, y + row, "▐", palette.now)
    tall, wide, channels = spot.column.shape
    number = number_of(sight.selection.unit, sight.layer.y.shape[1:])
    row, place = divmod(number // channels % (tall * wide), wide)
    down, right = (
        (2 * row + 1) * spot.rows // (2 * tall),
        (2 * place + 1) * spot.width // (2 * wide),
    )
    canvas.put(spot.x + right, y + down, HERE, palette.now)


def _inputs(canvas: Canvas, sight: Sight, spot: Spot, palette: Palette) -> None:
    legends = input_legends(sight, spot.shown)
    texts = input_texts(legends, spot.before - 1)
    for (name, value), y in zip(texts, spot.ys, strict=True):
        row = y + spot.rows // 2
        canvas.put(spot.start, row, name, palette.faint)
        canvas.put(spot.x - 1 - len(value), row, value)


def _outputs(canvas: Canvas, sight: Sight, spot: Spot, palette: Palette) -> None:
    legends = output_legends(sight, spot.shown)
    for legend, y in zip(legends, spot.ys, strict=True):
        _answer(canvas, spot, y + spot.rows // 2, legend, palette)


def _answer(canvas: Canvas, spot: Spot, row: int, legend: Legend, palette: Palette) -> None:
    """Write what an output answers; ◀ marks the expected answer."""
    x, width = spot.x + spot.width + 1, spot.after - 1 - MARK
    name, value, bar = output_text(legend, width)
    style = palette.good if legend.expected else ""
    canvas.put(x, row, name, style or palette.faint)
    canvas.put(x + width - len(value) - len(bar), row, value, style)
    canvas.put(x + width - len(bar), row, bar, style or palette.positive)
    if legend.expected:
        canvas.put(x + width + 1, row, EXPECTED, palette.good)
    if legend.note and spot.form == "box":
        told = legend.note
        if cell_len(told) > width:
            told = told.replace("expected", "exp.", 1)
        note = cut(told, width) if legend.bar else pushed(told, width)
        canvas.put(x, row + 1, note, palette.faint)


def _shade(shown: Shown, unit: int, palette: Palette) -> tuple[str, str]:
    """Return the two characters inside a unit, and their style."""
    if shown.values is None or shown.levels is None or shown.grounds is None:
        return NOT_YET * 2, palette.faint
    value = shown.values[unit]
    if np.isnan(value):
        return "??", palette.bad
    style = palette.negative if value < 0 else palette.positive
    if not colored(palette):
        return (STROKES if value < 0 else SHADES)[shown.levels[unit]] * 2, style
    glyphs = SHADES[shown.levels[unit]] * 2
    ramp = palette.ramp_negative if value < 0 else palette.ramp_positive
    return glyphs, f"{style} on {ramp[shown.grounds[unit]]}"


def _value(values: Array | None, unit: int) -> str:
    return NOT_YET if values is None else short(float(values[unit]), DIGITS)


def _signed(values: Array | None, unit: int, palette: Palette) -> str:
    """Return the style of a number by its sign."""
    if values is None or values[unit] == 0:
        return palette.faint
    if np.isnan(values[unit]):
        return palette.bad
    return palette.negative if values[unit] < 0 else palette.positive
