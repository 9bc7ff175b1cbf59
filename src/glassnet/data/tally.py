"""What one reading of a column counts, so that its kind can be decided.

A tally of two parts of a column is the join of their tallies, whatever the size of the parts, and
its size is bounded: once a column shows more different words than the limit, the words are let go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, final

import numpy as np

from glassnet.data.labels import count_labels
from glassnet.data.numbers import MARKS, Numbers, read_days, read_numbers
from glassnet.data.source import Block
from glassnet.ground.arrays import Array, Shape
from glassnet.ground.errors import DataError, one_line

# A longer cell is prose, no category: remembering it would cost more than it tells.
LONGEST_WORD = 1_000


@final
@dataclass(frozen=True)
class Sighting:
    """How often something was seen, and where first: the word, the row from 0, the file's line."""

    count: int
    word: str
    row: int
    line: int | None

    @property
    def place(self) -> str:
        """Return where, in the words of a message."""
        return f"row {self.row + 1}" if self.line is None else f"line {self.line}"

    def join(self, later: Sighting | None) -> Sighting:
        """Return the sighting of both parts."""
        return replace(self, count=self.count + (later.count if later else 0))


@final
@dataclass(frozen=True)
class Tally:
    """Counts over `rows` cells of one column.

    `numeric` and `dated` count the cells that are numbers and dates; `marks` the cells that mean
    missing, by their word; `words` every other cell by its label's key, None if they are too many
    or too long; `stray` the cells that are no number, `infinite` those that are infinities.
    `offset` is k if every cell is the number of its row, from 0, plus k. `lined` says that they
    are the cells of a text file, in which numbers are text like all else.
    """

    rows: int
    numeric: int = 0
    dated: int = 0
    low: float = np.inf
    high: float = -np.inf
    integral: bool = True
    offset: int | None = None
    spaced: int = 0
    marks: Mapping[str, Sighting] = field(default_factory=dict)
    words: Mapping[Any, int] | None = field(default_factory=dict)
    stray: Sighting | None = None
    infinite: Sighting | None = None
    shape: Shape = ()
    lined: bool = False

    @property
    def present(self) -> int:
        """Return how many cells hold anything at all."""
        return self.rows - sum(sighting.count for sighting in self.marks.values())


def tally(block: Block, name: str, most_words: int, extra: Collection[str], decimal: str) -> Tally:
    """Count the cells of column `name` in `block`; words are not counted if `most_words` is 0."""
    cells = block.cells[name]
    if cells.ndim > 1:
        return _tally_arrays(block, name)
    kind = cells.dtype.kind
    if kind == "U":
        cells = cells.astype(object)
    elif kind not in "biufMO":
        raise DataError(
            f'Column "{one_line(name)}" holds {cells.dtype}, which is neither numbers, dates nor '
            "text; convert or remove it."
        )
    if kind in "bM":
        counted = Numbers(np.full(len(cells), np.nan), np.ones(len(cells), dtype=np.bool_))
        numbers = replace(counted, wrong=~np.isnat(cells)) if kind == "M" else counted
    else:
        numbers = read_numbers(cells, {*MARKS, *extra}, decimal)
    return _tally_cells(block, name, cells, numbers, most_words)


def join(first: Tally, second: Tally, most_words: int) -> Tally:
    """Return the tally of two parts, `second` following `first`."""
    return Tally(
        rows=first.rows + second.rows,
        numeric=first.numeric + second.numeric,
        dated=first.dated + second.dated,
        low=min(first.low, second.low),
        high=max(first.high, second.high),
        integral=first.integral and second.integral,
        offset=first.offset if first.offset == second.offset else None,
        spaced=first.spaced + second.spaced,
        marks=_join_marks(first.marks, second.marks),
        words=_join_words(first.words, second.words, most_words),
        stray=first.stray.join(second.stray) if first.stray else second.stray,
        infinite=first.infinite.join(second.infinite) if first.infinite else second.infinite,
        shape=first.shape,
        lined=first.lined,
    )


def _tally_cells(block: Block, name: str, cells: Array, numbers: Numbers, most_words: int) -> Tally:
    missing, wrong = numbers.missing, numbers.wrong
    values = numbers.values[~missing & ~wrong]
    infinite = np.isinf(numbers.values)
    finite = values[np.isfinite(values)]
    words = cells[~missing]
    texts = [word for word in cells[wrong].tolist() if isinstance(word, str)]
    _refuse_foreign(block, name, cells, wrong)
    return Tally(
        rows=len(cells),
        numeric=len(values),
        dated=_count_dates(cells[wrong]) if wrong.any() else 0,
        low=float(finite.min(initial=np.inf)),
        high=float(finite.max(initial=-np.inf)),
        integral=bool((finite == np.floor(finite)).all()),
        offset=_row_offset(block.first_row, numbers.values),
        spaced=sum(any(map(str.isspace, text.strip())) for text in texts[:1000]),
        marks=_sight_marks(block, cells, missing),
        words=_join_words({}, _count_words(words, most_words), most_words),
        stray=_sight(block, cells, wrong),
        infinite=_sight(block, cells, infinite),
        lined=block.lines is not None,
    )


def _tally_arrays(block: Block, name: str) -> Tally:
    """Count cells that are arrays, such as images: only their range matters."""
    cells = block.cells[name]
    if cells.dtype.kind not in "biuf":
        raise DataError(f'Column "{one_line(name)}" holds arrays of {cells.dtype}, not of numbers.')
    wrong = ~np.isfinite(cells.reshape(len(cells), -1)).all(axis=1)
    if wrong.any():
        seen = _sight(block, np.full(len(cells), "", dtype=object), wrong)
        raise DataError(
            f'Column "{one_line(name)}" holds a NaN or an infinity in {seen.count if seen else 0} '
            f"cells, first in {seen.place if seen else ''}; replace or remove them."
        )
    low = float(cells.min()) if cells.size else np.inf
    high = float(cells.max()) if cells.size else -np.inf
    return Tally(rows=len(cells), low=low, high=high, words=None, shape=cells.shape[1:])


def _refuse_foreign(block: Block, name: str, cells: Array, wrong: Array) -> None:
    """Refuse cells that are neither text, numbers, truth values nor dates: bytes, lists, …"""
    for row in np.flatnonzero(wrong) if cells.dtype.kind == "O" else ():
        cell = cells[row]
        if not isinstance(cell, str | bool | np.bool_) and not hasattr(cell, "isoformat"):
            seen = _sight(block, cells, np.arange(len(cells)) == row)
            raise DataError(
                f'Column "{one_line(name)}" holds {one_line(repr(cell), 40)} in '
                f"{seen.place if seen else ''}, a {type(cell).__name__}; "
                "cells must be text, numbers, truth values or dates."
            )


def _count_dates(cells: Array) -> int:
    days = read_days(cells, ())
    return int((~days.wrong).sum())


def _count_words(cells: Array, most_words: int) -> Mapping[Any, int] | None:
    if most_words == 0 or cells.dtype.kind == "M":
        return None
    words = count_labels(cells)
    return None if None in words else words


def _join_words(
    first: Mapping[Any, int] | None, second: Mapping[Any, int] | None, most_words: int
) -> Mapping[Any, int] | None:
    """Add the counts, or let the words go where they are too many or too long."""
    if first is None or second is None:
        return None
    words = Counter(first)
    words.update(second)
    long = any(isinstance(word, str) and len(word) > LONGEST_WORD for word in second)
    return None if long or len(words) > most_words else words


def _join_marks(
    first: Mapping[str, Sighting], second: Mapping[str, Sighting]
) -> Mapping[str, Sighting]:
    return {
        mark: first[mark].join(second.get(mark)) if mark in first else second[mark]
        for mark in (*first, *(mark for mark in second if mark not in first))
    }


def _row_offset(first_row: int, values: Array) -> int | None:
    offset = values - np.arange(first_row, first_row + len(values))
    if len(values) and offset[0] in (0, 1) and (offset == offset[0]).all():
        return int(offset[0])
    return None


def _sight_marks(block: Block, cells: Array, missing: Array) -> Mapping[str, Sighting]:
    """Return where each mark for a missing value was seen; None and NaN count as empty cells."""
    if not missing.any():
        return {}
    rows = np.flatnonzero(missing)
    words = [cell.strip() if isinstance(cell, str) else "" for cell in cells[rows].tolist()]
    first: dict[str, int] = {}
    for row, word in zip(rows.tolist(), words, strict=True):
        first.setdefault(word, row)
    counts = Counter(words)
    return {word: _sighting(block, counts[word], word, row) for word, row in first.items()}


def _sight(block: Block, cells: Array, seen: Array) -> Sighting | None:
    if not seen.any():
        return None
    row = int(seen.argmax())
    return _sighting(block, int(seen.sum()), str(cells[row]), row)


def _sighting(block: Block, count: int, word: str, row: int) -> Sighting:
    line = None if block.lines is None else int(block.lines[row])
    return Sighting(count, word, block.first_row + row, line)
