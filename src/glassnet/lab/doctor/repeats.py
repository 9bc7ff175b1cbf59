"""Rows held out that were learned from, too: what they tell of rows never seen is too good."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.doctor.case import Case

SHARE, FEWEST = 0.1, 5  # of the rows held out: by chance a few measurements are alike
MOST_NUMBERS = 10_000_000  # in the table: more are not compared


def repeated_rows(case: Case) -> Iterator[str]:
    """Yield a note where many rows held out stand among the training rows, with the same answer."""
    split = case.table.split
    held_out = np.concatenate([split.validation, split.test])
    total = len(held_out) + len(split.train)
    if len(held_out) < FEWEST or total * case.x[0].size > MOST_NUMBERS:
        return
    seen = set(_rows(case, split.train))
    count = sum(row in seen for row in _rows(case, held_out))
    if count >= max(FEWEST, SHARE * len(held_out)):
        yield (
            f"By the way: {count:,} of the {len(held_out):,} rows held out stand among the "
            "training rows, too, with the same answer. How good it is on rows it never saw, they "
            "do not tell."
        )


def _rows(case: Case, rows: Array) -> list[bytes]:
    """Return each of those rows, its answer included, as bytes that are equal where it is."""
    x, known = (np.asarray(part, np.float64) for part in case.table.part(rows))
    whole = np.c_[x.reshape(len(x), -1), known.reshape(len(x), -1)] + 0.0  # −0 becomes 0
    return [row.tobytes() for row in whole]
