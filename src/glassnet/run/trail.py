"""What a run has behind it: the record of its steps, and what came of its epochs."""

from __future__ import annotations

from typing import final

from glassnet.engines.columns import to_end_of_epoch
from glassnet.ground.errors import DivergedError
from glassnet.nn.schedules import Plateau
from glassnet.program.batches import Batch
from glassnet.run.divergence import explain, last_finite
from glassnet.run.epochs import Epochs
from glassnet.run.history import History
from glassnet.run.timeline import Timeline


@final
class Trail:
    """The record of a run, which grows as its timeline goes where it never was.

    Args:
        timeline: Where the run is.
        epochs: What came of its epochs.
        training: The rows.
        alone: Whether this process can live a step again by itself. Where hosts learn together
            none can, so the best state must be at hand: they stop at the end of every epoch.

    """

    def __init__(
        self, timeline: Timeline, epochs: Epochs, training: Batch, *, alone: bool = True
    ) -> None:
        """Have nothing recorded."""
        self.history = History()
        self.replay_difference, self.replay_step = 0.0, 0  # the largest, the first update with one
        self._timeline = timeline
        self._epochs = epochs
        self._training = training
        self._alone = alone

    def seek(self, step: int) -> None:
        """Move to `step`, or to the last recorded one before it; hold a replay against the record.

        The first and the largest difference are told.
        """
        columns = self._timeline.seek(min(step, self.history.steps))
        if columns:
            size, first = self.history.difference(self._timeline.step, columns["loss"])
            self.replay_difference = max(self.replay_difference, size)
            self.replay_step = self.replay_step or first

    def advance(self, target: int) -> None:
        """Make updates up to `target`; those that are recorded are lived again."""
        self.seek(target)
        while self._timeline.step < target:
            self._learn(self._stretch(target))

    def advance_part(self, steps: int) -> None:
        """Make about `steps` updates: see `Run.advance_part`."""
        recorded, step = self.history.steps, self._timeline.step
        begun, last = self._epoch, (step + steps) // self._per_epoch
        target = last * self._per_epoch if last > begun else step + steps
        self.seek(target)
        looked, stop = self._epoch, self._epochs.first_stop(begun, self._epoch)
        try:
            while stop is None and self._timeline.step < target:
                self._learn(self._stretch(target))
                looked, stop = self._epoch, self._epochs.first_stop(looked, self._epoch)
        except DivergedError:
            stop = self._epochs.first_stop(looked, self._epoch)
            if stop is None:
                raise
        if stop is not None:
            self.seek(stop * self._per_epoch)
            self.forget(max(self._timeline.step, recorded))
            if self.history.steps == self._timeline.step:
                self._timeline.cut()

    @property
    def _per_epoch(self) -> int:
        """The number of updates in an epoch."""
        return self._timeline.program.plan.steps_per_epoch

    @property
    def _epoch(self) -> int:
        """The number of whole epochs made up to here."""
        return self._timeline.step // self._per_epoch

    def _stretch(self, target: int) -> int:
        """Return how many updates are made at once on the way to `target`."""
        program, step = self._timeline.program, self._timeline.step
        # What an epoch tells may lower the rate of the next.
        if self._alone and not isinstance(program.experiment.schedule, Plateau):
            return target - step
        return min(target - step, to_end_of_epoch(program, step))

    def forget(self, step: int) -> None:
        """Let nothing be recorded of what came after `step`."""
        self.history.cut(step)
        self._epochs.cut(len(self.history.evaluations))

    def _learn(self, steps: int) -> None:
        """Make `steps` new updates; if anything breaks off, it is as if they had not begun.

        Raises:
            DivergedError: a number stopped being finite; what came before it is recorded.

        """
        start = self._timeline.step
        try:
            self._make(steps, start)
        except DivergedError:
            raise
        except BaseException:
            self.forget(start)
            self._timeline.seek(start)
            self._timeline.cut()
            raise

    def _make(self, steps: int, start: int) -> None:
        """Make `steps` updates from `start` on; record them and what their epochs come to."""
        columns = self._timeline.advance(steps)
        made = last_finite(self._timeline, start, columns["loss"]) - start
        self._epochs.record(self.history, columns, start, made)
        if made < steps:
            self._timeline.cut()
            raise explain(self._timeline.program, self._training, self._timeline.state)
