"""How a text table is written: what parts its cells, whether names come first, the decimal mark.

Detection looks at the first lines only and never decides what a cell means; where two readings are
equally likely and differ in their numbers it refuses and asks.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import final

from glassnet.ground.errors import DataError, UsageError, did_you_mean, one_line

BLANK = " "
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "blanks": BLANK}
DECIMALS = {"point": ".", "comma": ","}
CHOICES = {
    "delimiter": DELIMITERS | {mark: mark for mark in DELIMITERS.values()} | {"\\t": "\t"},
    "decimal": DECIMALS | {mark: mark for mark in DECIMALS.values()},
}

NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?", re.ASCII)
# "1,234" may be 1234 or 1.234; anything else with one comma is a decimal comma for certain, …
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
DECIMAL_COMMA = re.compile(
    r"[+-]?(\d*,\d+([eE][+-]?\d+)?|\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,})", re.ASCII
)
# … and so is a decimal point, but for 1.234, which tells nothing beside decimal commas.
DECIMAL_POINT = re.compile(
    r"[+-]?((\d+\.\d*|\.\d+)([eE][+-]?\d+)?|\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,})", re.ASCII
)
POINT_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)

AROUND_BLANKS = re.compile(r"[^ \t\r\n]+")

Records = Sequence[Sequence[str]]


@final
@dataclass(frozen=True)
class TextOptions:
    """What a person knows better than detection; None leaves the question open."""

    header: bool | None = None
    delimiter: str | None = None
    encoding: str | None = None
    decimal: str | None = None

    def __post_init__(self) -> None:
        """Turn spoken names ("semicolon") into characters, and refuse what is neither."""
        for field, spoken in (("delimiter", DELIMITERS), ("decimal", DECIMALS)):
            value = getattr(self, field)
            if value is None:
                continue
            if value not in CHOICES[field]:
                raise UsageError(
                    f'{field} must be one of {", ".join(spoken)}, got "{one_line(value)}".'
                    f"{did_you_mean(value, spoken)}"
                )
            object.__setattr__(self, field, CHOICES[field][value])

    def given(self) -> tuple[str, ...]:
        """Return the names of the options that were given."""
        return tuple(name for name, value in vars(self).items() if value is not None)


@final
@dataclass(frozen=True)
class Dialect:
    """The way a table is written. `skipped` lines stand before it ("sep=;")."""

    delimiter: str = ","
    header: bool = True
    decimal: str = "."
    skipped: int = 0

    def described(self, width: int) -> dict[str, str]:
        """Return how a table of `width` columns is read, in words."""
        parts = next(word for word, mark in DELIMITERS.items() if mark == self.delimiter)
        return {
            "delimiter": parts if width > 1 else "none (one column)",
            "header": "first line" if self.header else "none (the first line holds data)",
            "decimal": next(word for word, mark in DECIMALS.items() if mark == self.decimal),
        }


def detect(lines: Sequence[str], name: str, options: TextOptions, *, whole: bool) -> Dialect:
    """Return the dialect of a file that begins with `lines`; `whole` if they are all of it."""
    announced = re.fullmatch(r'"?sep=(.)"?\s*', lines[0]) if lines else None
    skipped = int(announced is not None and announced[1] in DELIMITERS.values())
    delimiter = options.delimiter or (announced[1] if announced and skipped else None)
    lines = lines[skipped:]
    if delimiter is None:
        delimiter = find_delimiter(lines, whole=whole)
    records = split(lines, delimiter, whole=whole)
    header = has_header(records) if options.header is None else options.header
    decimal = options.decimal or find_decimal(records[header:], name, delimiter)
    return Dialect(delimiter, header, decimal, skipped)


def split(lines: Iterable[str], delimiter: str, *, whole: bool = True) -> list[list[str]]:
    """Return the records of `lines` that are not blank; the last is dropped unless `whole`."""
    parted: list[list[str]] = []
    if delimiter == BLANK:
        parted = [parted_by_blanks(line) for line in lines]
    else:
        with suppress(csv.Error):  # the strict reading that follows finds it, with its line
            parted.extend(csv.reader(lines, delimiter=delimiter, skipinitialspace=True))
    records = [record for record in parted if any(cell.strip() for cell in record)]
    return records if whole or len(records) < 2 else records[:-1]


def parted_by_blanks(line: str) -> list[str]:
    """Return what stands between the runs of blanks and tabs of `line`."""
    return AROUND_BLANKS.findall(line)


def find_delimiter(lines: Sequence[str], *, whole: bool) -> str:
    """Return what parts the cells: the mark that gives most rows the same number of cells.

    Ties go to the mark that leaves more numbers, then to more columns. A table of one column has
    none and is read as if by commas.
    """
    scores = {}
    for mark in (",", ";", "\t", "|"):
        records = split(lines, mark, whole=whole)
        if 2 * sum(len(record) > 1 for record in records) >= max(1, len(records)):
            scores[mark] = _evenness(records)
    if scores:
        return max(scores, key=lambda mark: scores[mark])
    aligned = [] if any('"' in line for line in lines) else split(lines, BLANK, whole=whole)
    # Words parted by blanks are a sentence; numbers are a table.
    even, numbers, width = _evenness(aligned)
    return BLANK if width > 1 and even >= 0.5 and numbers >= 0.5 else ","


def _evenness(records: Records) -> tuple[float, float, int]:
    """Return the share of rows of the commonest width above 1, the share of numbers, that width."""
    widths = Counter(len(record) for record in records if len(record) > 1)
    if not widths:
        return 0.0, 0.0, 1
    (width, count), *_ = widths.most_common(1)
    cells = [cell for record in records[1:] or records for cell in record]
    numbers = sum(is_number(cell) for cell in cells)
    return count / len(records), numbers / max(1, len(cells)), width


def is_number(cell: str) -> bool:
    """Tell whether `cell` is a plain number with either decimal mark.

    >>> is_number("-1.5e3"), is_number("1,5"), is_number("1_000"), is_number("")
    (True, True, False, False)
    """
    return NUMBER.fullmatch(cell.strip()) is not None


def has_header(records: Records) -> bool:
    """Tell whether the first record names the columns rather than being a row.

    A word above numbers is a name. A number is data, unless the numbers count (0, 1, 2, … or
    years). Where all is words, the first row is data only if each of its words comes back below.
    """
    if not records:
        return True
    first, below = records[0], records[1:]
    columns = [
        [row[place].strip() for row in below if place < len(row)] for place in range(len(first))
    ]
    named = [
        bool(word.strip()) and not is_number(word) and _mostly_numbers(column)
        for word, column in zip(first, columns, strict=True)
    ]
    if any(is_number(word) for word in first):
        return _counts(first, below)
    if any(named) or not below:
        return True
    return not all(word.strip() in column for word, column in zip(first, columns, strict=True))


def _mostly_numbers(column: Sequence[str]) -> bool:
    return 2 * sum(is_number(cell) for cell in column) > len(column)


def _counts(first: Sequence[str], below: Records) -> bool:
    """Tell whether `first` is a header of numbers, which count up: 0, 1, 2, … above fractions."""
    words = [word for word in first if not is_number(word)]
    labels = [word.strip() for word in first if is_number(word)]
    if not below or len(words) > 1 or not all(label.isdecimal() for label in labels):
        return False
    start = int(labels[0]) if len(labels[0]) < 9 else -1
    if labels != [str(start + step) for step in range(len(labels))] or (
        words and words[0].strip() in {cell.strip() for row in below for cell in row}
    ):
        return False
    fractions = any("." in cell or "," in cell for row in below for cell in row if is_number(cell))
    years = 1900 <= start <= 2100 and len(labels) >= 2
    return years or (start == 0 and len(labels) >= 3 and fractions)


def find_decimal(records: Records, name: str, delimiter: str) -> str:
    """Return "," if numbers are written with a decimal comma, else "."; refuse to guess."""
    cells = {cell.strip() for record in records for cell in record}
    doubtful = next((cell for cell in sorted(cells) if THOUSANDS.fullmatch(cell)), None)
    comma = any(DECIMAL_COMMA.fullmatch(cell) for cell in cells if not THOUSANDS.fullmatch(cell))
    point = any(
        DECIMAL_POINT.fullmatch(cell) and not (comma and POINT_THOUSANDS.fullmatch(cell))
        for cell in cells
    )
    if comma and not point:
        return ","
    if doubtful and not point and delimiter != ",":
        place = next(
            f"row {number}, column {column}"
            for number, row in enumerate(records, start=1)
            for column, cell in enumerate(row, start=1)
            if cell.strip() == doubtful
        )
        raise DataError(
            f'{name}, {place}: "{doubtful}" may be {doubtful.replace(",", "")} or '
            f"{doubtful.replace(',', '.')}; say which with decimal=point or decimal=comma."
        )
    return "."
