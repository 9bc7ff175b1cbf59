"""Arrays, lists and dictionaries in memory: columns of equal length, never changed.

Missing values become NaN in floats and None elsewhere: masked entries, None, NaN and the NA and NaT
of pandas. Numbers in object arrays become number arrays where all of a column's cells are numbers.
"""

from __future__ import annotations

import numbers
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, final

import numpy as np

from glassnet.data.source import BLOCK_ROWS, Block, Source
from glassnet.ground.arrays import Array
from glassnet.ground.errors import GlassnetError, UsageError, one_line

NOTHING = ("NAType", "NaTType")
WORDS = (str, bool, np.bool_, numbers.Real, Decimal, date)


@final
@dataclass(frozen=True, eq=False)
class ArraySource(Source):
    """Columns in memory; all have as many rows."""

    title: str
    columns: Mapping[str, Array]

    @property
    def name(self) -> str:
        """What it is."""
        return self.title

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(self.columns)

    @property
    def reading(self) -> Mapping[str, str]:
        """That it was in memory."""
        return {"format": "arrays in memory"}

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(next(iter(self.columns.values())))

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[Block]:
        """Yield views of the columns, which cannot be written to."""
        for first in range(0, self.rows, max(1, rows)):
            yield Block(first, {name: window(a, first, rows) for name, a in self.columns.items()})


def window(array: Array, first: int, rows: int) -> Array:
    """Return `rows` rows of `array` from `first` on, in native byte order, unchangeable."""
    part = array[first : first + max(1, rows)]
    part = part.astype(part.dtype.newbyteorder("="), copy=False).view()
    part.flags.writeable = False
    return part


def read_memory(data: object, what: str = "X") -> ArraySource:
    """Return the columns of an array, a dictionary of arrays or a list of rows."""
    if isinstance(data, Mapping):
        columns = {
            one_line(name): typed(as_array(values, name), f'column "{one_line(name)}"')
            for name, values in data.items()
        }
        _same_length(columns)
    else:
        columns = columns_of(as_array(data, what), what)
    if not columns:
        raise UsageError(f"{what} has 0 columns; a table has at least one.")
    source = ArraySource("the arrays", columns)
    if not source.rows:
        raise UsageError(f"{what} has 0 rows; a table has at least one.")
    return source


def columns_of(
    array: Array, what: str, prefix: str = "x", error: type[GlassnetError] = UsageError
) -> dict[str, Array]:
    """Return the columns of an array by name.

    (rows, d) gives `prefix`0 … `prefix`d−1, a record array its fields, every other shape one
    column called `prefix`, of arrays if it has more axes.
    """
    if array.ndim == 0:
        raise error(f"{what} is a single value, {one_line(array)}; a table has rows.")
    if array.dtype.names:
        names = array.dtype.names
        return {name: typed(array[name], f'{what}, column "{name}"', error) for name in names}
    if array.ndim == 2:
        return {
            f"{prefix}{place}": typed(array[:, place], f"{what}, column {place}", error)
            for place in range(array.shape[1])
        }
    return {prefix: typed(array, what, error)}


def as_array(data: object, what: object) -> Array:
    """Return `data` as an array, rows first, or say why it is none."""
    if hasattr(data, "nnz") and hasattr(data, "toarray"):
        raise UsageError(f"{what} is a sparse matrix; glassnet reads dense ones: {what}.toarray().")
    if isinstance(data, np.ma.MaskedArray):
        return data
    if isinstance(data, list | tuple):
        return _from_rows(data, what)
    if isinstance(data, np.ndarray) or hasattr(data, "__array__"):
        try:
            return np.asarray(data)
        except (TypeError, ValueError, RuntimeError) as error:
            raise UsageError(f"{what} is no array: {one_line(error, 200)}.") from None
    raise UsageError(
        f"cannot read {what}, of type {type(data).__name__}; give a file name, a data frame, "
        "an array, a list of rows or a dictionary of columns."
    )


def typed(array: Array, what: str, error: type[GlassnetError] = UsageError) -> Array:
    """Return `array` as bool, integers, floats, dates or objects (texts and None)."""
    if isinstance(array, np.ma.MaskedArray):
        return typed(_unmasked(array), what, error)
    kind = array.dtype.kind
    if kind in "biuM":
        return array
    if kind == "f":
        return array if array.dtype.itemsize <= 8 else array.astype(np.float64)
    if kind in "UT":
        return array.astype(object)
    if kind == "O":
        return _from_objects(array, what, error)
    if kind == "c":
        raise error(f"Complex data not supported: {what} holds {array.dtype}; give real numbers.")
    raise error(f"{what} holds {array.dtype}; give numbers, texts or dates.")


def _unmasked(array: Any) -> Array:
    if array.dtype.kind == "f":
        return array.filled(np.nan)
    if not np.ma.is_masked(array):
        return array.data
    cells = array.data.astype(object)
    cells[np.ma.getmaskarray(array)] = None
    return cells


def _from_objects(array: Array, what: str, error: type[GlassnetError]) -> Array:
    """Return objects as the plainest type that holds them all."""
    plain = (None if _is_nothing(value) else value for value in array.flat)
    cells = np.fromiter(plain, dtype=object, count=array.size).reshape(array.shape)
    present = [value for value in cells.flat if value is not None]
    for value in present:
        if not isinstance(value, WORDS):
            raise error(
                f"{what} holds a {type(value).__name__} ({one_line(value, 40)}); "
                "give numbers, texts or dates."
            )
    kinds = {_family(value) for value in present}
    whole = len(present) == cells.size
    if kinds == {bool} and whole:
        return cells.astype(np.bool_)
    if kinds == {int} and whole and all(-(2**63) <= value < 2**63 for value in present):
        return cells.astype(np.int64)
    if float in kinds and kinds <= {int, float}:
        with suppress(OverflowError):  # an integer beyond all floats stays what it is
            return cells.astype(np.float64)  # None becomes NaN
    return cells


def _is_nothing(value: object) -> bool:
    if value is None or type(value).__name__ in NOTHING:
        return True
    return isinstance(value, float | np.floating) and bool(np.isnan(value))


def _family(value: object) -> type:
    if isinstance(value, bool | np.bool_):
        return bool
    if isinstance(value, numbers.Integral):
        return int
    return float if isinstance(value, numbers.Real | Decimal) else str


def _from_rows(data: Sequence[Any], what: object) -> Array:
    """Return a list of values (n,) or of rows (n, d) as objects; deeper lists by NumPy."""
    if any(_is_row(cell) for row in data if _is_row(row) for cell in row):
        try:
            return np.asarray(data)
        except ValueError as error:
            raise UsageError(f"{what} is no array: {one_line(error, 200)}.") from None
    if not any(map(_is_row, data)):
        return np.fromiter(data, dtype=object, count=len(data))
    widths = [len(row) if _is_row(row) else 1 for row in data]
    for number, width in enumerate(widths):
        if width != widths[0]:
            raise UsageError(
                f"{what} is ragged: row {number} has {width} values, row 0 has {widths[0]}."
            )
    cells = (cell for row in data for cell in (row if _is_row(row) else (row,)))
    return np.fromiter(cells, dtype=object, count=sum(widths)).reshape(len(data), widths[0])


def _is_row(value: object) -> bool:
    return isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)


def _same_length(columns: Mapping[str, Array]) -> None:
    first = next(iter(columns), "")
    for name, array in columns.items():
        if array.ndim == 0:
            raise UsageError(f'column "{name}" is a single value; a column has rows.')
        if len(array) != len(columns[first]):
            raise UsageError(
                f'column "{name}" has {len(array)} rows, column "{first}" has '
                f"{len(columns[first])}; all need as many."
            )
