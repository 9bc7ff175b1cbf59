"""What the epochs of a run came to: each is judged on rows that are not learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import final

from glassnet.program.batches import Batch
from glassnet.program.state import State
from glassnet.run.commands import SetLearningRate
from glassnet.run.evaluation import Evaluation
from glassnet.run.progress import PROGRESS, Progress, fold, packed_progress
from glassnet.run.table import Table
from glassnet.run.timeline import Timeline


@final
class Epochs:
    """The progress after each epoch, and the state of the best one.

    Args:
        timeline: Where the run is; a plateau of the loss lowers its rate.
        table: How a prediction is scored.
        validation: The rows that are looked at after each epoch; there may be none.

    """

    def __init__(self, timeline: Timeline, table: Table, validation: Batch) -> None:
        """Know of no epoch yet."""
        self._timeline = timeline
        self._table = table
        self._validation = validation
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

    def judge(self, summed: Evaluation) -> Evaluation:
        """Return `summed` with what the validation rows tell here, at the end of its epoch.

        The best state is kept, and the rate is lowered where the loss is on a plateau.
        """
        found = self._validated(summed)
        before = after = self.progress(len(self._progress))
        step, experiment = self._timeline.step, self._timeline.program.experiment
        if found.validation_loss is not None:
            after = before.after(experiment, step, found.validation_loss)
        self._progress.append(after)
        if after.best_step == step:
            self._best = self._timeline.state
        if after.rate_factor != before.rate_factor:
            rate = after.lowered(experiment.learning_rate, before)
            self._timeline.give(SetLearningRate(rate))
        return found

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

    def _validated(self, summed: Evaluation) -> Evaluation:
        """Look at the validation rows, if there are any."""
        if not self._validation.rows:
            return summed
        value, prediction = self._timeline.evaluate(self._validation)
        loss = self._timeline.program.experiment.loss
        score = self._table.targets.score(loss, prediction, self._validation.y)
        return replace(summed, validation_loss=value, score=score)
