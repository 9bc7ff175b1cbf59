"""NumPy's own files, .npy: an array behind a header, read in blocks, never unpickled.

The header is read and believed only where the file is as long as it says; nothing is allocated
before. Files are read rather than mapped into memory: a mapped file that is cut kills the process.
"""

from __future__ import annotations

import math
import tokenize
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, BinaryIO, final

import numpy as np

from glassnet.data.files import RegularFile
from glassnet.data.memory import columns_of
from glassnet.data.naming import Naming, unique_names
from glassnet.data.source import BLOCK_ROWS, Block, Source
from glassnet.ground.arrays import Array, Shape
from glassnet.ground.errors import DataError, FileError, GlassnetError, one_line

MOST_BYTES = 2**26
# NumPy parses headers with Python's own tokenizer and parser, which say no in many ways.
BROKEN_HEADER = (
    ValueError,
    TypeError,
    LookupError,
    SyntaxError,
    RecursionError,
    MemoryError,
    OverflowError,
    EOFError,
    tokenize.TokenError,
)


@final
@dataclass(frozen=True, eq=False)
class Header:
    """What the beginning of an .npy says: the array's shape, type, order and where it starts."""

    shape: Shape
    dtype: np.dtype[np.generic]
    fortran: bool
    offset: int

    @property
    def row_bytes(self) -> int:
        """The bytes of one row."""
        return math.prod(self.shape[1:]) * self.dtype.itemsize

    @property
    def size(self) -> int:
        """The bytes of the whole file."""
        return self.offset + math.prod(self.shape) * self.dtype.itemsize

    @property
    def sides(self) -> str:
        """The shape in words."""
        return " × ".join(map(str, self.shape))

    def no_rows(self) -> Array:
        """Return an array of its kind without rows, to name the columns by."""
        return np.empty((0, *self.shape[1:]), self.dtype)


@final
@dataclass(frozen=True, eq=False)
class NpySource(Source):
    """One array in an .npy file: two axes are columns x0, x1, …; another shape is one column x."""

    file: RegularFile
    header: Header
    naming: Naming

    @property
    def name(self) -> str:
        """The file's name."""
        return self.file.name

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return self.naming.names

    @property
    def reading(self) -> Mapping[str, str]:
        """The format, the shape and the type."""
        return {
            "format": "NumPy array",
            "shape": self.header.sides,
            "type": str(self.header.dtype),
        }

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.header.shape[0]

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[Block]:
        """Yield the rows, at most `rows` at a time, fewer where they are large."""
        rows = rows_at_once(rows, self.header.row_bytes)
        with self.file.reading() as stream:
            for first in range(0, self.rows, rows):
                part = _part(stream, self.header, first, min(rows, self.rows - first), self.name)
                cells = columns_of(part, self.name, error=DataError).values()
                yield Block(first, dict(zip(self.names, cells, strict=True)))


def read_npy(file: RegularFile) -> NpySource:
    """Return the array in an .npy file as a source."""
    with file.reading() as stream:
        header = read_header(stream, file.name, file.size)
    naming = unique_names(columns_of(header.no_rows(), file.name, error=DataError))
    return NpySource(file, header, naming)


def read_header(stream: IO[bytes], name: str, size: int) -> Header:
    """Read the header of the .npy in `stream`, which is `size` bytes long, or refuse it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # NumPy warns about headers that Python 2 wrote
            version = np.lib.format.read_magic(stream)
            if version not in {(1, 0), (2, 0)}:
                raise FileError(f"{name} is an .npy file of version {version}, not 1.0 or 2.0.")
            read = getattr(np.lib.format, f"read_array_header_{version[0]}_0")
            shape, fortran, dtype = read(stream)
    except GlassnetError:
        raise
    except BROKEN_HEADER as error:
        raise FileError(f"{name} has a damaged .npy header: {one_line(error)}.") from None
    header = Header(shape, dtype, bool(fortran and len(shape) > 1), stream.tell())
    _check(header, name, size)
    return header


def _check(header: Header, name: str, size: int) -> None:
    if header.dtype.hasobject:
        raise FileError(
            f"{name} holds Python objects, which only a pickle brings back, and a pickle can run "
            "code; save numbers or texts instead."
        )
    if not header.shape:
        raise DataError(f"{name} holds a single value; a table has rows.")
    if any(length < 0 for length in header.shape) or not header.dtype.itemsize:
        raise FileError(f"{name} has an impossible header: {header.shape} of {header.dtype}.")
    if header.size != size:
        raise FileError(
            f"{name} is {size:,} bytes long, but its header {header.shape} of {header.dtype} needs "
            f"{header.size:,}; get a whole copy."
        )
    if 0 in header.shape:
        raise DataError(f"{name} has the shape {header.shape}; a table has at least one row.")


def rows_at_once(rows: int, row_bytes: int) -> int:
    """Return how many rows to read together, so that memory stays bounded."""
    return max(1, min(rows, MOST_BYTES // max(1, row_bytes)))


def read_rows(stream: IO[bytes], dtype: np.dtype[np.generic], shape: Shape, name: str) -> Array:
    """Read the next rows of an array in C order; an early end raises."""
    wanted = math.prod(shape) * dtype.itemsize
    data = stream.read(wanted)
    if len(data) != wanted:
        raise FileError(f"{name} ends early; get a whole copy.")
    return np.frombuffer(data, dtype).reshape(shape)


def _part(stream: BinaryIO, header: Header, first: int, count: int, name: str) -> Array:
    """Return `count` rows from row `first` on, in either order of the axes."""
    if not header.fortran:
        stream.seek(header.offset + first * header.row_bytes)
        return read_rows(stream, header.dtype, (count, *header.shape[1:]), name)
    # In Fortran order each place within a row is a run of all rows.
    places = math.prod(header.shape[1:])
    part = np.empty((places, count), header.dtype)
    for place in range(places):
        position = place * header.shape[0] + first
        stream.seek(header.offset + position * header.dtype.itemsize)
        part[place] = read_rows(stream, header.dtype, (count,), name)
    return part.reshape(*header.shape[:0:-1], count).T
