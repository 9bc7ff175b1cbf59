"""A number that means "missing", such as -999, taken for a measurement.

Scaled with it, what was really measured shrinks to nearly one value: of n numbers with deviation s,
a share p of which are replaced by one that lies d away, the deviation becomes about

    √(p (1 − p)) d,  so that the others are left with s / (√(p (1 − p)) d) instead of 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.data.inputs import NumberInput
from glassnet.data.numbers import number
from glassnet.ground.arrays import Array
from glassnet.lab.doctor.case import SHORTFALL, Case
from glassnet.lab.doctor.finding import Finding, Remedy
from glassnet.lab.doctor.mending import change_data
from glassnet.lab.doctor.reference import FEWEST_ROWS, Reference, reference
from glassnet.lab.doctor.sketches import histogram
from glassnet.program.experiment import DataChoices

FEWEST, SHARE = 3, 0.01  # times that it stands there, and of the rows
DIFFERENT = 5  # other values
SHRUNK = 0.1  # of the deviation: what moves so little is hardly seen
GAP = 3.0  # times the range of all others lies between it and the nearest of them


@final
@dataclass(frozen=True)
class Code:
    """A number that stands far away from all others of its column, again and again.

    column: The column's name.
    place: Which input it is.
    value: The number, as in the table.
    rows: Where it stands, of the rows under examination.
    """

    column: str
    place: int
    value: float
    rows: Array


def missing_code(case: Case) -> Finding | None:
    """The run fails and hardly sees the column, or simple predictors know more without the code."""
    codes = list(_codes(case)) if len(case.rows) >= FEWEST_ROWS and case.x.ndim == 2 else []
    if not codes:
        return None
    there = case.reference
    mended = reference(without(case.x, codes), case.known, case.classes)
    if not (case.failing and _shrunk(case, codes) < SHRUNK) and not _tells(case, mended):
        return None
    first = max(codes, key=lambda code: len(code.rows))
    names = ", ".join(f'"{code.column}"' for code in codes[:4])
    more = f" and {len(codes) - 4} more columns" if len(codes) > 4 else ""
    return Finding(
        "missing-code",
        f"{first.value:g} stands far from all other numbers, again and again, in {names}{more}: it "
        "seems to mean that a value is missing.",
        "likely",
        _evidence(case, first, there, mended),
        _remedy(case, codes),
        where=f"column {', '.join(code.column for code in codes[:4])}{more}",
        picture=histogram(first.column, case.x[:, first.place]),
    )


def without(x: Array, codes: list[Code]) -> Array:
    """Return inputs with the mean of the others for each code, and beside them where that is."""
    mended = np.array(x, np.float64)
    beside = np.zeros((len(x), len(codes)))
    for each, code in enumerate(codes):
        beside[code.rows, each] = 1.0
        mended[code.rows, code.place] = np.delete(mended[:, code.place], code.rows).mean()
    return np.c_[mended, beside]


def far_away(values: Array) -> tuple[float, bool] | None:
    """Return the least or the greatest number if it stands apart, and whether it is the greatest.

    >>> far_away(np.array([0.5, 1.0, -999.0, 2.0, 3.0, -999.0, 4.0, -999.0]))
    (-999.0, False)
    """
    different, counts = np.unique(values, return_counts=True)
    if len(different) <= DIFFERENT:
        return None
    for place, others in ((0, different[1:]), (-1, different[:-1])):
        gap = np.abs(others - different[place]).min()
        is_frequent = counts[place] >= max(FEWEST, SHARE * len(values))
        if is_frequent and gap > GAP * np.ptp(others):
            return float(different[place]), place == -1
    return None


def _codes(case: Case) -> Iterator[Code]:
    """Yield the codes of all columns of numbers."""
    columns = {column.name: column for column in case.table.columns}
    place = 0
    for column in case.table.preparation.inputs:
        found = None
        if isinstance(column, NumberInput) and column.reads == "number":
            found = far_away(case.x[:, place])
        if found is not None:
            ends = columns[column.name]
            value = ends.high if found[1] else ends.low
            rows = np.flatnonzero(case.x[:, place] == found[0])
            yield Code(column.name, place, float(value or 0.0), rows)
        place += len(column.names)


def _tells(case: Case, mended: Reference) -> bool:
    """Tell whether simple predictors know more without the codes, more also than the run."""
    there = case.reference
    less = mended.score - max(SHORTFALL, 2.0 * max(there.deviation, mended.deviation))
    return there.score < less and not (case.trained and (case.held_out or case.fit)[0] > less)


def _shrunk(case: Case, codes: list[Code]) -> float:
    """Return what is left of the deviation of a column's other numbers, at worst."""
    columns = [(case.x[:, code.place], code.rows) for code in codes]
    return float(min(np.delete(x, rows).std() / x.std() for x, rows in columns))


def _evidence(case: Case, first: Code, there: Reference, mended: Reference) -> Mapping[str, float]:
    told = {
        "share of the rows": len(first.rows) / len(case.x),
        "what is left of the others' deviation": _shrunk(case, [first]),
        "simple predictors": there.score,
        "the same, where it means missing": mended.score,
    }
    return told | ({"the run, on its training rows": case.fit[0]} if case.trained else {})


def _remedy(case: Case, codes: list[Code]) -> Remedy | None:
    """Return the remedy that reads the codes as missing; numbers that are no text stay numbers."""
    data = case.experiment.data or DataChoices()
    words = dict.fromkeys(word for code in codes for word in _words(case, code))
    if not words or data.missing == "refuse":
        return None
    told = " and ".join(words)
    return change_data(
        case.experiment,
        f"Read {told} as missing.",
        missing_words=(*data.missing_words, *words),
    )


def _words(case: Case, code: Code) -> Iterator[str]:
    """Yield how the text of the table writes a code, in the block where it stands first."""
    source = case.table.source
    for block in source.blocks():
        cells = block.cells[code.column]
        texts = {cell.strip() for cell in cells.tolist() if isinstance(cell, str)}
        found = sorted(text for text in texts if number(text, source.decimal) == code.value)
        if found or not texts:
            yield from found
            return
