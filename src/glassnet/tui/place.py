"""Where one stands, down to an operation inside a step, and how one moves from there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

from glassnet.program.batches import Plan
from glassnet.tui.sight import Unit


@final
@dataclass(frozen=True)
class Place:
    """A place in a run.

    Args:
        step: The number of updates before it.
        operation: How many operations of the next update are done, less one; None if one does not
            look inside it.
        row: The place of the shown row in the batch of that update.

    """

    step: int = 0
    operation: int | None = None
    row: int = 0


@final
@dataclass(frozen=True)
class Way:
    """How far a run goes, and how it is divided.

    Args:
        plan: How an epoch is cut into batches.
        steps: The number of the last step that one can stand at.
        operations: The number of operations inside an update.

    """

    plan: Plan
    steps: int
    operations: int

    def move(self, place: Place, unit: Unit, count: int) -> Place:
        """Return the place `count` units after `place`, or before it where that is negative."""
        if unit == "operation":
            return self._by_operations(place, count)
        if unit == "row":
            return self._by_rows(place, count)
        if unit == "epoch":
            return self.at(self._epoch(place.step, count), place)
        return self.at(place.step + count, place)

    def at(self, step: int, place: Place) -> Place:
        """Return the place at `step`, looking at the same row of the batch, if there is one."""
        step = max(0, min(step, self.steps))
        return Place(step, None, min(place.row, self.rows(step) - 1))

    def rows(self, step: int) -> int:
        """Return how many rows update number `step` learns from."""
        last = step % self.plan.steps_per_epoch == self.plan.full
        return self.plan.rest if last else self.plan.batch_size

    def _by_operations(self, place: Place, count: int) -> Place:
        """Move inside updates; who does not look inside one yet begins at the nearer end of it."""
        inside = place.operation
        if inside is None:
            inside = -1 if count > 0 else self.operations
        step, operation = divmod(place.step * self.operations + inside + count, self.operations)
        if step < 0:
            return replace(place, step=0, operation=0)
        if step > self.steps:
            return replace(self.at(self.steps, place), operation=self.operations - 1)
        return replace(self.at(step, place), operation=operation)

    def _by_rows(self, place: Place, count: int) -> Place:
        epoch, inside = divmod(place.step, self.plan.steps_per_epoch)
        before = epoch * self.plan.rows + inside * self.plan.batch_size + place.row
        epoch, inside = divmod(max(0, before + count), self.plan.rows)
        batch, row = divmod(inside, self.plan.batch_size)
        step = epoch * self.plan.steps_per_epoch + batch
        if step > self.steps:
            return Place(self.steps, None, self.rows(self.steps) - 1)
        return Place(step, None, row)

    def _epoch(self, step: int, count: int) -> int:
        """Return where the epoch `count` further begins; one goes back to the present one first."""
        per_epoch = self.plan.steps_per_epoch
        begun = -(-step // per_epoch) if count < 0 else step // per_epoch
        return (begun + count) * per_epoch
