"""The row that is being learned: what it is, what is expected of it, and what comes out."""

from __future__ import annotations

import math
import re

import numpy as np
from rich.cells import cell_len
from rich.text import Text

from glassnet.data.inputs import BooleanInput, CategoryInput, ImageInput, Input, NumberInput
from glassnet.ground.arrays import Array
from glassnet.tui.drawing.image import image_lines
from glassnet.tui.drawing.lines import NOT_YET, beside, cut, filled, line, name_of, pushed
from glassnet.tui.drawing.numbers import WIDTH, short
from glassnet.tui.drawing.verdict import draw_verdict
from glassnet.tui.palette import Palette
from glassnet.tui.sight import Sight

WIDE = 72  # cells from which the inputs stand beside the answer
MOST = 500  # lines of inputs
SMALLEST_PICTURE = 16  # numbered columns that are taken for an image
NUMBERED = re.compile(r"[\W_\d]*\d[\W_\dx]*$")


def draw_row(sight: Sight, width: int, height: int, palette: Palette) -> list[Text]:
    """Return the shown row: its place, its answer and its loss, its inputs or their picture.

    A cell of the table stands beside the number that was prepared of it. In a table that is too
    large to be kept at hand, the cell is worked out of that number.
    """
    place = min(max(sight.row, 0), len(sight.look.rows) - 1)
    head = [_heading(sight, place, width, palette)]
    picture = _picture(sight, place)
    if picture is not None:
        side = 24 if width < WIDE else min(2 * picture.shape[1], width // 2)
        tall = max(3, height - 2)
        drawn = image_lines(picture, min(side, width), palette, height=tall)
        used = max((text.cell_len for text in drawn), default=0)
        if width - used - 3 < 24:
            return head + draw_verdict(sight, place, width, palette) + drawn
        return head + beside(drawn, draw_verdict(sight, place, width - used - 3, palette))
    if width < WIDE:
        return (
            head
            + draw_verdict(sight, place, width, palette)
            + _inputs(sight, place, width, palette)
        )
    half = (width - 3) // 2
    left, right = draw_verdict(sight, place, half, palette), _inputs(sight, place, half, palette)
    left[0].pad_right(half - left[0].cell_len)
    return head + beside(left, right)


def _heading(sight: Sight, place: int, width: int, palette: Palette) -> Text:
    """Return which row it is, of the table and of the batch."""
    row, table = int(sight.look.rows[place]), sight.table
    source, lines = name_of(table.source.name), table.rows.lines
    where = f" · {source}" if lines is None else f" · line {int(lines[row]):,} of {source}"
    batch = len(sight.look.rows)
    told = f" · {place + 1:>{len(str(batch))}} of {batch} in this step" if batch > 1 else ""
    now = sight.current is not None and sight.current.kind == "rows"
    count = len(f"{len(table.known):,}")
    return line(
        width,
        (f"row {row:>{count},}", palette.now if now else palette.head),
        (f"{told}{where}", palette.faint),
    )


def _picture(sight: Sight, place: int) -> Array | None:
    """Return the row as an image, its values from 0 to 1; None if it is none."""
    inputs = sight.table.preparation.inputs
    shape = sight.look.batch.x.shape[1:]
    alone = inputs[0] if len(inputs) == 1 else None
    values = np.asarray(sight.look.batch.x[place], dtype=np.float64)
    if isinstance(alone, ImageInput) and len(shape) in (2, 3):
        return _in_range(values)
    side = math.isqrt(values.size)
    if side * side != values.size or values.size < SMALLEST_PICTURE:
        return None
    if isinstance(alone, ImageInput):
        return _in_range(values.reshape(side, side))
    if len(inputs) != values.size or not all(isinstance(each, NumberInput) for each in inputs):
        return None
    if len({NUMBERED.sub("", each.name) for each in inputs}) > 1:
        return None
    numbers = [each for each in inputs if isinstance(each, NumberInput)]
    scales, centers = (
        np.array([getattr(each, field) for each in numbers]) for field in ("scale", "center")
    )
    return _in_range((values.reshape(-1) * scales + centers).reshape(side, side))


def _in_range(values: Array) -> Array:
    """Return the values with the least at 0 and the largest at 1."""
    low, high = float(values.min()), float(values.max())
    return (values - low) / (high - low) if high > low else np.zeros_like(values)


def _inputs(sight: Sight, place: int, width: int, palette: Palette) -> list[Text]:
    """Return a line for each column: its name, its cell, the number that was prepared of it."""
    inputs = sight.table.preparation.inputs
    flat = np.asarray(sight.look.batch.x[place]).reshape(-1).tolist()
    shown = inputs[:MOST]
    names = [name_of(each.name) for each in shown]
    room = width - WIDTH - 4
    wide = max(6, min(max(map(cell_len, names)), room // 2))
    cell = max(4, min(20, room - wide))
    parted = "  " if width >= 30 else " "
    found = [
        line(
            width,
            (f"{filled('input', wide)}{parted}{pushed('cell', cell)}{parted}", palette.faint),
            (pushed("prepared", WIDTH), palette.faint),
        )
    ]
    start, reached = 0, sight.reached("rows")
    for each, name in zip(shown, names, strict=True):
        values = flat[start : start + len(each.names)]
        start += len(values)
        known = sight.cells.get(each.name)
        told = _cell(each, values) if known is None else name_of(known)
        left = f"{filled(name, wide)}{parted}{pushed(told, cell)}{parted}"
        ready = _prepared(each, values) if reached else NOT_YET
        found.append(line(width, left, pushed(cut(ready, WIDTH), WIDTH)))
    if len(inputs) > MOST:
        found.append(line(width, (f"and {len(inputs) - MOST:,} columns more", palette.faint)))
    return found


def _cell(column: Input, values: list[float]) -> str:
    """Return what a cell must have been, told by the numbers that were prepared of it."""
    if isinstance(column, NumberInput):
        if len(values) > 1 and values[1] == 1:
            return "missing"
        return short(values[0] * column.scale + column.center).strip()
    if isinstance(column, BooleanInput):
        return name_of(column.labels[-1] if values[0] == 1 else column.labels[0])
    labels = getattr(column, "labels", ())
    code = _code(column, values)
    return name_of(labels[code]) if 0 <= code < len(labels) else "?"


def _prepared(column: Input, values: list[float]) -> str:
    """Return the numbers of a column in few words: "2 of 3" is the place of the only 1."""
    if isinstance(column, (NumberInput, BooleanInput)):
        return short(values[0])
    if isinstance(column, CategoryInput):
        code = _code(column, values)
        return f"{code + 1} of {len(column.labels)}" if code >= 0 else "all 0"
    if isinstance(column, ImageInput):
        return "image"
    return f"code {values[0]:g}"


def _code(column: Input, values: list[float]) -> int:
    """Return which label stands there, from 0; −1 for none that is known."""
    if isinstance(column, CategoryInput):
        ones = values[: len(column.labels)]
        return ones.index(1.0) if 1.0 in ones else -1
    return int(values[0]) - 1
