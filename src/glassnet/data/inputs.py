"""How one column becomes numbers that a network can take: one small description for each kind.

Each is fitted on training rows, is part of the model, and does the same to every later table:

* a number or date is centered and scaled; a missing one takes the training rows' mean
* a boolean is 0 or 1; a missing one takes the training rows' share of ones
* a category becomes one input for each label, 1 where it stands and 0 elsewhere (one-hot), or a
  code for an embedding; a label that training never saw is "unknown": all zeros, or code 0
* an image keeps its shape

Where values were missing in training, one more input says "age is missing": 1 where it is so.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from glassnet.data.labels import Label, codes, of_distinct, only_words
from glassnet.data.numbers import Numbers, read_days, read_numbers
from glassnet.data.scaling import scaled
from glassnet.data.source import Block
from glassnet.ground.arrays import Array, Shape, size
from glassnet.ground.errors import DataError, one_line


@final
@dataclass(frozen=True)
class Note:
    """`count` cells of `column` were "unknown" or "missing" to training, or targets "one-hot"."""

    column: str
    what: str
    count: int
    example: str = ""

    def __str__(self) -> str:
        """Return the sentence for a person."""
        if self.what == "one-hot":
            told = f"Each row of the {self.count} targets has a single 1, and they are numbers"
            return f"{told}. To learn classes, give the place of the 1: y.argmax(axis=1)."
        cells = "1 cell" if self.count == 1 else f"{self.count:,} cells"
        start = f'Column "{one_line(self.column)}": {cells}'
        if self.what == "unknown":
            such = f'such as "{one_line(self.example, 30)}", taken as unknown.'
            return f"{start} with a value that training never saw, {such}"
        fill = "taken for the average, or for unknown."
        return f"{start} without a value, as never in training; {fill}"


@final
@dataclass(frozen=True, eq=False)
class Encoded:
    """The numbers made of one column, (rows, …) float64, and what is worth telling about them."""

    values: Array
    notes: tuple[Note, ...] = ()


class Input(ABC):
    """What one column becomes."""

    name: str

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The prepared inputs' names, for a picture of the weights."""

    @abstractmethod
    def encode(self, block: Block, decimal: str) -> Encoded:
        """Return the column of `block` as numbers, (rows, len(names)), or an image's own shape."""


@final
@dataclass(frozen=True)
class NumberInput(Input):
    """x = (value − center) / scale; a missing value takes `fill`. `reads`: "number" or "date"."""

    name: str
    marks: tuple[str, ...]
    center: float
    scale: float
    fill: float
    tells_missing: bool
    reads: str = "number"

    @property
    def names(self) -> tuple[str, ...]:
        """Return the column's name, and whether it is missing."""
        return (self.name, *_missing_name(self.name, self.tells_missing))

    def encode(self, block: Block, decimal: str) -> Encoded:
        """Center and scale; refuse words, infinities, and numbers too far away to be scaled."""
        numbers = self.read(block, decimal)
        missing = numbers.missing
        values = scaled(np.where(missing, self.fill, numbers.values), self.center, self.scale)
        refuse(block, self.name, ~np.isfinite(values), "is too far from what training saw")
        return _with_missing(self.name, values[:, None], missing, self.tells_missing)

    def read(self, block: Block, decimal: str) -> Numbers:
        """Return the column's finite numbers or days; anything else is refused with its place."""
        return read_column(block, self.name, self.marks, decimal, self.reads)


@final
@dataclass(frozen=True)
class BooleanInput(Input):
    """x = 1 for the second of two `labels`, 0 for the first, `share` where neither stands."""

    name: str
    marks: tuple[str, ...]
    labels: tuple[Label, ...]
    share: float
    tells_missing: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Return "sex = male", and whether it is missing."""
        return (f"{self.name} = {self.labels[-1]}", *_missing_name(self.name, self.tells_missing))

    def encode(self, block: Block, decimal: str) -> Encoded:
        """Return 0, 1 or the share of ones."""
        found, missing, notes = _find(block, self, decimal)
        values = np.where(found < 0, self.share, found == len(self.labels) - 1)
        encoded = _with_missing(self.name, values[:, None], missing, self.tells_missing)
        return Encoded(encoded.values, notes + encoded.notes)


@final
@dataclass(frozen=True)
class CategoryInput(Input):
    """xₖ = 1 where label k stands, else 0 (one-hot); an unknown label is all zeros."""

    name: str
    marks: tuple[str, ...]
    labels: tuple[Label, ...]
    tells_missing: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Return "island = Dream" for each label, and whether it is missing."""
        each = tuple(f"{self.name} = {label}" for label in self.labels)
        return (*each, *_missing_name(self.name, self.tells_missing))

    def encode(self, block: Block, decimal: str) -> Encoded:
        """Return one column for each label."""
        found, missing, notes = _find(block, self, decimal)
        values = np.zeros((len(found), len(self.labels)))
        rows = np.flatnonzero(found >= 0)
        values[rows, found[rows]] = 1.0
        encoded = _with_missing(self.name, values, missing, self.tells_missing)
        return Encoded(encoded.values, notes + encoded.notes)


@final
@dataclass(frozen=True)
class CodeInput(Input):
    """x = 1 + k for label k and 0 for unknown or missing: an integer for an embedding."""

    name: str
    marks: tuple[str, ...]
    labels: tuple[Label, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return "island (code)"."""
        return (f"{self.name} (code)",)

    @property
    def count(self) -> int:
        """Return how many codes there are, with the one for unknown."""
        return len(self.labels) + 1

    def encode(self, block: Block, decimal: str) -> Encoded:
        """Return one column of codes; code 0 is learned where training rows had missing values."""
        found, _, notes = _find(block, self, decimal)
        return Encoded((found + 1.0)[:, None], notes)


@final
@dataclass(frozen=True)
class ImageInput(Input):
    """x = (value − center) / scale for every pixel, in the image's own shape."""

    name: str
    shape: Shape
    center: float
    scale: float

    @property
    def names(self) -> tuple[str, ...]:
        """Return "image[0, 1]" for each pixel."""
        return tuple(f"{self.name}{list(place)}" for place in np.ndindex(self.shape))

    def encode(self, block: Block, decimal: str) -> Encoded:  # noqa: ARG002 (images have no text)
        """Return (rows, *shape)."""
        cells = block.cells[self.name]
        if cells.shape[1:] != self.shape or cells.dtype.kind not in "biuf":
            raise DataError(
                f'Column "{one_line(self.name)}" must hold arrays of {self.shape} numbers, as in '
                f"training; it holds {cells.shape[1:] or 'single cells'} of {cells.dtype}."
            )
        values = scaled(cells.astype(np.float64), self.center, self.scale)
        wrong = ~np.isfinite(values).reshape(len(cells), size(self.shape)).all(axis=1)
        refuse(block, self.name, wrong, "holds a NaN, an infinity or a number too far away")
        return Encoded(values)


def read_column(
    block: Block, name: str, marks: tuple[str, ...], decimal: str, reads: str
) -> Numbers:
    """Return the numbers or days ("date") of a column; refuse every other cell with its place."""
    cells = block.cells[name]
    if cells.ndim > 1:
        raise DataError(f'Column "{one_line(name)}" holds arrays; it must hold a {reads} per row.')
    numbers = read_days(cells, marks) if reads == "date" else read_numbers(cells, marks, decimal)
    refuse(block, name, numbers.wrong, f"is not a {reads}, as the column was in training")
    refuse(block, name, np.isinf(numbers.values), "is infinite or too large for a number")
    return numbers


def refuse(block: Block, name: str, wrong: Array, why: str) -> None:
    """Raise for the first of the `wrong` (rows,) cells, naming its place and value."""
    if not wrong.any():
        return
    row = int(wrong.argmax())
    place = (
        f"row {block.first_row + row + 1}" if block.lines is None else f"line {block.lines[row]}"
    )
    cell = block.cells[name][row]
    shown = "an empty cell" if cell is None else f'"{one_line(cell, 40)}"'
    shown = "an array" if getattr(cell, "ndim", 0) else shown
    raise DataError(f'Column "{one_line(name, 40)}", {place}: {shown} {why}; correct or remove it.')


def add_notes(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Return one note for each column and matter, with the counts added up."""
    total: dict[tuple[str, str], Note] = {}
    for note in notes:
        before = total.get((note.column, note.what), Note(note.column, note.what, 0, note.example))
        total[note.column, note.what] = Note(
            note.column, note.what, before.count + note.count, before.example
        )
    return tuple(total.values())


def missing_cells(cells: Array, marks: tuple[str, ...]) -> Array:
    """Return (rows,) true where a cell is None, NaN or one of the `marks`."""
    if cells.dtype.kind == "f":
        return np.isnan(cells)
    if cells.dtype.kind in "biu":
        return np.zeros(len(cells), dtype=np.bool_)
    each: list[Any] = cells.tolist()
    if only_words(each):  # few of which differ, most often
        return of_distinct(each, lambda word: word.strip() in marks, np.bool_)
    return np.array([_means_missing(cell, marks) for cell in each], dtype=np.bool_)


def _means_missing(cell: object, marks: tuple[str, ...]) -> bool:
    if isinstance(cell, str):
        return cell.strip() in marks
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


def _find(
    block: Block, column: BooleanInput | CategoryInput | CodeInput, decimal: str
) -> tuple[Array, Array, tuple[Note, ...]]:
    """Return each cell's code (−1: none), where it is missing, and a note on unknown labels."""
    cells = block.cells[column.name]
    if cells.ndim > 1:
        raise DataError(f'Column "{one_line(column.name)}" holds arrays; it must hold a category.')
    found = codes(cells, column.labels, decimal)
    missing = missing_cells(cells, column.marks)
    found[missing] = -1
    unknown = (found < 0) & ~missing
    if not unknown.any():
        return found, missing, ()
    example = str(cells[int(unknown.argmax())])
    return found, missing, (Note(column.name, "unknown", int(unknown.sum()), example),)


def _missing_name(name: str, tells_missing: bool) -> tuple[str, ...]:
    return (f"{name} is missing",) if tells_missing else ()


def _with_missing(name: str, values: Array, missing: Array, tells_missing: bool) -> Encoded:
    """Append the column that says missing, or tell of missing values that training never had."""
    if tells_missing:
        return Encoded(np.concat([values, missing[:, None]], axis=1, dtype=np.float64))
    count = int(missing.sum())
    notes = (Note(name, "missing", count),) if count else ()
    return Encoded(values.astype(np.float64), notes)
