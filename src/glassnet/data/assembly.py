"""Assembling a table: every row prepared, in memory, or in a file mapped to memory if it is large.

Nothing of the table itself is kept. The file has no name and goes when it is no longer used, even
if the program is killed.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import IO, final

import numpy as np

from glassnet.data.columns import Column, named
from glassnet.data.inputs import Note, add_notes
from glassnet.data.preparation import Preparation
from glassnet.data.source import BLOCK_ROWS, Source
from glassnet.data.targets import ClassTarget
from glassnet.ground.arrays import Array, Shape, size
from glassnet.ground.errors import DataError, FileError, one_line

MEMORY_LIMIT = 1 << 30
BLOCK_BYTES = 1 << 26


@final
@dataclass(frozen=True, eq=False)
class Rows:
    """A table as a network takes it.

    `x` (rows, *input_shape) and `y`: (rows,) int64 class codes, (rows, k) numbers, or None where
    the table has no target. `lines` (rows,) int64 tells where in the file each row stood, or None.
    """

    x: Array
    y: Array | None
    lines: Array | None
    notes: tuple[Note, ...] = ()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.x)


def assemble(
    source: Source,
    preparation: Preparation,
    dtype: str = "float32",
    *,
    with_target: bool = True,
    memory_limit: int = MEMORY_LIMIT,
) -> Rows:
    """Prepare every row of `source`.

    Args:
        source: The table; for predictions any table with the model's columns.
        preparation: What is done with each column.
        dtype: "float32" or "float64", of x and of numbers to predict; computed in float64.
        with_target: Whether to prepare targets, where the table has them.
        memory_limit: Above so many bytes x lives in a temporary file; its bits are the same.

    """
    preparation.require(source.names)
    kind, shape = np.dtype(dtype), preparation.input_shape
    y_parts: list[Array] = []
    lines: list[Array] = []
    notes: list[Note] = []

    def x_parts() -> Iterator[Array]:
        for block in source.blocks(max(1, min(BLOCK_ROWS, BLOCK_BYTES // (8 * size(shape) + 1)))):
            prepared = preparation.transform(block, source.decimal, with_target=with_target)
            notes[:] = add_notes((*notes, *prepared.notes))
            if prepared.y is not None:
                y_parts.append(prepared.y)
            if block.lines is not None:
                lines.append(np.asarray(block.lines, dtype=np.int64))
            yield _cast(prepared.x, kind, block.first_row, preparation)

    x = _stacked(x_parts(), shape, kind, memory_limit)
    y = np.concat(y_parts) if y_parts else None
    if y is not None and preparation.task == "regression":
        notes += _one_hot(preparation, y)
        y = y.astype(kind)
    return Rows(x, y, np.concat(lines) if lines else None, tuple(notes))


def _one_hot(preparation: Preparation, y: Array) -> list[Note]:
    """Return a note if the numbers to predict look like classes, written as columns of 0 and 1."""
    values = preparation.inverse_target(y)
    ones = np.isclose(values, 1.0, rtol=0.0)
    alone = ones.sum(axis=1) == 1
    if values.shape[1] < 2 or not (alone.all() and np.isclose(values, ones, rtol=0.0).all()):
        return []
    return [Note(preparation.targets[0].name, "one-hot", values.shape[1])]


def require_learnable(rows: Rows, preparation: Preparation) -> None:
    """Refuse a table from which nothing can be learned: fewer than two rows or classes."""
    if len(rows) < 2:
        told = "one row" if len(rows) else "no row"
        raise DataError(f"The table has {told}; learning needs at least 2.")
    if rows.y is None:
        wanted = ", ".join(one_line(target.name, 40) for target in preparation.targets)
        raise DataError(f'The table lacks the target "{wanted}"; there is nothing to learn.')
    if preparation.task == "classification" and (rows.y == rows.y[0]).all():
        only = one_line(preparation.inverse_target(rows.y[:1])[0], 40)
        name = one_line(preparation.targets[0].name, 40)
        raise DataError(
            f'The target "{name}" has one class, "{only}", in all {len(rows):,} rows; learning to '
            f"tell classes apart needs two. For a number to predict say --kind {name}=number."
        )


def target_codes(source: Source, columns: Sequence[Column]) -> Array | None:
    """Return the class of every row, (rows,) int64: what a stratified split needs before fitting.

    None if the target is a number. The classes are those of the whole table, in natural order.
    """
    targets = named(columns, "target")
    if len(targets) != 1 or targets[0].kind == "number":
        return None
    target = ClassTarget(targets[0].name, targets[0].marks, targets[0].categories)
    parts = [target.encode(block, source.decimal) for block in source.blocks()]
    return np.concat(parts) if parts else np.zeros(0, dtype=np.int64)


def _cast(x: Array, dtype: Array, first_row: int, preparation: Preparation) -> Array:
    """Return `x` in `dtype`; refuse what that type cannot hold."""
    with np.errstate(over="ignore"):
        cast = x.astype(dtype)
    if not np.isfinite(cast).all():
        row, place = np.argwhere(~np.isfinite(cast.reshape(len(cast), -1)))[0]
        raise DataError(
            f'Row {first_row + row + 1}: "{one_line(preparation.names[place], 40)}" becomes '
            f"{x.reshape(len(x), -1)[row, place]:g}, too large for {dtype}; correct the value, or "
            "standardize the inputs, or compute in float64."
        )
    return cast


def _stacked(parts: Iterator[Array], shape: Shape, dtype: Array, memory_limit: int) -> Array:
    """Return `parts` (rows, *shape) as one array, in a mapped file beyond `memory_limit` bytes."""
    waiting: deque[Array] = deque()
    rows = 0
    for part in parts:
        waiting.append(part)
        rows += len(part)
        if rows * size(shape) * dtype.itemsize > memory_limit:
            return _mapped(chain(_taken(waiting), parts), shape, dtype)
    whole = np.empty((rows, *shape), dtype=dtype)
    place = 0
    for part in _taken(waiting):
        whole[place : place + len(part)] = part
        place += len(part)
    return whole


def _mapped(parts: Iterator[Array], shape: Shape, dtype: Array) -> Array:
    """Write `parts` to a nameless file and map it, for reading only; the map keeps it alive."""
    rows = 0
    with tempfile.TemporaryFile(prefix="glassnet-") as file:
        for part in parts:
            _write(file, part)
            rows += len(part)
        return np.memmap(file, dtype=dtype, mode="r", shape=(rows, *shape))


def _write(file: IO[bytes], part: Array) -> None:
    try:
        file.write(np.ascontiguousarray(part).data)
        file.flush()
    except OSError as error:
        raise FileError(
            f"The prepared table needs a temporary file in {tempfile.gettempdir()}, which cannot "
            f"be written: {error.strerror}; make room, or set TMPDIR to another folder."
        ) from error


def _taken(parts: deque[Array]) -> Iterator[Array]:
    """Yield each part and let go of it, so that a copy needs no second table's memory."""
    while parts:
        yield parts.popleft()
