"""The one door for data: a file, an array, a data frame or a list becomes a Source.

A file is known by its content. Its ending is a claim: where content and ending differ, one of them
is a mistake, and the file is refused with both.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, final

from glassnet.data.binary import NpySource, read_npy
from glassnet.data.columnar import read_columnar
from glassnet.data.delimited import read_delimited
from glassnet.data.dialect import TextOptions
from glassnet.data.files import RegularFile, regular_file
from glassnet.data.frames import (
    FrameSource,
    as_frame,
    as_series,
    frame_cells,
    read_frame,
    series_cells,
)
from glassnet.data.idx import read_idx
from glassnet.data.memory import ArraySource, as_array, columns_of, read_memory, window
from glassnet.data.naming import unique_names
from glassnet.data.npz import read_npz
from glassnet.data.seed_format import read_seed
from glassnet.data.signatures import HEAD, foreign_format, readable_format
from glassnet.data.source import BLOCK_ROWS, Block, Source
from glassnet.data.text_files import text_file
from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, FileError, UsageError

ENDINGS = {
    ".csv": "text",
    ".tsv": "text",
    ".tab": "text",
    ".psv": "text",
    ".txt": "text",
    ".npy": "npy",
    ".npz": "zip",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".feather": "arrow",
    ".arrow": "arrow",
    ".gz": "gzip",
}
SPOKEN = {
    "text": "text",
    "npy": "a NumPy array",
    "zip": "a zip archive",
    "parquet": "a Parquet file",
    "arrow": "an Arrow file",
    "gzip": "a gzip file",
    "idx": "an IDX file",
}


@final
@dataclass(frozen=True, eq=False)
class WithTarget(Source):
    """A table in memory with its targets beside it."""

    features: ArraySource | FrameSource | NpySource
    targets: Mapping[str, Array]

    @property
    def name(self) -> str:
        """What the table is called."""
        return self.features.name

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, the targets last."""
        return (*self.features.names, *self.targets)

    @property
    def reading(self) -> Mapping[str, str]:
        """How the table was read."""
        return self.features.reading

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[Block]:
        """Yield the table's blocks with the targets of their rows."""
        for block in self.features.blocks(rows):
            first = block.first_row
            beside = {name: window(a, first, len(block)) for name, a in self.targets.items()}
            yield Block(first, {**block.cells, **beside}, block.lines)


def open_source(
    data: Any,
    y: Any = None,
    *,
    header: bool | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    decimal: str | None = None,
) -> Source:
    """Return `data` as a source of blocks.

    Args:
        data: A file name, a data frame, an array, a list of rows or a dictionary of columns.
        y: The targets of data in memory: one for each row; they become the column "target", or
            keep the name of their Series. A file holds its target itself.
        header: Whether a text file begins with the names of its columns; None finds out.
        delimiter: What parts the cells of a text file: comma, semicolon, tab, pipe or blanks.
        encoding: The encoding of a text file, such as utf-8, cp1252 or shift_jis.
        decimal: Its decimal mark: point or comma.

    >>> list(open_source([[0, 1], [1, 0]], [1, 1]).names)
    ['x0', 'x1', 'target']

    """
    options = TextOptions(header, delimiter, encoding, decimal)
    if isinstance(data, str | os.PathLike):
        source = _open_file(data, options)
    else:
        _refuse_options(options, "data in memory")
        source = _open_memory(data)
    if y is None:
        return source
    if not isinstance(source, ArraySource | FrameSource | NpySource):
        raise UsageError(
            f"{source.name} holds its target itself; name the column instead of giving y."
        )
    return WithTarget(source, _targets(y, source))


def _open_file(path: str | os.PathLike[str], options: TextOptions) -> Source:
    file = regular_file(path)
    kind, zipped = _kind(file)
    if kind == "text":
        return _open_text(file, options, zipped=zipped)
    _refuse_options(options, f"{file.name}, {SPOKEN[kind]}")
    if kind in ("parquet", "arrow"):
        return read_columnar(file, kind)
    return {"npy": read_npy, "zip": read_npz, "idx": read_idx}[kind](file)


def _open_text(file: RegularFile, options: TextOptions, *, zipped: bool) -> Source:
    text = text_file(file, options.encoding, zipped=zipped)
    seed = None if options.delimiter or options.header is not None else read_seed(text)
    return seed or read_delimited(text, options)


def _kind(file: RegularFile) -> tuple[str, bool]:
    """Return what the file holds and whether gzip packs it; foreign content raises."""
    if not file.size:
        raise DataError(f"{file.name} is empty; a table has at least one row.")
    endings = [ending.lower() for ending in file.path.suffixes]
    kind = _known(file, file.head(HEAD))
    _agree(file, endings[-1:], kind)
    if kind != "gzip":
        return kind, False
    inner = _known(file, file.head(HEAD, unzipped=True))
    if inner not in ("text", "idx"):
        raise FileError(f"{file.name} packs {SPOKEN[inner]} by gzip; unpack it first.")
    _agree(file, endings[-2:-1] if endings[-1:] == [".gz"] else [], inner)
    return inner, True


def _known(file: RegularFile, head: bytes) -> str:
    kind = readable_format(head)
    foreign = None if kind else foreign_format(head)
    if foreign:
        raise FileError(f"{file.name} looks like {foreign}; give a table, such as a CSV file.")
    return kind or "text"


def _agree(file: RegularFile, endings: list[str], kind: str) -> None:
    """Refuse a file whose ending claims what its content is not."""
    claimed = ENDINGS.get(endings[0]) if endings else None
    if claimed not in (None, kind):
        raise FileError(
            f"{file.name} looks like {SPOKEN[kind]}, its name says {SPOKEN[str(claimed)]}; "
            "rename it if the content is right."
        )


def _refuse_options(options: TextOptions, what: str) -> None:
    if options.given():
        raise UsageError(f"{options.given()[0]}= is for text files; {what} does not need it.")


def _open_memory(data: object) -> ArraySource | FrameSource:
    series = as_series(data)
    if series is not None:
        name = str(series.name or "x")
        return read_memory({name: series_cells(series)})
    frame = as_frame(data)
    return read_memory(data) if frame is None else read_frame(frame)


def _targets(y: object, source: ArraySource | FrameSource | NpySource) -> dict[str, Array]:
    """Return the columns of `y` under names that the features do not have."""
    series, frame = as_series(y), as_frame(y)
    if series is not None:
        columns = {str(series.name or "target"): series_cells(series)}
    elif frame is not None:
        columns = frame_cells(frame, read_frame(frame).names)
    else:
        array = as_array(y, "y")
        if array.ndim == 2 and array.shape[1] == 1:
            array = array[:, 0]
        columns = columns_of(array, "y", prefix="target")
    rows = len(next(iter(columns.values()), ()))
    if rows != source.rows:
        raise UsageError(f"X has {source.rows} rows, y has {rows}; every row needs one target.")
    names = unique_names([*source.names, *columns]).names[len(source.names) :]
    return dict(zip(names, columns.values(), strict=True))
