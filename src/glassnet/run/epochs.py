"""What the epochs of a run came to: each is judged on rows that are not learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import final

from glassnet.engines.engine import Columns
from glassnet.program.held_out import JUDGED, HeldOut
from glassnet.program.state import State
from glassnet.run.commands import SetLearningRate
from glassnet.run.evaluation import Evaluation, summary
from glassnet.run.history import History
from glassnet.run.progress import PROGRESS, Progress, fold, packed_progress
from glassnet.run.timeline import Timeline


@final
class Epochs:
    """The progress after each epoch, and the state of the best one.

    Args:
        timeline: Where the run is; a plateau of the loss lowers its rate.
        held_out: The rows that it is judged by, if any.

    """

    def __init__(self, timeline: Timeline, held_out: HeldOut | None) -> None:
        """Know of no epoch yet."""
        self._timeline = timeline
        self._held_out = held_out
        self._progress = packed_progress()
        self._best: State | None = None

    @property
    def memory(self) -> int:
        """The bytes that the progress takes; the best state is one more copy of the weights."""
        return self._progress.memory

    def limit(self, epochs: int) -> int:
        """Return the bytes that the progress takes at most when there are so many `epochs`."""
        return PROGRESS.limit(epochs)

    def progress(self, epoch: int) -> Progress:
        """Return the best evaluation up to the end of `epoch`, and how long ago it was."""
        return self._progress[epoch - 1] if epoch else Progress()

    def best_state(self, epoch: int) -> State:
        """Return the state of the best evaluation up to `epoch`; without any, the present one."""
        best = self.progress(epoch).best_step
        if best is None:
            return self._timeline.state
        if self._best is None or int(self._best.step) != best:
            # What the update before it made, and the evaluation saw: without later commands.
            _, _, self._best = self._timeline.around(best - 1)
        return self._best

    def first_stop(self, begun: int, epoch: int) -> int | None:
        """Return the first epoch after `begun`, up to `epoch`, at which early stopping ends it."""
        per_epoch = self._timeline.program.plan.steps_per_epoch
        for each in range(begun + 1, epoch + 1):
            experiment = self._timeline.program_at(each * per_epoch).experiment
            if self.progress(each).stopped(experiment):
                return each
        return None

    def record(self, history: History, columns: Columns, start: int, made: int) -> None:
        """Add to `history` what `made` updates from `start` on told, and what came of epochs."""
        history.append({name: told[:made] for name, told in columns.items() if name not in JUDGED})
        per_epoch = self._timeline.program.plan.steps_per_epoch
        for epoch in range(start // per_epoch + 1, (start + made) // per_epoch + 1):
            found = summary(history, epoch * per_epoch, per_epoch)
            if self._held_out is not None:
                loss, score = (float(columns[name][found.step - start - 1]) for name in JUDGED)
                score = self._held_out.exact(score)
                found = replace(found, validation_loss=loss, score=score)
            history.evaluations.append(found)
            self._add(found)

    def _add(self, found: Evaluation) -> None:
        """Go on with what the next epoch came to, at the position or before it.

        The best state is kept if it is here, and the rate is lowered here where the loss is on a
        plateau.
        """
        before = after = self.progress(len(self._progress))
        step, experiment = found.step, self._timeline.program.experiment
        if found.validation_loss is not None:
            after = before.after(experiment, step, found.validation_loss)
        self._progress.append(after)
        if after.best_step == step == self._timeline.step:
            self._best = self._timeline.state
        if after.rate_factor != before.rate_factor:
            rate = after.lowered(experiment.learning_rate, before)
            self._timeline.give(SetLearningRate(rate))

    def cut(self, count: int) -> None:
        """Forget all but the first `count` epochs."""
        self._progress = self._progress[:count]

    def adopt(self, other: Epochs, count: int) -> None:
        """Take over what the first `count` epochs of `other` came to."""
        self._progress = other._progress[:count]

    def restore(self, evaluations: Sequence[Evaluation], best: State | None) -> None:
        """Know what another process found, and the state of its best evaluation."""
        self._progress = packed_progress(fold(evaluations, self._timeline.program_at))
        self._best = best
