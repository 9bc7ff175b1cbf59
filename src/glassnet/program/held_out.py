"""Rows that a run does not learn from: it is judged by them at the end of each epoch."""

from __future__ import annotations

from typing import NamedTuple

from glassnet.ground.arrays import Array, Namespace
from glassnet.program.batches import Batch
from glassnet.program.state import State
from glassnet.program.step import Program, evaluate
from glassnet.program.targets import Targets

JUDGED = ("held_out/loss", "held_out/score")  # columns, NaN but for the steps that end an epoch


class HeldOut(NamedTuple):
    """Some rows, and what is to be predicted of them: it tells how a prediction is scored."""

    rows: Batch
    targets: Targets

    def exact(self, score: float) -> float:
        """Return a score as NumPy would have it: rows that are right are whole, in any dtype."""
        count = self.rows.rows
        return round(score * count) / count if self.targets.task == "classification" else score


class Rows(NamedTuple):
    """What a run learns from, and what it is judged by, if by anything."""

    training: Batch
    held_out: HeldOut | None = None


def judge(
    xp: Namespace, program: Program, state: State, targets: Targets, rows: Batch
) -> tuple[Array, Array]:
    """Return the loss and the score of the network at `state` on `rows`, 0-d arrays."""
    loss, prediction = evaluate(xp, program, state, rows)
    return loss, targets.score(xp, program.experiment.loss, prediction, rows.y)
