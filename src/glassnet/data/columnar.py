"""Parquet and Arrow (Feather) files, through PyArrow: typed columns, in batches.

PyArrow is imported when the first such file is opened. What pandas and others wrote into a file's
metadata is ignored: it is a claim about the data, and the data speak for themselves.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, final

import narwhals.stable.v2 as nw
from narwhals.exceptions import NarwhalsError

from glassnet.data.files import RegularFile
from glassnet.data.frames import frame_cells, refuse_unreadable
from glassnet.data.naming import Naming, unique_names
from glassnet.data.source import BLOCK_ROWS, Block, Source
from glassnet.ground.errors import (
    DataError,
    FileError,
    GlassnetError,
    MissingPackageError,
    one_line,
)

MOST_CELLS = 2**20
FORMS = {"parquet": "Parquet", "arrow": "Arrow"}
# A damaged footer must not ask for more memory than a real one: limits in bytes and in items.
LIMITS = {"thrift_string_size_limit": 2**26, "thrift_container_size_limit": 2**22}
BROKEN = (
    ValueError,
    OSError,
    MemoryError,
    OverflowError,
    KeyError,
    IndexError,
    TypeError,
    NotImplementedError,
    RecursionError,
    NarwhalsError,
)


@final
@dataclass(frozen=True, eq=False)
class ColumnarSource(Source):
    """A table in a Parquet or Arrow file."""

    file: RegularFile
    form: str
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
        """The format and renamed columns."""
        return {"format": FORMS[self.form]} | self.naming.told()

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[Block]:
        """Yield the rows, at most `rows` at a time, fewer of a wide table."""
        rows = max(1, min(rows, MOST_CELLS // len(self.names)))
        first_row = 0
        with self.file.reading() as stream, _explained(self.name):
            for batch in _batches(stream, self.form, rows):
                if batch.num_rows:
                    yield Block(first_row, frame_cells(_frame(batch, self.names), self.names))
                    first_row += batch.num_rows


def read_columnar(file: RegularFile, form: str) -> ColumnarSource:
    """Return the table in a file of the `form` "parquet" or "arrow"."""
    arrow = pyarrow(file.name)
    with file.reading() as stream, _explained(file.name):
        batches = _batches(stream, form, rows=1)
        batch = next((batch for batch in batches if batch.num_rows), None)
        if batch is None or not batch.num_columns:
            raise DataError(
                f"{file.name} has no rows or no columns; a table has at least one of each."
            )
        naming = unique_names(map(str, batch.schema.names))
        _refuse_nested(arrow, batch.schema, naming.names, file.name)
        refuse_unreadable(_frame(batch, naming.names), naming.names, file.name)
    return ColumnarSource(file, form, naming)


def pyarrow(name: str, module: str = "pyarrow") -> Any:
    """Import `module` of PyArrow to read the file `name`, or say how to install it."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise MissingPackageError(
            f'reading {name} needs PyArrow, which is not installed: pip install "glassnet[data]".'
        ) from None


def _batches(stream: BinaryIO, form: str, rows: int) -> Iterator[Any]:
    """Yield record batches of at most `rows` rows, checked against broken offsets."""
    if form == "parquet":
        parquet = pyarrow("a Parquet file", "pyarrow.parquet")
        opened = parquet.ParquetFile(stream, page_checksum_verification=True, **LIMITS)
        whole = opened.iter_batches(batch_size=rows, use_threads=False)
    else:
        reader = pyarrow("an Arrow file", "pyarrow.ipc").open_file(stream)
        whole = (reader.get_batch(number) for number in range(reader.num_record_batches))
    for batch in whole:
        batch.validate(full=True)  # a wrong offset would be read beyond the end of memory
        for first in range(0, batch.num_rows, rows):
            yield batch.slice(first, rows)


def _frame(batch: Any, names: tuple[str, ...]) -> nw.DataFrame[Any]:
    table = pyarrow("a batch").Table.from_batches([batch]).rename_columns(list(names))
    return nw.from_native(table.replace_schema_metadata(None), eager_only=True)


def _refuse_nested(arrow: Any, schema: Any, names: tuple[str, ...], where: str) -> None:
    for name, field in zip(names, schema, strict=True):
        if arrow.types.is_nested(field.type):
            raise DataError(
                f'{where}, column "{one_line(name)}" is nested ({one_line(field.type)}); '
                "spread it over columns of its own, or leave it out."
            )


@contextmanager
def _explained(name: str) -> Iterator[None]:
    """Turn whatever PyArrow raises on a damaged file into one sentence."""
    try:
        yield
    except GlassnetError:
        raise
    except BROKEN as error:
        raise FileError(f"{name} is damaged: {one_line(error, 200)}; get a whole copy.") from None
