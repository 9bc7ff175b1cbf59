"""NumPy's archives, .npz: several arrays with as many rows, side by side, streamed from a zip file.

Each array's header is read and believed only where its entry is as long as it says, and the archive
only where its declared size is sane. Names of entries never become paths.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO, final

from glassnet.data.binary import Header, read_header, read_rows, rows_at_once
from glassnet.data.files import SANE_RATIO, SMALL, RegularFile
from glassnet.data.memory import columns_of
from glassnet.data.naming import Naming, unique_names
from glassnet.data.source import BLOCK_ROWS, Block, Source
from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, FileError, GlassnetError, one_line

MOST_ARRAYS = 10_000
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError)


@final
@dataclass(frozen=True, eq=False)
class NpzSource(Source):
    """Arrays by name; one of two axes, X, is the columns X0, X1, …"""

    file: RegularFile
    headers: Mapping[str, Header]
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
        """The format, the arrays and renamed columns."""
        arrays = (f"{one_line(name, 30)} {header.sides}" for name, header in self.headers.items())
        told = {"format": "NumPy archive", "arrays": ", ".join(arrays)}
        return told | self.naming.told()

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[Block]:
        """Yield the rows of all arrays side by side, at most `rows` at a time."""
        rows = rows_at_once(rows, sum(header.row_bytes for header in self.headers.values()))
        with ExitStack() as opened:
            archive = opened.enter_context(_archive(self.file))
            entries = [opened.enter_context(archive.open(f"{name}.npy")) for name in self.headers]
            pairs = zip(entries, self.headers.values(), strict=True)
            streams = [_parts(entry, header, rows, self.name) for entry, header in pairs]
            for number, parts in enumerate(zip(*streams, strict=True)):
                named = zip(self.headers, parts, strict=True)
                cells = [
                    c for name, part in named for c in _columns(name, part, self.name).values()
                ]
                yield Block(number * rows, dict(zip(self.names, cells, strict=True)))


def read_npz(file: RegularFile) -> NpzSource:
    """Return the arrays in an .npz file as a source; a zip file of anything else is refused."""
    with _archive(file) as archive:
        headers = {}
        for entry in _checked_entries(archive, file):
            name = entry.filename.removesuffix(".npy")
            where = f"{file.name}, {one_line(name)}"
            with archive.open(entry) as stream:
                headers[name] = read_header(stream, where, entry.file_size)
    first = next(iter(headers))
    for name, header in headers.items():
        if header.shape[0] != headers[first].shape[0]:
            raise DataError(
                f'{file.name}: array "{one_line(name)}" has {header.shape[0]} rows, '
                f'"{one_line(first)}" has {headers[first].shape[0]}; all need as many.'
            )
    names = [
        column
        for name, header in headers.items()
        for column in _columns(name, header.no_rows(), file.name)
    ]
    return NpzSource(file, headers, unique_names(names))


def _parts(stream: IO[bytes], header: Header, rows: int, name: str) -> Iterator[Array]:
    """Yield an array of the archive, `rows` rows at a time."""
    stream.read(header.offset)
    if header.fortran:  # its rows lie scattered: it is unpacked as a whole
        whole = read_rows(stream, header.dtype, header.shape[::-1], name).T
        yield from (whole[first : first + rows] for first in range(0, len(whole), rows))
        return
    for first in range(0, header.shape[0], rows):
        count = min(rows, header.shape[0] - first)
        yield read_rows(stream, header.dtype, (count, *header.shape[1:]), name)


def _columns(name: str, array: Array, file: str) -> dict[str, Array]:
    return columns_of(array, f"{file}, {one_line(name)}", prefix=name, error=DataError)


@contextmanager
def _archive(file: RegularFile) -> Iterator[zipfile.ZipFile]:
    with file.reading() as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                yield archive
        except GlassnetError:
            raise
        except BROKEN_ZIP as error:
            raise FileError(f"{file.name} is a damaged zip file: {one_line(error)}.") from None


def _checked_entries(archive: zipfile.ZipFile, file: RegularFile) -> list[zipfile.ZipInfo]:
    """Return the entries if all are arrays of a sane size and each has a name of its own."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if any(name.endswith(".pkl") for name in names):
        raise FileError(f"{file.name} holds a Python pickle, which could run code; it is not read.")
    if "[Content_Types].xml" in names:
        raise FileError(f"{file.name} looks like an Excel workbook; save the sheet as CSV.")
    strange = [name for name in names if not name.endswith(".npy")]
    if strange or not names or len(names) > MOST_ARRAYS or len(set(names)) < len(names):
        held = f'"{one_line(strange[0], 40)}"' if strange else f"{len(names)} entries"
        raise FileError(
            f"{file.name} is a zip archive with {held}, not a NumPy archive; unpack it first."
        )
    declared = sum(entry.file_size for entry in entries)
    if declared > max(SMALL, SANE_RATIO * file.size):
        raise FileError(
            f"{file.name} unpacks to {declared:,} bytes, over {SANE_RATIO} times its size; "
            "unpack it first if that is meant."
        )
    return entries
