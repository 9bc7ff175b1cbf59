"""What a run has come to: the best evaluation so far, and how long ago it was."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, final

from glassnet.nn.schedules import Plateau
from glassnet.program.experiment import Experiment
from glassnet.program.step import Program
from glassnet.run.evaluation import Evaluation
from glassnet.run.packed import Form, Packed


@final
@dataclass(frozen=True)
class Progress:
    """A fold over the evaluations, so that it is the same whenever one comes by.

    `stale_epochs` counts evaluations since the last improvement; `plateau` is what a Plateau
    schedule remembers.
    """

    best_loss: float = math.inf
    best_step: int | None = None
    stale_epochs: int = 0
    plateau: Plateau.State | None = None

    def after(self, experiment: Experiment, step: int, validation_loss: float) -> Progress:
        """Return the progress after one more evaluation; NaN never is an improvement."""
        stopping = experiment.early_stopping
        least = stopping.minimum_improvement if stopping is not None else 0.0
        found = replace(self, stale_epochs=self.stale_epochs + 1)
        if validation_loss < self.best_loss - least:
            found = replace(self, best_loss=validation_loss, best_step=step, stale_epochs=0)
        if isinstance(experiment.schedule, Plateau):
            before = self.plateau or experiment.schedule.start()
            found = replace(found, plateau=experiment.schedule.react(before, validation_loss))
        return found

    def stopped(self, experiment: Experiment) -> str:
        """Return why early stopping ends the run here, or nothing."""
        stopping = experiment.early_stopping
        if stopping is None or self.stale_epochs < stopping.patience:
            return ""
        return f"no improvement for {stopping.patience} epochs"

    def lowered(self, rate: float, before: Progress) -> float:
        """Return what a Plateau makes of the base `rate` that it left `before`; it never is 0."""
        return max(rate * (self.rate_factor / before.rate_factor), sys.float_info.min)

    @property
    def rate_factor(self) -> float:
        """What a Plateau schedule has made of the learning rate."""
        return 1.0 if self.plateau is None else self.plateau.factor


def fold(
    evaluations: Iterable[Evaluation], program_at: Callable[[int], Program]
) -> Iterator[Progress]:
    """Yield the progress after each evaluation; `program_at` tells what the update before ran."""
    progress = Progress()
    for each in evaluations:
        if each.validation_loss is not None:
            experiment = program_at(each.step - 1).experiment
            progress = progress.after(experiment, each.step, each.validation_loss)
        yield progress


def packed_progress(given: Iterable[Progress] = ()) -> Packed[Progress]:
    """Return a list of progress that takes few bytes: one goes back to any epoch of a run."""
    return Packed(PROGRESS, given)


def _pack(found: Progress) -> tuple[Any, ...]:
    """Return the fields; no step is 0, and no plateau has no factor."""
    plateau = found.plateau or Plateau.State(math.nan)
    return (found.best_loss, found.best_step or 0, found.stale_epochs, *plateau)


def _unpack(best_loss: float, best_step: int, stale: int, *plateau: Any) -> Progress:
    known = None if math.isnan(plateau[0]) else Plateau.State(*plateau)
    return Progress(best_loss, best_step or None, stale, known)


PROGRESS = Form(
    (
        ("best_loss", "f8"),
        ("best_step", "i8"),
        ("stale_epochs", "i8"),
        ("factor", "f8"),
        ("best", "f8"),
        ("waited", "i8"),
    ),
    _pack,
    _unpack,
)
