"""What was told of some steps and of those after them, put together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glassnet.engines.engine import Columns, Runner
from glassnet.program.held_out import JUDGED, HeldOut
from glassnet.program.step import Program


def joined(parts: Sequence[Columns], axis: int = 0) -> Columns:
    """Return columns of one part after the other; of none, none.

    Args:
        parts: The columns of each, under the same names.
        axis: Along which the steps stand.

    >>> joined([{"loss": np.array([3.0, 2.0])}, {"loss": np.array([1.0])}])
    {'loss': array([3., 2., 1.])}

    """
    names = parts[0] if parts else ()
    return {name: np.concatenate([part[name] for part in parts], axis=axis) for name in names}


def judged(
    told: Columns, runner: Runner, program: Program, held_out: HeldOut | None, step: int
) -> Columns:
    """Return `told` with what the rows held out tell of the last of these steps.

    Args:
        told: The columns of some steps of one epoch.
        runner: It stands after them, at `step`.
        program: What it runs.
        held_out: The rows; without any nothing is added.
        step: The number of updates made.

    """
    if held_out is None:
        return told
    found = {name: np.full(len(told["loss"]), np.nan) for name in JUDGED}
    if step % program.plan.steps_per_epoch == 0:
        loss, prediction = runner.evaluate(held_out.rows)
        by, y = program.experiment.loss, held_out.rows.y
        with np.errstate(all="ignore"):
            score = held_out.targets.score(np, by, prediction, y)
        for name, value in zip(JUDGED, (loss, score), strict=True):
            found[name][-1] = value
    return told | found


def to_end_of_epoch(program: Program, step: int) -> int:
    """Return how many updates it is from `step` to the end of the epoch that is being made."""
    return program.plan.steps_per_epoch - step % program.plan.steps_per_epoch
