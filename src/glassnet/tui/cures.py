"""What becomes of a remedy that is applied: another future, from where it can help."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError
from glassnet.lab.doctor.finding import Finding
from glassnet.program.experiment import Experiment
from glassnet.run.commands import Change, Command, SetLearningRate
from glassnet.run.run import Run

AS_GOOD = 1.1  # times the best tenth: there a change of the settings need not go back


@final
@dataclass(frozen=True)
class Cure:
    """How a future with a remedy begins.

    Args:
        experiment: What it follows, where it is a run of its own.
        step: Where it leaves the run that is ill.
        command: What changes there; None if the design does, which only a run of its own can have.
        words: What is different in it.

    """

    experiment: Experiment
    step: int
    command: Command | None
    words: str

    def __str__(self) -> str:
        """Return in a sentence what applying it does."""
        if self.command is None:
            return "Another future from step 0, with this change alone, stands beside this one."
        return f"Another future begins at step {self.step:,}: {self.words}."

    def begin(self, run: Run) -> Run:
        """Return the run with the remedy; `run` stays as it is."""
        if self.command is None:
            return Run(self.experiment, run.table, run.probes)
        other = run.fork(self.step)
        other.command(self.command)
        return other


def cure_of(experiment: Experiment, losses: Array, finding: Finding) -> Cure:
    """Return how a future with the remedy of a finding begins.

    Settings change on the way, before the harm was done; design, start, batches and the order of
    rows from the first step on.

    Args:
        experiment: What is in force in the run that is ill.
        losses: Of each of its recorded steps.
        finding: What is wrong with it.

    Raises:
        UsageError: there is no remedy, or the data would have to be prepared anew.

    """
    remedy = finding.remedy
    if remedy is None:
        raise UsageError(f'for "{finding.rule}" there is no change that could be applied.')
    after = remedy.after
    if after.data != experiment.data:
        raise UsageError(
            "this needs the data prepared anew, which no future of this run can have; leave with q "
            f"and type: {remedy.command()}"
        )
    command = _command(experiment, after)
    if command is None:
        return Cure(after, 0, None, remedy.words.rstrip("."))
    return Cure(after, beginning(losses, finding.since), command, str(command))


def beginning(losses: Array, since: int | None) -> int:
    """Return from which step a change of the settings helps: where it is, or was, best.

    Args:
        losses: Of each recorded step.
        since: When the harm was seen first; None if it was there from the beginning.

    >>> beginning(np.array([4.0, 3.0, 2.0, 9.0, 99.0]), 3), beginning(np.array([4.0, 3.0]), 2)
    (2, 1)

    """
    seen = losses[: 0 if since is None else since + 1]
    if since is None or not len(seen):
        return 0
    parts = np.array_split(np.where(np.isfinite(seen), seen, np.inf), min(10, len(seen)))
    means = [float(part.mean()) for part in parts]
    best = int(np.argmin(means))
    if means[-1] <= AS_GOOD * means[best]:
        return len(seen) - 1  # whose loss is known: of a run at infinity the last state is lost
    return sum(map(len, parts[:best])) + int(parts[best].argmin())


def _command(before: Experiment, after: Experiment) -> Command | None:
    """Return what makes one experiment of another on its way; None if nothing does."""
    changes: dict[str, Any] = {
        each.name: getattr(after, each.name)
        for each in fields(Experiment)
        if getattr(after, each.name) != getattr(before, each.name)
    }
    if changes.keys() == {"learning_rate"}:
        return SetLearningRate(after.learning_rate)
    try:
        command = Change(tuple(sorted(changes.items())))
        command.change_experiment(before)
    except UsageError:
        return None
    return command
