"""What becomes of a remedy that is applied: another future, from where it can help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError
from glassnet.lab.doctor.finding import Finding
from glassnet.program.experiment import Experiment
from glassnet.run.commands import Change, Command, Recorded, SetLearningRate
from glassnet.run.run import Run

AS_GOOD = 1.1  # times the best tenth: there a change of the settings need not go back


@final
@dataclass(frozen=True)
class Cure:
    """How a future with a remedy begins.

    Args:
        changes: The fields in which the experiment of a run of its own differs from the first one.
        step: Where it leaves the run that is ill.
        command: What changes there; None if the design does, which only a run of its own can have.
        words: What is different in it.
        commands: How many were given on the way; a run of its own leaves them out.

    """

    changes: Mapping[str, Any]
    step: int
    command: Command | None
    words: str
    commands: int = 0

    def __str__(self) -> str:
        """Return in a sentence what applying it does."""
        if self.command is None:
            told = "Another future from step 0, with this change alone, stands beside this one"
            return (
                f"{told}; what was changed on the way is left out." if self.commands else f"{told}."
            )
        kept = ", with what was changed up to there" if self.commands else ""
        return f"Another future begins at step {self.step:,}{kept}: {self.words}."

    def begin(self, run: Run) -> Run:
        """Return the run with the remedy; `run` stays as it is."""
        if self.command is None:
            own = replace(run.first_experiment, **self.changes)
            return Run(own, run.table, run.probes)
        other = run.fork(self.step)
        other.command(self.command)
        return other


def cure_of(
    experiment: Experiment,
    losses: Array,
    finding: Finding,
    commands: Sequence[Recorded] = (),
) -> Cure:
    """Return how a future with the remedy of a finding begins.

    Settings change on the way, before the harm was done, but not before the last command, which
    would be lost; design, start, batches and the order of rows from the first step on. What only
    trains longer goes on from the end.

    Args:
        experiment: What is in force in the run that is ill.
        losses: Of each of its recorded steps.
        finding: What is wrong with it.
        commands: What was changed on its way.

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
    changes = _changes(experiment, after)
    command = _command(experiment, changes)
    if command is None:
        return Cure(changes, 0, None, remedy.words.rstrip("."), len(commands))
    is_longer = changes.keys() == {"epochs"} and after.epochs > experiment.epochs
    step = len(losses) if is_longer else beginning(losses, finding.since)
    last = max((each.step for each in commands), default=0)
    return Cure(changes, max(step, last), command, str(command), len(commands))


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


def _changes(before: Experiment, after: Experiment) -> dict[str, Any]:
    """Return the fields in which one experiment differs from another."""
    return {
        each.name: getattr(after, each.name)
        for each in fields(Experiment)
        if getattr(after, each.name) != getattr(before, each.name)
    }


def _command(before: Experiment, changes: Mapping[str, Any]) -> Command | None:
    """Return what makes these changes on the way; None if nothing does."""
    if changes.keys() == {"learning_rate"}:
        return SetLearningRate(changes["learning_rate"])
    try:
        command = Change(tuple(sorted(changes.items())))
        command.change_experiment(before)
    except UsageError:
        return None
    return command
