"""Text becomes numbers: the same bits as Python's `float()`, but only what a person would write.

`float()` also takes `1_000`, full-width digits, `nan` and `inf`. A table that holds one of these is
more likely damaged than meant so, hence: underscores and foreign digits are no numbers, the usual
marks for a missing value are missing, and an infinity is read as one so that it can be refused
with its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from glassnet.ground.arrays import Array

# What people and programs write where a value is missing.
WORD_MARKS = (
    "",
    "NA",
    "N/A",
    "n/a",
    "#N/A",
    "<NA>",
    "NaN",
    "nan",
    "NAN",
    "NaT",
    "NULL",
    "null",
    "?",
)
# These may be words of a category ("None" of three options), but never a number.
MARKS = (*WORD_MARKS, "None", "-", ".")

INFINITY = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
ISO_DATE = re.compile(
    r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
# Thousands parted by the mark that is not the decimal one: 1,234,567.8 or 1.234.567,8.
GROUPED = {
    ".": re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", re.ASCII),
    ",": re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?", re.ASCII),
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_IN_MICROSECONDS = 86_400_000_000


@dataclass(frozen=True, eq=False)
class Numbers:
    """The cells of one column as numbers.

    `values` (rows,) float64, NaN where nothing stands; `wrong` (rows,) marks the cells that are
    neither a number nor missing (their value is NaN too).
    """

    values: Array
    wrong: Array

    @property
    def missing(self) -> Array:
        """Return (rows,) true where no value stands."""
        return np.isnan(self.values) & ~self.wrong


def number(word: str, decimal: str = ".") -> float | None:
    """Return the number that `word` writes, or None if it writes none.

    >>> number("-1.5e3"), number("1,5", decimal=","), number("1_000"), number("0x10")
    (-1500.0, 1.5, None, None)
    >>> number("1,234.5"), number("1.234,5", decimal=","), number("1,2")
    (1234.5, 1234.5, None)
    """
    other = "," if decimal == "." else "."
    if other in word:
        if not GROUPED[decimal].fullmatch(word.strip()):
            return None
        word = word.replace(other, "")
    word = word.replace(decimal, ".")
    if not _is_plain(word) and not INFINITY.fullmatch(word.strip()):
        return None
    try:
        return float(word)
    except ValueError:
        return None


def days(word: str) -> float | None:
    """Return the days from 1970-01-01 (UTC) to the ISO 8601 date or time `word`, or None.

    >>> days("1970-01-02"), days("1969-12-31T12:00"), days("2024-02-30"), days("soon")
    (1.0, -0.5, None, None)
    """
    if not ISO_DATE.fullmatch(word):
        return None
    try:
        return _days(datetime.fromisoformat(word))
    except (ValueError, OverflowError):
        return None


def read_numbers(cells: Array, marks: Collection[str], decimal: str = ".") -> Numbers:
    """Read `cells` (rows,), text or typed, as numbers; words among `marks` are missing."""
    if cells.dtype.kind in "biuf":
        with np.errstate(over="ignore"):  # a long double may not fit: infinite, refused later
            return _all_right(cells.astype(np.float64))
    plain = None if _hold_numbers(frozenset(marks), decimal) else _read_plain(cells, decimal)
    if plain is not None:
        return _all_right(plain)
    return _read_each(cells, marks, lambda cell: _cell_number(cell, decimal))


def read_days(cells: Array, marks: Collection[str]) -> Numbers:
    """Read `cells` (rows,), text or typed, as dates: days since 1970-01-01, UTC."""
    if cells.dtype.kind == "M":
        moments = cells.astype("datetime64[us]")
        values = moments.astype(np.int64) / DAY_IN_MICROSECONDS
        return _all_right(np.where(np.isnat(moments), np.nan, values))
    if cells.dtype.kind in "biuf":
        nothing = np.isnan(cells.astype(np.float64))
        return Numbers(np.full(len(cells), np.nan), ~nothing)
    return _read_each(cells, marks, _cell_days)


@lru_cache(maxsize=64)
def _hold_numbers(marks: frozenset[str], decimal: str) -> bool:
    """Tell whether a mark for a missing value is a number itself, as -999 is."""
    return any(number(mark, decimal) is not None for mark in marks)


def _is_plain(text: str) -> bool:
    """Tell whether `float()` could only take `text` for a number written in plain digits.

    Everything else that `float()` takes holds an underscore, an n (nan, inf) or a foreign digit.
    """
    return text.isascii() and not ("_" in text or "n" in text or "N" in text)


def _all_right(values: Array) -> Numbers:
    return Numbers(values, np.zeros(len(values), dtype=np.bool_))


def _read_plain(cells: Array, decimal: str) -> Array | None:
    """Return the numbers if every cell is one, else None: the fast way, taken nearly always."""
    words = cells.tolist()
    try:
        text = "\n".join(words)
        if not _is_plain(text):
            return None
        if decimal != ".":
            if "." in text:
                return None
            words = [word.replace(decimal, ".") for word in words]
        return np.fromiter(map(float, words), np.float64, len(words))
    except (TypeError, ValueError):
        return None


def _read_each(
    cells: Array, marks: Collection[str], read: Callable[[Any], float | None]
) -> Numbers:
    """Read cell by cell, each different word once."""
    known: dict[str, float | None] = {}
    values: list[float | None] = []
    for cell in cells.tolist():
        if not isinstance(cell, str):
            values.append(float("nan") if cell is None else read(cell))
            continue
        if cell not in known:
            known[cell] = float("nan") if cell.strip() in marks else read(cell)
        values.append(known[cell])
    wrong = np.array([value is None for value in values], dtype=np.bool_)
    return Numbers(np.array(values, dtype=np.float64), wrong)


def _cell_number(cell: object, decimal: str) -> float | None:
    if isinstance(cell, str):
        return number(cell, decimal)
    if isinstance(cell, bool | np.bool_) or not isinstance(
        cell, int | float | Decimal | np.integer | np.floating
    ):
        return None
    try:
        return float(cell)
    except OverflowError:
        return float("inf")


def _cell_days(cell: object) -> float | None:
    if isinstance(cell, str):
        return days(cell.strip())
    if isinstance(cell, datetime):
        return _days(cell)
    if isinstance(cell, date):
        return float((cell - EPOCH.date()).days)
    return float("nan") if isinstance(cell, float) and cell != cell else None  # noqa: PLR0124


def _days(moment: datetime) -> float:
    """Return the days since 1970; a time without a zone is taken for UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    passed = moment - EPOCH
    return passed.days + (passed.seconds * 1_000_000 + passed.microseconds) / DAY_IN_MICROSECONDS
