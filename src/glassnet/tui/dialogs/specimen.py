"""One row made by hand: from the table's own terms through the model to an answer.

A specimen begins as the typical row of the table, or as one of its rows. Both are read off the
prepared numbers, x = (value − center) / scale undone, so that a large file is not read again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from glassnet.data.inputs import (
    BooleanInput,
    CategoryInput,
    CodeInput,
    ImageInput,
    Input,
    NumberInput,
)
from glassnet.data.preparation import Preparation
from glassnet.data.source import Block
from glassnet.ground.arrays import Array
from glassnet.ground.errors import did_you_mean, one_line
from glassnet.run.model import Model
from glassnet.run.table import Table

MOST_ROWS = 10_000  # of the training rows, evenly spaced, tell what is typical
SMALLEST_SIDE = 3  # of a drawing in columns of pixels
PIXEL = re.compile(r"\D*\d+(\D+\d+)?\D*")


@final
@dataclass(frozen=True, eq=False)
class Answer:
    """What the model says of a row.

    Args:
        names: The classes, or the targets.
        values: (names,) the probability of each class, or the numbers in their own units.
        classes: Which of the two.
        notes: What was unknown or missing in the row, a sentence each.

    """

    names: tuple[str, ...]
    values: Array
    classes: bool
    notes: tuple[str, ...] = ()


@final
@dataclass(frozen=True, eq=False)
class Ground:
    """What one draws on.

    Args:
        shape: Height and width.
        columns: The column of each pixel, row by row; one alone is an image.
        low: Nothing is drawn.
        high: The most ink there is.
        shades: Whether there is anything between the two.

    """

    shape: tuple[int, int]
    columns: tuple[str, ...]
    low: float
    high: float
    shades: bool = True

    def cells(self, ink: Array, inputs: tuple[Input, ...]) -> dict[str, Any]:
        """Return the row whose pixels have that `ink` (height, width), from 0 to 1."""
        values = self.low + np.asarray(ink, dtype=np.float64) * (self.high - self.low)
        image = inputs[0]
        if isinstance(image, ImageInput):
            square = values.reshape(self.shape)
            deep = np.broadcast_to(square[..., None], (*self.shape, image.shape[-1]))
            return {image.name: deep if len(image.shape) == 3 else square.reshape(image.shape)}
        return {n: repr(float(v)) for n, v in zip(self.columns, values.reshape(-1), strict=True)}

    def ink(self, cells: Mapping[str, Any]) -> Array:
        """Return how much ink (height, width) there is in a row, from 0 to 1."""
        values = np.array([np.asarray(cells[name], dtype=np.float64) for name in self.columns])
        height, width = self.shape
        values = values.reshape(height, width, -1).mean(axis=-1)  # of colors, how bright they are
        return np.clip((values - self.low) / (self.high - self.low), 0.0, 1.0)


def ground_of(table: Table) -> Ground | None:
    """Return what one draws on if the row is an image, or a square of pixels in columns."""
    inputs = table.preparation.inputs
    shape = _square(inputs)
    if shape is None:
        return None
    x = _some_rows(table).reshape(-1, len(table.preparation.names))
    image = inputs[0]
    if isinstance(image, ImageInput):
        values = _undone(image.center, image.scale, x)
    else:
        numbers = [column for column in inputs if isinstance(column, NumberInput)]
        values = np.stack(
            [_undone(column.center, column.scale, x[:, k]) for k, column in enumerate(numbers)]
        )
    span = float(values.max() - values.min())
    low, high = (_rounded(float(bound), span) for bound in (values.min(), values.max()))
    high = high if high > low else low + 1.0
    edge = 1e-4 * (high - low)
    shades = bool(((values > low + edge) & (values < high - edge)).any())
    return Ground(shape, tuple(column.name for column in inputs), low, high, shades)


def typical_cells(table: Table) -> dict[str, Any]:
    """Return a row of medians and most common labels of the training rows, as one would type it."""
    return _cells(table.preparation, _some_rows(table), typical=True)


def row_cells(table: Table, row: int) -> dict[str, Any]:
    """Return row number `row` of the table, as one would type it (numbers to six digits)."""
    x, _ = table.part(np.array([row]))
    return _cells(table.preparation, np.asarray(x[:], dtype=np.float64), typical=False)


def expected(table: Table, row: int) -> str:
    """Return what the table says the answer is for row number `row`."""
    known = table.preparation.inverse_target(table.known[[row]])
    return ", ".join(
        f"{value:.5g}" if isinstance(value, float) else one_line(value, 40)
        for value in np.ravel(known).tolist()
    )


def answer(model: Model, cells: Mapping[str, Any]) -> Answer:
    """Return what `model` says of a row.

    Raises:
        DataError: a cell is not of its column's kind, or too far from what training saw.

    """
    columns = {name: _column(cell) for name, cell in cells.items()}
    prepared = model.preparation.transform(Block(0, columns), with_target=False)
    prediction = model.forward(prepared.x.astype(model.experiment.dtype))
    notes = tuple(
        _unknown(model.preparation, note.column, str(cells[note.column]))
        if note.what == "unknown"
        else f"{one_line(note.column, 40)} is empty, as never in training: the average stands in."
        for note in prepared.notes
    )
    classes = model.preparation.task == "classification"
    if classes:
        values = model.targets.probabilities(model.experiment.loss, prediction)[0]
        return Answer(tuple(one_line(c, 40) for c in model.classes), values, classes, notes)
    names = tuple(one_line(target.name, 40) for target in model.preparation.targets)
    return Answer(names, np.ravel(model.answer(prediction)), classes, notes)


def _column(cell: Any) -> Array:
    """Return a column of one cell: an image, or text."""
    if isinstance(cell, np.ndarray):
        return cell[None]
    column = np.empty(1, dtype=object)
    column[0] = cell
    return column


def _unknown(preparation: Preparation, name: str, word: str) -> str:
    """Return that a label is unknown, and which there are."""
    column = next(each for each in preparation.inputs if each.name == name)
    labels = [str(label) for label in getattr(column, "labels", ())]
    known = ", ".join(one_line(label, 20) for label in labels[:6]) + ", …" * (len(labels) > 6)
    return (
        f'{one_line(name, 40)}: training never saw "{one_line(word, 30)}", it saw {known}.'
        f"{did_you_mean(word, labels)}"
    )


def _square(inputs: tuple[Input, ...]) -> tuple[int, int] | None:
    """Return height and width if all inputs together are one image."""
    alone = inputs[0]
    if len(inputs) == 1 and isinstance(alone, ImageInput):
        if len(alone.shape) > 1:
            return alone.shape[0], alone.shape[1]
        side = math.isqrt(alone.shape[0])
        return (side, side) if side * side == alone.shape[0] else None
    side = math.isqrt(len(inputs))
    pixels = all(
        isinstance(column, NumberInput)
        and column.reads == "number"
        and not column.tells_missing
        and PIXEL.fullmatch(column.name)
        for column in inputs
    )
    stems = {re.sub(r"\d+", "", column.name) for column in inputs}
    square = side >= SMALLEST_SIDE and side * side == len(inputs)
    return (side, side) if square and pixels and len(stems) == 1 else None


def _some_rows(table: Table) -> Array:
    """Return prepared training rows, of a large table some."""
    train = table.split.train
    some = np.linspace(0, len(train) - 1, min(len(train), MOST_ROWS)).astype(np.int64)
    x, _ = table.part(train[some])
    return np.asarray(x[:], dtype=np.float64)


def _undone(center: float, scale: float, x: Array) -> Array:
    """Value = center + scale · x."""
    return center + scale * np.asarray(x, dtype=np.float64)


def _cells(preparation: Preparation, x: Array, *, typical: bool) -> dict[str, Any]:
    """Return the row that the prepared rows x (rows, …) are, or are typically."""
    flat = x.reshape(len(x), -1)
    cells, start = {}, 0
    for column in preparation.inputs:
        part = flat[:, start : start + len(column.names)]
        start += len(column.names)
        cells[column.name] = _cell(column, part, typical=typical)
    return cells


def _cell(column: Input, x: Array, *, typical: bool) -> Any:
    """Return the cell that the numbers x (rows, inputs) were made of, or typically are made of."""
    if isinstance(column, ImageInput):
        pixels = _undone(column.center, column.scale, np.median(x, axis=0) if typical else x[0])
        return pixels.reshape(column.shape)
    if isinstance(column, NumberInput):
        return _number_cell(column, x, typical=typical)
    if isinstance(column, CategoryInput):
        counts = x[:, : len(column.labels)].sum(axis=0)
        return str(column.labels[int(counts.argmax())]) if counts.any() else ""
    if isinstance(column, BooleanInput):
        share = float(x[:, 0].mean())
        missing = not typical and share not in (0.0, 1.0)
        return "" if missing else str(column.labels[-1 if share >= 0.5 else 0])
    if isinstance(column, CodeInput):
        codes = np.bincount(x[:, 0].astype(np.int64), minlength=column.count)[1:]
        return str(column.labels[int(codes.argmax())]) if codes.any() else ""
    return ""


def _number_cell(column: NumberInput, x: Array, *, typical: bool) -> str:
    if not typical and column.tells_missing and x[0, 1] == 1.0:
        return ""
    value = float(np.median(_undone(column.center, column.scale, x[:, 0])))
    if column.reads == "date":
        return str(np.datetime64(round(value), "D"))
    return f"{_rounded(value, max(abs(value - column.center), column.scale)):.15g}"


def _rounded(value: float, size: float) -> float:
    """Return `value` without what float32 makes up: to six digits of the `size` of what varies."""
    digits = 5 - math.floor(math.log10(size)) if size > 0 else 5
    return round(value, digits) + 0.0  # no −0
