"""IDX, the format of MNIST: a magic number, the lengths of the axes, then big-endian numbers.

Images and labels come in two files. Given `train-images-idx3-ubyte` or its .gz, the labels beside
it, `train-labels-idx1-ubyte`, become the column "label".

Source: LeCun, Cortes & Burges (1998), the MNIST database of handwritten digits.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import BinaryIO, final

import numpy as np

from glassnet.data.binary import read_rows, rows_at_once
from glassnet.data.files import SANE_RATIO, SMALL, RegularFile, regular_file
from glassnet.data.memory import columns_of
from glassnet.data.source import BLOCK_ROWS, Block, Source
from glassnet.ground.arrays import Array, Shape
from glassnet.ground.errors import DataError, FileError

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
GZIP = b"\x1f\x8b"


@final
@dataclass(frozen=True, eq=False)
class IdxFile:
    """One IDX file: its shape and type, `zipped` by gzip or not."""

    file: RegularFile
    zipped: bool
    shape: Shape
    dtype: np.dtype[np.generic]

    @property
    def offset(self) -> int:
        """Where the numbers begin."""
        return 4 + 4 * len(self.shape)

    @property
    def row_bytes(self) -> int:
        """The bytes of one row."""
        return math.prod(self.shape[1:]) * self.dtype.itemsize

    @property
    def column(self) -> str:
        """What its column is called: label for one axis, image for three and more."""
        return {1: "label", 2: "x"}.get(len(self.shape), "image")

    def reading(self) -> AbstractContextManager[BinaryIO]:
        """Open it, unpacked."""
        return self.file.reading_unzipped() if self.zipped else self.file.reading()

    def cells(self, stream: BinaryIO, count: int) -> dict[str, Array]:
        """Return the columns of the next `count` rows."""
        rows = read_rows(stream, self.dtype, (count, *self.shape[1:]), self.file.name)
        native = rows.astype(rows.dtype.newbyteorder("="), copy=False)
        return columns_of(native, self.file.name, self.column, DataError)


@final
@dataclass(frozen=True, eq=False)
class IdxSource(Source):
    """Images and, where they lie beside, their labels."""

    files: tuple[IdxFile, ...]

    @property
    def name(self) -> str:
        """The name of the file that was asked for."""
        return self.files[0].file.name

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names: image and label, or x0, x1, … for two axes."""
        return tuple(
            column
            for file in self.files
            for column in columns_of(np.empty((0, *file.shape[1:])), self.name, file.column)
        )

    @property
    def reading(self) -> Mapping[str, str]:
        """The format, the shape, and where the labels come from."""
        told = {"format": "IDX", "shape": " × ".join(map(str, self.files[0].shape))}
        labels = {"labels": self.files[1].file.name} if len(self.files) > 1 else {}
        return told | labels

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.files[0].shape[0]

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[Block]:
        """Yield the rows, at most `rows` at a time, fewer where images are large."""
        rows = rows_at_once(rows, sum(file.row_bytes for file in self.files))
        with ExitStack() as opened:
            streams = [opened.enter_context(file.reading()) for file in self.files]
            for stream, file in zip(streams, self.files, strict=True):
                stream.read(file.offset)
            for first in range(0, self.rows, rows):
                count = min(rows, self.rows - first)
                cells: dict[str, Array] = {}
                for stream, file in zip(streams, self.files, strict=True):
                    cells |= file.cells(stream, count)
                yield Block(first, cells)
            for stream, file in zip(streams, self.files, strict=True):
                if stream.read(1):
                    raise FileError(f"{file.file.name} is longer than its header says.")


def read_idx(file: RegularFile) -> IdxSource:
    """Return the images with their labels, or whatever else the IDX file holds."""
    first = idx_file(file)
    labels = _labels_beside(file) if len(first.shape) > 1 else None
    if labels is None:
        return IdxSource((first,))
    second = idx_file(labels)
    if len(second.shape) != 1 or second.shape[0] != first.shape[0]:
        raise DataError(
            f"{file.name} holds {first.shape[0]} images, {labels.name} beside it labels of the "
            f"shape {second.shape}; they do not belong together."
        )
    return IdxSource((first, second))


def idx_file(file: RegularFile) -> IdxFile:
    """Read the header of an IDX file and refuse it unless the file is as long as it says."""
    zipped = file.head(2) == GZIP
    head = file.head(4 + 4 * 32, unzipped=zipped)
    axes = head[3] if len(head) > 3 else 0
    if (
        head[:2] != b"\0\0"
        or head[2] not in TYPES
        or not 1 <= axes <= 32
        or len(head) < 4 + 4 * axes
    ):
        raise FileError(f"{file.name} has a damaged IDX header.")
    shape = tuple(int(length) for length in np.frombuffer(head, ">u4", axes, offset=4))
    found = IdxFile(file, zipped, shape, np.dtype(TYPES[head[2]]))
    wanted = found.offset + shape[0] * found.row_bytes
    fits = wanted <= max(SMALL, SANE_RATIO * file.size) if zipped else wanted == file.size
    if not fits:
        raise FileError(
            f"{file.name} is {file.size:,} bytes long, but its header "
            f"{' × '.join(map(str, shape))} needs {wanted:,}; get a whole copy."
        )
    if 0 in shape:
        raise DataError(f"{file.name} has the shape {shape}; a table has at least one row.")
    return found


def _labels_beside(file: RegularFile) -> RegularFile | None:
    """Return the file of labels that belongs to a file of images by its name, if there is one."""
    name = file.path.name
    if "images" not in name:
        return None
    labels = name.removesuffix(".gz").replace("images", "labels").replace("idx3", "idx1")
    beside = (file.path.with_name(labels + ending) for ending in ("", ".gz"))
    found = next((path for path in beside if path.exists()), None)
    return regular_file(found) if found else None
