"""CSV and its relatives: read exactly, row by row, or refused with the line.

The csv module parts the records, in its strict mode. Around it stands what it lacks: the line on
which each record begins, the same number of cells in every row, a bound on memory, and a sentence
for each way a file can be broken. Cells are text as written: what is quoted keeps its outer blanks,
what is not loses them, and what is then empty is None.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, final

import numpy as np

from glassnet.data.dialect import BLANK, Dialect, TextOptions, detect, parted_by_blanks
from glassnet.data.naming import Naming, unique_names
from glassnet.data.source import BLOCK_ROWS, Block, Source
from glassnet.data.text_files import TextFile
from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, one_line

SAMPLE_LINES, SAMPLE_CHARACTERS = 1000, 2**20
# A block holds at most so much: 3,000 columns or fields of 200 kB must not fill the memory.
MOST_CELLS, MOST_CHARACTERS = 2**18, 2**24
LONGEST_CELL = 2**24
BLANKS = " \t"
LINE_END = re.compile(r"\r\n|\r|\n")


class Record(NamedTuple):
    """One row: the line it begins on, its cells, and how many characters it takes in the file."""

    line: int
    cells: list[str]
    length: int


@final
@dataclass(frozen=True, eq=False)
class DelimitedSource(Source):
    """A text table in a file."""

    text: TextFile
    dialect: Dialect
    naming: Naming

    @property
    def name(self) -> str:
        """The file's name."""
        return self.text.name

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return self.naming.names

    @property
    def reading(self) -> Mapping[str, str]:
        """Format, encoding, delimiter, header, decimal mark and renamed columns."""
        form = {",": "CSV", ";": "CSV", "\t": "TSV"}.get(self.dialect.delimiter, "text table")
        how = self.dialect.described(len(self.names))
        return self.text.described(form) | how | self.naming.told()

    @property
    def decimal(self) -> str:
        """The decimal mark."""
        return self.dialect.decimal

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[Block]:
        """Yield the rows in blocks of at most `rows`, fewer where they are wide or long."""
        with self.text.lines() as lines:
            records = _records(lines, self.dialect, self.name)
            if self.dialect.header:
                next(records, None)
            even = _even(records, len(self.names), self.name)
            first_row = 0
            while batch := _take(even, max(1, min(rows, MOST_CELLS // len(self.names)))):
                yield _block(first_row, batch, self.names)
                first_row += len(batch)


def read_delimited(text: TextFile, options: TextOptions) -> DelimitedSource:
    """Return the table in `text`; detect what `options` leave open."""
    _allow_long_cells()
    lines, whole = text.sample(SAMPLE_LINES, SAMPLE_CHARACTERS)
    if not any(line.strip() for line in lines) and whole:
        raise DataError(f"{text.name} is empty; a table has at least one row.")
    dialect = detect(lines, text.name, options, whole=whole)
    with text.lines() as opened:
        first = next(_records(opened, dialect, text.name), None)
    if first is None:
        raise DataError(f"{text.name} is empty; a table has at least one row.")
    names = first.cells if dialect.header else [""] * len(first.cells)
    return DelimitedSource(text, dialect, unique_names(names))


def _allow_long_cells() -> None:
    # The csv module has one limit for the whole process: it is raised and never lowered again,
    # for another thread may be reading.
    if csv.field_size_limit() < LONGEST_CELL:
        csv.field_size_limit(LONGEST_CELL)


def _records(lines: Iterator[str], dialect: Dialect, name: str) -> Iterator[Record]:
    """Part `lines` into records; blank lines are skipped."""
    for _ in range(dialect.skipped):
        next(lines, None)
    if dialect.delimiter == BLANK:
        return _aligned(lines, dialect.skipped)
    return _quoted(lines, dialect, name)


def _aligned(lines: Iterator[str], skipped: int) -> Iterator[Record]:
    for number, line in enumerate(lines, start=1 + skipped):
        if cells := parted_by_blanks(line):
            yield Record(number, cells, len(line))


def _quoted(lines: Iterator[str], dialect: Dialect, name: str) -> Iterator[Record]:
    held: list[str] = []  # the lines of the record at hand

    def hold() -> Iterator[str]:
        for line in lines:
            held.append(line)
            yield line

    delimiter = dialect.delimiter
    reader = csv.reader(hold(), delimiter=delimiter, skipinitialspace=True, strict=True)
    begins = 1 + dialect.skipped
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise _broken_quote("".join(held), begins, delimiter, name) from None
        if cells is None:
            return
        raw = held[0] if len(held) == 1 else "".join(held)
        held.clear()
        if not _is_blank(cells, raw):
            yield Record(begins, _stripped(cells, raw, delimiter), len(raw))
        begins = 1 + dialect.skipped + reader.line_num


def _is_blank(cells: list[str], raw: str) -> bool:
    """Tell whether nothing stands on the line; "" in quotes is a cell."""
    return not cells or (len(cells) == 1 and '"' not in raw and not cells[0].strip(BLANKS))


def _stripped(cells: list[str], raw: str, delimiter: str) -> list[str]:
    """Strip the cells that were not quoted, which the csv module does not tell apart."""
    if " " not in raw and "\t" not in raw:
        return cells
    if '"' not in raw:
        return [cell.strip(BLANKS) for cell in cells]
    written = _cell_pattern(delimiter).finditer(raw)
    return [cell if next(written)["cell"].startswith('"') else cell.strip(BLANKS) for cell in cells]


@functools.cache
def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    """Match one cell as written, behind its leading blanks: quoted, or up to the delimiter."""
    mark = re.escape(delimiter)
    return re.compile(rf'(?:\A|(?<={mark})) *(?P<cell>"[^"]*(?:""[^"]*)*"|[^{mark}\r\n]*)')


def _even(records: Iterator[Record], width: int, name: str) -> Iterator[Record]:
    """Let through rows of `width` cells; another number raises DataError."""
    for record in records:
        if len(record.cells) != width:
            raise DataError(
                f"{name}, line {record.line}: {len(record.cells)} of {width} fields; every row "
                f"needs {width}, and a cell that holds the delimiter needs quotes."
            )
        yield record


def _take(records: Iterator[Record], rows: int) -> list[Record]:
    batch: list[Record] = []
    length = 0
    for record in records:
        batch.append(record)
        length += record.length
        if len(batch) >= rows or length >= MOST_CHARACTERS:
            break
    return batch


def _block(first_row: int, batch: list[Record], names: tuple[str, ...]) -> Block:
    lines = np.array([record.line for record in batch], dtype=np.int64)
    columns = zip(*(record.cells for record in batch), strict=True)
    cells = {name: text_cells(column) for name, column in zip(names, columns, strict=True)}
    return Block(first_row, cells, lines)


def text_cells(column: tuple[str, ...]) -> Array:
    """Return (rows,) the texts of `column`, None for each that is empty."""
    cells = np.empty(len(column), dtype=object)
    cells[:] = [cell or None for cell in column] if "" in column else column
    return cells


def _broken_quote(raw: str, begins: int, delimiter: str, name: str) -> DataError:
    """Explain what is wrong with the quotes of a record that begins on line `begins`."""
    place, closed = _bad_quote(raw, delimiter)
    line = begins + len(LINE_END.findall(raw[:place]))
    start = one_line(raw[place : place + 20], 24)
    if not closed:
        return DataError(
            f"{name}, line {line}: the quote that opens here ({start}) is never closed; close it, "
            'or double it ("") where it belongs to the text.'
        )
    end = begins + len(LINE_END.findall(raw[: place + closed]))
    return DataError(
        f"{name}, line {line}: behind the quoted cell that opens here ({start}) and closes on "
        f'line {end} stands other text; a quote within a cell is doubled ("").'
    )


def _bad_quote(raw: str, delimiter: str) -> tuple[int, int]:
    """Return where the bad quote opens and how long its cell is, 0 if it never closes."""
    quoted = re.compile(r'"[^"]*(?:""[^"]*)*(?:"|\Z)')
    place = 0
    while place < len(raw):
        place += len(raw[place:]) - len(raw[place:].lstrip(" "))
        if raw[place : place + 1] == '"':
            found = quoted.match(raw, place)
            end = found.end() if found else len(raw)
            if end == len(raw):
                return place, 0
            if raw[end] not in (delimiter, "\r", "\n"):
                return place, end - place
        else:
            end = raw.find(delimiter, place)
        if end < 0:
            break
        place = end + 1
    return max(0, raw.rfind('"')), 0
