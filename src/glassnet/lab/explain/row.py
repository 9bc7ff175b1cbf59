"""A row of a table on its way into the network: what each column becomes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glassnet.data.inputs import ImageInput, Input, NumberInput
from glassnet.data.preparation import Preparation
from glassnet.data.source import Block, Source
from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.explain.expression import Expression, number
from glassnet.lab.explain.line import Line
from glassnet.lab.explain.sight import Index, symbol


def row_of(source: Source, row: int) -> Block:
    """Return the row number `row` (from 0) of `source`, as a block of one row."""
    count = 0
    for block in source.blocks() if row >= 0 else ():
        place = row - block.first_row
        if place < len(block):
            cells = {name: column[place : place + 1] for name, column in block.cells.items()}
            lines = None if block.lines is None else block.lines[place : place + 1]
            return Block(row, cells, lines)
        count = block.first_row + len(block)
    counted = f"; {one_line(source.name)} has {count:,} rows" if row >= 0 else ""
    raise UsageError(f"there is no row {row}; rows are counted from 0{counted}.")


def line_of(lines: Array | None, place: int = 0) -> str:
    """Return where in its file a row stands, in brackets; nothing where rows have no lines."""
    return "" if lines is None else f" (line {int(lines[place]):,})"


def row_lines(
    preparation: Preparation, block: Block, decimal: str, x: Array, shown: Sequence[Index]
) -> list[Line]:
    """Return what the inputs at the places `shown` were, and how they became what x holds."""
    flat = x.reshape(-1)
    found = []
    for index in shown:
        place = int(np.ravel_multi_index(index, x.shape))
        column, offset = _column(preparation, place)
        title, worked = _told(column, offset, block, decimal, float(flat[place]))
        found.append(Line(symbol("x", index), "", worked, float(flat[place]), note=title))
    return found


def input_names(preparation: Preparation) -> tuple[str, ...]:
    """Return the inputs' names, each printable."""
    return tuple(one_line(name, 60) for name in preparation.names)


def output_names(preparation: Preparation) -> tuple[str, ...]:
    """Return what the outputs stand for: the classes, or the targets."""
    words = preparation.classes or tuple(target.name for target in preparation.targets)
    return tuple(one_line(word, 60) for word in words)


def _column(preparation: Preparation, place: int) -> tuple[Input, int]:
    """Return the column that an input comes from, and which of the column's inputs it is."""
    ends = np.cumsum([len(column.names) for column in preparation.inputs])
    number_ = int(np.searchsorted(ends, place, side="right"))
    column = preparation.inputs[number_]
    return column, place - int(ends[number_]) + len(column.names)


def _told(
    column: Input, offset: int, block: Block, decimal: str, x: float
) -> tuple[str, Expression]:
    """Return the cell in words, and the arithmetic that makes x of it."""
    cell, name = block.cells[column.name][0], one_line(column.names[offset], 60)
    if isinstance(column, ImageInput):
        value = float(np.asarray(cell, dtype=np.float64).reshape(-1)[offset])
        return f"{name} = {value:g}", _scaled(value, column.center, column.scale)
    shown = one_line(cell, 60)
    if isinstance(column, NumberInput) and offset == 0:
        numbers = column.read(block, decimal)
        if numbers.missing[0]:
            title = f"{name} is missing; the mean of the training rows stands for it"
            return title, _scaled(column.fill, column.center, column.scale)
        value = float(numbers.values[0])
        return f"{name} = {shown}", _scaled(value, column.center, column.scale)
    said = f"{one_line(column.name, 60)} = {shown}"
    return (said if said == name else f"{name}: here {said}"), number(x)


def _scaled(value: float, center: float, scale: float) -> Expression:
    if (center, scale) == (0.0, 1.0):
        return number(value)
    return (number(value) - number(center)) / number(scale)
