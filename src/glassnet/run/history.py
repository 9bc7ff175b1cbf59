"""What was recorded: append-only columns, and what each evaluation found."""

from __future__ import annotations

import bisect
import operator
from collections.abc import Iterator, Mapping

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.run.evaluation import EVALUATIONS, Evaluation, packed_evaluations
from glassnet.run.packed import Packed

COLUMNS = ("loss", "learning_rate")
ROOM = 1024  # for so many numbers there is room at first


class Column:
    """Numbers that arrive in parts: appending costs the same however many there are."""

    def __init__(self) -> None:
        """Start empty."""
        self._values: Array = np.empty(ROOM)
        self._used = 0

    def __len__(self) -> int:
        """Return how many numbers there are."""
        return self._used

    @property
    def memory(self) -> int:
        """The bytes that are taken, room to grow included."""
        return int(self._values.nbytes)

    def append(self, values: Array) -> None:
        """Add `values` (n,) at the end."""
        needed = self._used + len(values)
        if needed > len(self._values):
            grown = np.empty(max(needed, 2 * len(self._values)))
            grown[: self._used] = self._values[: self._used]
            self._values = grown
        self._values[self._used : needed] = values
        self._used = needed

    def cut(self, length: int) -> None:
        """Forget all but the first `length` numbers; views that were handed out keep theirs."""
        if length < self._used:
            self._values, self._used = self._values.copy(), length

    def values(self) -> Array:
        """Return the numbers, (n,) float64, as a view that must not be written to."""
        view = self._values[: self._used]
        view.flags.writeable = False
        return view


class History(Mapping[str, Array]):
    """Columns by name, one number a step, and the evaluations, one an epoch."""

    def __init__(self) -> None:
        """Start empty."""
        self._columns = {name: Column() for name in COLUMNS}
        self.evaluations = packed_evaluations()

    def __getitem__(self, name: str) -> Array:
        """Return the column `name`, (steps,) float64."""
        return self._columns[name].values()

    def __iter__(self) -> Iterator[str]:
        """Iterate over the columns' names."""
        return iter(self._columns)

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self._columns)

    @property
    def steps(self) -> int:
        """The number of steps recorded."""
        return len(self._columns["loss"])

    @property
    def memory(self) -> int:
        """The bytes that the columns and the evaluations take."""
        columns = sum(column.memory for column in self._columns.values())
        return columns + self.evaluations.memory

    def limit(self, steps: int, epochs: int) -> int:
        """Return the bytes that so many `steps`, and `epochs` among them, take at most."""
        # A column that is full doubles.
        return len(self) * 8 * max(ROOM, 2 * steps) + EVALUATIONS.limit(epochs)

    def evaluated(self, step: int) -> Packed[Evaluation]:
        """Return a list of its own with the evaluations that were made by `step`."""
        found = self.evaluations
        return found[: bisect.bisect_right(found, step, key=operator.attrgetter("step"))]

    def append(self, columns: Mapping[str, Array]) -> None:
        """Add what the engine told of some steps; what it did not tell of a column is NaN."""
        before, added = self.steps, max(map(len, columns.values()), default=0)
        for name in columns:
            if name not in self._columns:
                self._columns[name] = Column()
                self._columns[name].append(np.full(before, np.nan))
        for name, column in self._columns.items():
            column.append(columns[name] if name in columns else np.full(added, np.nan))

    def difference(self, step: int, losses: Array) -> tuple[float, int]:
        """Hold `losses` (n,), lived again up to `step`, against those that are recorded.

        Returns:
            The largest difference, and the number of the first update that has one, or 0. A loss
            that was lost (NaN) has none.

        """
        start = step - len(losses)
        off = np.abs(self["loss"][start:step] - losses)
        differs = off > 0.0
        first = start + int(differs.argmax()) + 1 if differs.any() else 0
        return float(off[differs].max(initial=0.0)), first

    def copy(self, step: int) -> History:
        """Return a history of its own, without what came after `step` updates."""
        other = History()
        other.append({name: values[:step] for name, values in self.items()})
        other.evaluations = self.evaluated(step)
        return other

    def cut(self, step: int) -> None:
        """Forget everything after `step` updates."""
        for column in self._columns.values():
            column.cut(step)
        if self.evaluations and self.evaluations[-1].step > step:
            # Whoever holds the evaluations keeps those that are forgotten here.
            self.evaluations = self.evaluated(step)
