"""Data frames of pandas, Polars and PyArrow: their columns as NumPy arrays, block by block.

Narwhals speaks to all of them and imports none. Missing values: NaN in columns of floats, NaT in
dates, None in everything else, whose cells are then Python objects. Times with a zone become UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, final

import narwhals.stable.v2 as nw
import numpy as np
from narwhals.exceptions import NarwhalsError

from glassnet.data.naming import Naming, unique_names
from glassnet.data.source import BLOCK_ROWS, Block, Source
from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, GlassnetError, UsageError, one_line

MOST_CELLS = 2**22
PLAIN = (np.ndarray, list, tuple, dict)
Frame = nw.DataFrame[Any]
Series = Any  # Narwhals names a column's type differently in its stable and its newest form


@final
@dataclass(frozen=True, eq=False)
class FrameSource(Source):
    """A data frame in memory."""

    frame: Frame
    naming: Naming

    @property
    def name(self) -> str:
        """A data frame."""
        return "the data frame"

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, as text."""
        return self.naming.names

    @property
    def reading(self) -> Mapping[str, str]:
        """Whose data frame it is."""
        return {"format": f"{self.frame.implementation.value} data frame"} | self.naming.told()

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.frame)

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[Block]:
        """Yield the rows, at most `rows` at a time, fewer of a wide frame."""
        rows = max(1, min(rows, MOST_CELLS // len(self.names)))
        for first_row in range(0, self.rows, rows):
            part = self.frame[first_row : first_row + rows]
            yield Block(first_row, frame_cells(part, self.names))


def as_frame(data: object) -> Frame | None:
    """Return `data` if it is a data frame that Narwhals knows (a lazy one is collected)."""
    found = _known(data)
    if isinstance(found, nw.LazyFrame):
        return found.collect()
    return found if isinstance(found, nw.DataFrame) else None


def as_series(data: object) -> Series | None:
    """Return `data` if it is a column of a data frame: a Series or a ChunkedArray."""
    found = _known(data)
    return found if isinstance(found, nw.Series) else None


def _known(data: object) -> object:
    """Return the form that Narwhals gives `data`, or `data` itself if it knows none."""
    if type(data) in PLAIN:  # nothing to ask Narwhals, which takes its time to say so
        return data
    try:
        return nw.from_native(data, pass_through=True, allow_series=True)
    except NarwhalsError as error:
        raise UsageError(f"cannot read the data frame: {one_line(error, 200)}.") from None


def read_frame(frame: Frame) -> FrameSource:
    """Return the `frame` as a source, once its columns are of kinds that can be read."""
    naming = unique_names(map(str, frame.columns))
    refuse_unreadable(frame, naming.names, "the data frame", UsageError)
    if not len(frame) or not naming.names:
        raise UsageError(
            f"the data frame has {len(frame)} rows and {len(naming.names)} columns; "
            "a table has at least one of each."
        )
    return FrameSource(frame, naming)


def frame_cells(frame: Frame, names: tuple[str, ...]) -> dict[str, Array]:
    """Return the columns of `frame` as arrays under their `names`."""
    series = frame.iter_columns()
    return {name: series_cells(column) for name, column in zip(names, series, strict=True)}


def series_cells(series: Series) -> Array:
    """Return the cells of one column, (rows,)."""
    kind = series.dtype
    if kind.is_float():
        return _native(series.to_numpy())
    if kind.is_temporal():
        return _moments(series)
    nothing = series.is_null().to_numpy()
    if kind.is_decimal():
        words = zip(series.to_list(), nothing, strict=True)
        return np.array([np.nan if none else float(value) for value, none in words], np.float64)
    if (kind.is_integer() or kind == nw.Boolean) and not nothing.any():
        return _native(series.to_numpy())
    return _objects(series, nothing)


def refuse_unreadable(
    frame: Frame, names: tuple[str, ...], where: str, error: type[GlassnetError] = DataError
) -> None:
    """Raise `error` for the first column whose cells are no single words, numbers or dates."""
    for name, column in zip(names, frame.iter_columns(), strict=True):
        kind = column.dtype
        readable = (
            kind.is_numeric()
            or kind in (nw.Boolean, nw.String, nw.Categorical, nw.Enum, nw.Object)
            or (kind.is_temporal() and kind not in (nw.Time, nw.Duration))
            or (kind == nw.Unknown and bool(column.is_null().all()))
        )
        if not readable:
            raise error(
                f'{where}, column "{one_line(name)}" holds {one_line(kind)} values; '
                "turn it into numbers, words or dates, or leave it out."
            )


def _native(values: Array) -> Array:
    """Return `values` unchangeable, for they may be the user's own memory."""
    shown = np.asarray(values).view()
    shown.flags.writeable = False
    return shown


def _moments(series: Series) -> Array:
    values = series.to_numpy()
    if values.dtype.kind == "M":
        return _native(values)
    nothing = series.is_null().to_numpy()
    return np.array(_objects(series, nothing).tolist(), dtype="datetime64[us]")


def _objects(series: Series, nothing: Array) -> Array:
    cells = np.empty(len(series), dtype=object)
    cells[:] = series.to_list()
    cells[nothing] = None
    return cells
