"""A number that means "missing", such as -999, taken for a measurement.

Scaled with it, what was really measured shrinks to nearly one value: of n numbers with deviation s,
a share p of which are replaced by one that lies d away, the deviation becomes about

    √(p (1 − p)) d,  so that the others are left with s / (√(p (1 − p)) d) instead of 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, log10
from typing import final

import numpy as np

from glassnet.data.inputs import NumberInput
from glassnet.data.numbers import number
from glassnet.data.source import Block
from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, FileError
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
    doubt: How far off it may be, since inputs have few digits.
    rows: Where it stands, of the rows under examination.
    """

    column: str
    place: int
    value: float
    doubt: float
    rows: Array

    def is_written(self, text: str, decimal: str) -> bool:
        """Tell whether a text writes it."""
        written = number(text, decimal)
        return written is not None and abs(written - self.value) <= self.doubt


def missing_code(case: Case) -> Finding | None:
    """The run fails and hardly sees the column, or simple predictors know more without the code.

    Looking on, only the first is asked, and no file is read again.
    """
    if "missing-code" not in case.told:  # asked again by whoever finds that nothing can be told
        case.told["missing-code"] = _examined(case)
    return case.told["missing-code"]


def _examined(case: Case) -> Finding | None:
    codes = list(_codes(case)) if len(case.rows) >= FEWEST_ROWS and case.x.ndim == 2 else []
    if not codes:
        return None
    mended = None if case.live else reference(without(case.x, codes), case.known, case.classes)
    hidden = case.failing and _shrunk(case, codes) < SHRUNK
    if not hidden and (mended is None or not _tells(case, mended)):
        return None
    first = max(codes, key=lambda code: len(code.rows))
    names = ", ".join(f'"{code.column}"' for code in codes[:4])
    more = f" and {len(codes) - 4} more columns" if len(codes) > 4 else ""
    remedy = None if case.live else _remedy(case, codes)
    return Finding(
        "missing-code",
        f"{first.value:.10g} stands far from all other numbers, again and again, in {names}{more}: "
        f"it seems to mean that a value is missing{'' if remedy else '. Leave those cells empty'}.",
        "likely",
        _evidence(case, first, mended),
        remedy,
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


def far_away(values: Array) -> float | None:
    """Return the least or the greatest number if it stands apart.

    >>> far_away(np.array([0.5, 1.0, -999.0, 2.0, 3.0, -999.0, 4.0, -999.0]))
    -999.0
    """
    different, counts = np.unique(values, return_counts=True)
    if len(different) <= DIFFERENT:
        return None
    for place, others in ((0, different[1:]), (-1, different[:-1])):
        gap = np.abs(others - different[place]).min()
        is_frequent = counts[place] >= max(FEWEST, SHARE * len(values))
        if is_frequent and gap > GAP * np.ptp(others):
            return float(different[place])
    return None


def unscaled(x: float, center: float, scale: float, precision: float) -> tuple[float, float]:
    """Return x · scale + center, to the digits that can be known, and how far off it may be.

    >>> unscaled(-0.99900001, 0.0, 1000.0, 1e-7)
    (-999.0, 0.001)
    """
    doubt = 10.0 ** ceil(log10(8.0 * precision * max(abs(x * scale), 1e-300)))
    return round(x * scale + center, -round(log10(doubt))) + 0.0, doubt


def _codes(case: Case) -> Iterator[Code]:
    """Yield the codes of all columns of numbers."""
    place, precision = 0, float(np.finfo(case.x.dtype).eps)
    for column in case.table.preparation.inputs:
        found = None
        if isinstance(column, NumberInput) and column.reads == "number":
            found = far_away(case.x[:, place])
        if found is not None and isinstance(column, NumberInput):
            value, doubt = unscaled(found, column.center, column.scale, precision)
            rows = np.flatnonzero(case.x[:, place] == found)
            yield Code(column.name, place, value, doubt, rows)
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


def _evidence(case: Case, first: Code, mended: Reference | None) -> Mapping[str, float]:
    told = {
        "share of the rows": len(first.rows) / len(case.x),
        "what is left of the others' deviation": _shrunk(case, [first]),
        "simple predictors": case.reference.score,
    }
    told |= {"the same, where it means missing": mended.score} if mended else {}
    return told | ({"the run, on its training rows": case.fit[0]} if case.trained else {})


def _remedy(case: Case, codes: list[Code]) -> Remedy | None:
    """Return the remedy that reads the codes as missing, if nothing else is written like them.

    Numbers that are no text stay numbers; and a file that is gone has no words.
    """
    data = case.experiment.data or DataChoices()
    try:
        words = dict.fromkeys(word for code in codes for word in _words(case, code))
        harmless = words and data.missing != "refuse" and not _elsewhere(case, codes, set(words))
    except (DataError, FileError):
        return None
    if not harmless:
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
        texts = _texts(block, code.column)
        found = sorted(text for text in texts if code.is_written(text, source.decimal))
        if found or not texts:
            yield from found
            return


def _elsewhere(case: Case, codes: list[Code], words: set[str]) -> bool:
    """Tell whether one of the words stands in a used column where it is no code."""
    source, known = case.table.source, {code.column: code for code in codes}
    used = [column.name for column in case.table.columns if column.role != "left out"]
    for block in source.blocks():
        for name in used:
            code, there = known.get(name), words & _texts(block, name)
            if any(code is None or not code.is_written(word, source.decimal) for word in there):
                return True
    return False


def _texts(block: Block, column: str) -> set[str]:
    """Return the different texts of a column's cells."""
    cells = block.cells[column]
    return {cell.strip() for cell in cells.tolist() if isinstance(cell, str)}
