"""The short way for an array of numbers: all its columns at once, with the bits of one by one.

Only an array whose every cell is a number as training saw them goes this way, of a model that takes
numbers alone. All else is left to the long way, which also knows how to tell what is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.data.inputs import Input, NumberInput
from glassnet.data.memory import columns_of
from glassnet.data.scaling import UNSCALED, stretched
from glassnet.data.source import BLOCK_ROWS
from glassnet.ground.arrays import Array


@final
@dataclass(frozen=True, eq=False)
class NumberColumns:
    """Every input is a number, called as the columns of an array are: x0, x1, …

    `centers` and `scales` (columns,) are None where all numbers stay as they are.
    """

    width: int
    centers: Array | None
    scales: Array | None

    def prepare(self, data: object, dtype: str) -> Array | None:
        """Return the rows of an array (rows, width) in `dtype`, or None if it must go the long way.

        The long way goes what is no plain array of so many columns, has too many rows for one
        block, or holds something that is missing, infinite or too far away.
        """
        if type(data) is not np.ndarray or data.shape[1:] != (self.width,):
            return None
        if data.dtype.kind not in "biuf" or not 0 < len(data) <= BLOCK_ROWS:
            return None
        with np.errstate(over="ignore"):
            values = data.astype(np.float64)
            if self.centers is not None:
                values = stretched(values, self.centers, self.scales)
            x = values.astype(dtype)
        return x if np.isfinite(x).all() else None


def number_columns(inputs: Sequence[Input]) -> NumberColumns | None:
    """Return the short way for a model of such `inputs`, or None if it has none."""
    numbers = [column for column in inputs if isinstance(column, NumberInput)]
    called = tuple(columns_of(np.empty((0, len(inputs))), "X"))
    if tuple(column.name for column in numbers) != called:
        return None
    if any(column.tells_missing or column.reads != "number" for column in numbers):
        return None
    pairs = [(column.center, column.scale) for column in numbers]
    if all(pair == UNSCALED for pair in pairs):
        return NumberColumns(len(pairs), None, None)
    if UNSCALED in pairs:  # halving and doubling would cost the tiniest numbers a bit
        return None
    centers, scales = np.array(pairs).T
    return NumberColumns(len(pairs), centers, scales)
