"""Regular files: found, opened without ever waiting, and the same from first byte to last."""

from __future__ import annotations

import errno
import gzip
import io
import itertools
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast, final

from glassnet.ground.errors import DataError, FileError, did_you_mean, one_line

Stamp = tuple[int, int, int]

# Opening a pipe would wait for its writer: O_NONBLOCK makes even a lost race harmless.
OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

# A table compresses 3 to 30 times; what grows further, and is large, was made to fill a memory.
SANE_RATIO = 200
SMALL = 64 * 2**20


@final
@dataclass(frozen=True)
class RegularFile:
    """A file with bytes of its own; `stamp` is what its size, time and number were when found."""

    path: Path
    stamp: Stamp

    @property
    def name(self) -> str:
        """The file's name, printable."""
        return one_line(self.path.name)

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return self.stamp[0]

    @contextmanager
    def reading(self) -> Iterator[BinaryIO]:
        """Open it; say "changed while it was read" if it did, whatever else went wrong."""
        with _opened(self.path) as stream:
            self._must_be_the_same(stream)
            try:
                yield stream
            except (DataError, FileError, UnicodeError):
                self._must_be_the_same(stream)
                raise
            except OSError as error:
                raise FileError(f"cannot read {self.name}: {error.strerror or error}.") from None
            self._must_be_the_same(stream)

    @contextmanager
    def reading_unzipped(self) -> Iterator[BinaryIO]:
        """Open the gzip file and yield what is packed in it, within sane limits."""
        with self.reading() as stream:
            limit = max(SMALL, SANE_RATIO * self.size)
            yield cast("BinaryIO", io.BufferedReader(Unzipped(stream, self.name, limit)))

    def head(self, size: int, *, unzipped: bool = False) -> bytes:
        """Return its first `size` bytes, or fewer if it is shorter."""
        with self.reading_unzipped() if unzipped else self.reading() as stream:
            return stream.read(size)

    def _must_be_the_same(self, stream: BinaryIO) -> None:
        try:
            same = _stamp(os.fstat(stream.fileno())) == self.stamp == _stamp(self.path.stat())
        except OSError:
            same = False
        if not same:
            raise DataError(
                f"{self.name} changed while it was read; read it again when nothing writes to it."
            )


@final
class Unzipped(io.RawIOBase):
    """The content of a gzip stream, which may not grow beyond `limit` bytes."""

    def __init__(self, stream: BinaryIO, name: str, limit: int) -> None:
        """Unpack `stream`, called `name` in messages."""
        self._content = gzip.GzipFile(fileobj=stream, mode="rb")
        self._name, self._left, self._limit = name, limit, limit

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` as far as the stream reaches."""
        try:
            count = self._content.readinto(buffer)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise FileError(
                f"{self._name} is a damaged gzip file ({one_line(error)}); get a whole copy."
            ) from None
        self._left -= count
        if self._left < 0:
            raise FileError(
                f"{self._name} unpacks to more than {self._limit:,} bytes, over {SANE_RATIO} times "
                "its size; unpack it first if that is meant."
            )
        return count


def regular_file(path: str | os.PathLike[str]) -> RegularFile:
    """Return the regular file at `path`, links followed; anything else raises FileError."""
    place = Path(os.fsdecode(path))
    try:
        found = place.stat()
    except FileNotFoundError:
        raise FileError(f"there is no file {one_line(place, 300)}.{_neighbor(place)}") from None
    except (OSError, ValueError) as error:
        if getattr(error, "errno", None) == errno.ELOOP:
            raise FileError(f"{one_line(place)} is not a regular file (a loop of links).") from None
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"cannot read {one_line(place)}: {one_line(reason)}.") from None
    _must_be_regular(place, found.st_mode)
    return RegularFile(place, _stamp(found))


def _opened(path: Path) -> BinaryIO:
    try:
        stream = open(os.open(path, OPEN_FLAGS), "rb")  # noqa: PTH123, SIM115 - closed by reading()
    except FileNotFoundError:
        raise FileError(f"{one_line(path)} is there no longer.") from None
    except OSError as error:
        raise FileError(f"cannot read {one_line(path)}: {error.strerror or error}.") from None
    try:
        _must_be_regular(path, os.fstat(stream.fileno()).st_mode)
    except FileError:
        stream.close()
        raise
    return stream


def _must_be_regular(path: Path, mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    kinds = {
        "a folder": stat.S_ISDIR,
        "a pipe": stat.S_ISFIFO,
        "a device": lambda m: stat.S_ISCHR(m) or stat.S_ISBLK(m),
        "a socket": stat.S_ISSOCK,
    }
    kind = next((kind for kind, test in kinds.items() if test(mode)), "something else")
    raise FileError(f"{one_line(path)} is not a regular file ({kind}); give a file with a table.")


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_size, found.st_mtime_ns, found.st_ino


def _neighbor(path: Path) -> str:
    try:
        names = [entry.name for entry in itertools.islice(path.parent.iterdir(), 1000)]
    except OSError:
        return f" There is no folder {one_line(path.parent)} either."
    return did_you_mean(path.name, map(one_line, names))
