r"""Named arrays in one file, in the safetensors layout, read without trusting a byte of it.

    8 bytes     the length n of the header, little-endian
    n bytes     the header: JSON that says what stands where (`tensor_header.py`)
    the rest    the arrays' bytes: C order, little-endian

Nothing in such a file is ever run, and nothing is allocated before every number of the header fits
the file. The package `safetensors` reads what is written here, and what it writes is read.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.atomic import PathName, write_atomically
from glassnet.ground.errors import DataError, FileError, UsageError, one_line
from glassnet.ground.reading import ENOUGH, kind_of, reading
from glassnet.run.tensor_header import (
    CODES,
    DTYPES,
    HEADER_LIMIT,
    METADATA,
    Metadata,
    Place,
    parse_header,
    places_for,
    render_header,
)

LENGTH = 8  # bytes that hold the length of the header


@final
@dataclass(frozen=True)
class TensorFile:
    """An open file whose header has been found sound; its arrays are read when asked for."""

    file: BufferedReader
    places: dict[str, Place]
    metadata: dict[str, str]
    start: int

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """Yield each name and its array, new and writable, in the order of the header."""
        needed = sum(place.end - place.begin for place in self.places.values())
        too_large = f"it needs about {needed / 1e9:,.1f} GB of memory, more than there is"
        if needed > memory_of_this_machine():
            raise DataError(too_large)
        for name, place in self.places.items():
            try:
                array = np.empty(place.shape, place.dtype)
            except MemoryError:
                raise DataError(too_large) from None
            self.file.seek(self.start + place.begin)
            _fill(array, self.file, name)
            yield name, array


@contextlib.contextmanager
def open_tensors(path: PathName) -> Iterator[TensorFile]:
    """Open `path` and check its header. A DataError raised meanwhile leaves as a FileError."""
    with reading(path) as file:
        yield _checked(file)


def read_tensors(path: PathName) -> tuple[dict[str, Array], dict[str, str]]:
    """Return the arrays of `path` by name, in the header's order, and its metadata."""
    with open_tensors(path) as tensors:
        return dict(tensors.arrays()), tensors.metadata


def write_tensors(
    path: PathName,
    arrays: Mapping[str, Array],
    metadata: Metadata | None = None,
    *,
    protect: Iterable[PathName] = (),
) -> None:
    """Write `arrays` and `metadata` as `path`, whole or not at all, and read them again first.

    The same arrays in the same order give the same bytes.

    Args:
        path: The file to make or replace.
        arrays: By name; floats, integers or bools, of any memory layout. Their order is kept.
        metadata: Texts by name.
        protect: Input files that must not be overwritten.

    """
    stored = {name: storable(name, array) for name, array in arrays.items()}
    texts = dict(metadata or {})
    places = places_for(stored)
    header = render_header(places, texts)

    def chunks() -> Iterator[bytes | memoryview]:
        yield len(header).to_bytes(LENGTH, "little") + header
        for name in sorted(places, key=lambda name: places[name].begin):
            yield memoryview(as_bytes(stored[name]))

    def check(temporary: Path) -> None:
        if not _holds(temporary, stored, texts):
            shown = one_line(os.fsdecode(path), 300)
            raise FileError(f"cannot write {shown}: what was written reads back differently.")

    write_atomically(path, chunks(), protect=protect, check=check)


def storable(name: str, value: Array) -> Array:
    """Return `value` as a little-endian array in C order, of a dtype that the layout has.

    The bytes of a view are not those of its numbers: a transposed or reversed array is copied
    (safetensors 0.8.0 writes such an array without a word, and reads back other values).
    """
    if not isinstance(name, str) or name == METADATA:
        raise UsageError(f"an array needs a text other than {METADATA} as its name, got {name!r}.")
    array = np.asarray(value)
    dtype = array.dtype.newbyteorder("<")
    if dtype not in CODES:
        known = ", ".join(str(each) for each in DTYPES.values())
        raise UsageError(
            f'array "{one_line(name)}" has dtype {array.dtype}; one of {known} is wanted.'
        )
    return np.asarray(array, dtype=dtype, order="C")


def as_bytes(array: Array) -> Array:
    """Return the bytes of an array in C order, (n,) uint8, without a copy."""
    return array.reshape(-1).view(np.uint8)


def _checked(file: BufferedReader) -> TensorFile:
    """Read and check the header; what is no such file is refused by the name of what it is."""
    size = os.fstat(file.fileno()).st_size
    beginning = file.read(ENOUGH)
    length = int.from_bytes(beginning[:LENGTH], "little")
    if size <= LENGTH:
        raise DataError(f"it has {size} bytes, too few for a model: it was cut")
    if beginning[LENGTH : LENGTH + 1] != b"{":
        kind = kind_of(beginning) or "something else"
        raise DataError(f"it is no model file but {kind}; glassnet does not open those")
    if length > HEADER_LIMIT:
        raise DataError(f"its header claims {length:,} bytes, over the limit of {HEADER_LIMIT:,}")
    if LENGTH + length > size:
        raise DataError(f"its header claims {length:,} bytes, the file has {size:,}: it was cut")
    file.seek(LENGTH)
    places, metadata = parse_header(file.read(length), size - LENGTH - length)
    return TensorFile(file, places, metadata, LENGTH + length)


def _fill(array: Array, file: BufferedReader, name: str) -> None:
    """Read the bytes of `array` from where `file` stands."""
    found = as_bytes(array)
    if found.size and file.readinto(memoryview(found)) != found.size:
        raise DataError(f'it changed while array "{one_line(name)}" was read')
    if array.dtype == np.bool_ and found.size and int(found.max()) > 1:
        raise DataError(f'array "{one_line(name)}" holds bytes that are neither true nor false')


def memory_of_this_machine() -> int:
    """Return the bytes of physical memory, or more than any machine has if it cannot be told."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 2**63


def _holds(path: Path, stored: Mapping[str, Array], metadata: Metadata) -> bool:
    """Tell whether the file `path` holds exactly these arrays and texts, to the bit."""
    with open_tensors(path) as tensors:
        return (
            tensors.metadata == metadata
            and list(tensors.places) == list(stored)
            and all(_same(array, stored[name]) for name, array in tensors.arrays())
        )


def _same(a: Array, b: Array) -> bool:
    """Tell whether two arrays in C order are equal to the bit, NaN included."""
    alike = a.dtype == b.dtype and a.shape == b.shape
    return alike and bool(np.array_equal(as_bytes(a), as_bytes(b)))
