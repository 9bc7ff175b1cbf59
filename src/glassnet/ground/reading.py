"""Files that are never trusted: only a regular file is opened, and what it is, its bytes say.

A device, a pipe or a socket by the name of a model would block or never end; a pickle by that name
would run what it holds. Neither gets as far as a reader.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from glassnet.ground.atomic import PathName, in_words, nearest
from glassnet.ground.errors import DataError, FileError, one_line

NOT_FILES = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
ENOUGH = 64  # bytes of a beginning that tell what a file is
KINDS = (  # how a file begins, and what it is then
    (
        rb"\x80[\x00-\x05]|c[\w.]+\n[\w.]+\n|\([dlt]p\d+\n|[}\]]q\x00",
        "a pickle file, which can run any program when it is opened",
    ),
    (rb"\x93NUMPY", "a NumPy .npy file"),
    (rb"PK[\x03\x05]", "a zip file (as .npz, .pt and .keras files are)"),
    (rb"\x1f\x8b", "a gzip file"),
    (rb"BZh|\xfd7zXZ|7z\xbc\xaf|\x28\xb5\x2f\xfd", "a compressed file"),
    (rb"\x89HDF", "an HDF5 file"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8", "a picture"),
    (rb"PAR1", "a Parquet file"),
    (rb"(?:\xef\xbb\xbf)?[\t\n\r -~]+\Z", "a text file"),
)


def kind_of(beginning: bytes) -> str | None:
    r"""Return in words what a file with these first bytes is, or None if they do not tell.

    >>> kind_of(b"\x1f\x8b\x08")
    'a gzip file'
    """
    start = beginning[:ENOUGH]
    return next((kind for pattern, kind in KINDS if re.match(pattern, start)), None)


@contextlib.contextmanager
def reading(path: PathName) -> Iterator[BufferedReader]:
    """Open the regular file `path` for its bytes.

    Whatever goes wrong inside (the system's OSError, a DataError that states a fact) leaves as a
    FileError that names the file.
    """
    shown = one_line(os.fsdecode(path), 300)
    try:
        with _open_regular(os.fsdecode(path)) as file:
            yield file
    except FileError:
        raise
    except FileNotFoundError as error:
        hint = nearest(Path(os.fsdecode(path)))
        raise FileError(f"cannot read {shown}: there is no such file.{hint}") from error
    except DataError as error:
        raise FileError(f"cannot read {shown}: {error}.") from error
    except OSError as error:
        raise FileError(f"cannot read {shown}: {in_words(error)}.") from error


def _open_regular(text: str) -> BufferedReader:
    """Open `text` if it is a regular file, without ever waiting for a pipe's other end."""
    if "\0" in text:
        raise DataError(f"its name {one_line(repr(text))} holds a zero byte")
    _require_regular(os.stat(text).st_mode)  # noqa: PTH116
    # It may have been replaced since, so it is opened without waiting and looked at again.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    file = os.fdopen(os.open(text, flags), "rb")
    try:
        _require_regular(os.fstat(file.fileno()).st_mode)
    except DataError:
        file.close()
        raise
    return file


def _require_regular(mode: int) -> None:
    """Refuse a folder, a device, a pipe or a socket."""
    if not stat.S_ISREG(mode):
        found = NOT_FILES.get(stat.S_IFMT(mode), "something else")
        raise DataError(f"it is {found}, not a regular file; name a file")
