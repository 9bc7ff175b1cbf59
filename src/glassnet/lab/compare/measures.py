"""What is measured of each start, and by which of it designs are compared.

All scores are better the lower they are. What diverged has answered every class wrong (error 1),
and has no finite distance from a number; it is a start that failed, and counts as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError, did_you_mean
from glassnet.nn.metrics import mae, rmse
from glassnet.run.run import Run
from glassnet.run.starts import Starts

SCORES = ("error", "rmse", "mae", "loss")
CURVE = 60  # points of a learning curve that are kept


@final
@dataclass(frozen=True)
class Yardstick:
    """By which score designs are compared, on which rows.

    Args:
        score: "error" (share of rows answered wrong), "rmse", "mae" (in the target's unit), "loss".
        rows: "held-out", or "training" where the table is too small to hold any out.
        count: The number of those rows.
        task: What is predicted, classes or numbers.
        solvable: Whether a start can be said to solve the table: its answers are classes or 0 and
            1, and none is held out.

    """

    score: str
    rows: Literal["held-out", "training"]
    count: int
    task: str
    solvable: bool

    @property
    def fails_apart(self) -> bool:
        """Whether failing is a question of its own, and not part of the score already."""
        return self.score != "error"

    @property
    def ratios(self) -> bool:
        """Whether scores are compared by their ratio: a loss has no unit, and spans many powers."""
        return self.score == "loss"

    @property
    def name(self) -> str:
        """What the score is called in a sentence."""
        words = {"error": "error", "rmse": "RMSE", "mae": "mean |error|", "loss": "loss"}
        return f"{self.rows} {words[self.score]}"

    @property
    def failing(self) -> str:
        """What a start does that fails."""
        return "fail (a row wrong at the end)" if self.solvable else "diverge"


@final
@dataclass(frozen=True)
class Measured:
    """One start: its scores by name, whether it failed, and points of its learning curve."""

    scores: dict[str, float]
    failed: bool
    diverged: bool
    curve: tuple[float, ...]


def yardstick(run: Run, score: str | None) -> Yardstick:
    """Return by what designs on the table of `run` are compared: `score`, or what fits."""
    table = run.table
    classes = table.preparation.task == "classification"
    held_out = len(table.split.test) >= 1
    known = fitting(table.preparation.task)
    chosen = score or (known[0] if held_out else "loss")
    if chosen not in known:
        raise UsageError(
            f"the score must be one of {', '.join(known)} for a target of "
            f"{'classes' if classes else 'numbers'}, got {chosen!r}.{did_you_mean(chosen, known)}"
        )
    y = run.training.y
    binary = classes or bool(np.all((y == 0.0) | (y == 1.0)))
    rows = table.split.test if held_out else table.split.train
    return Yardstick(
        score=chosen,
        rows="held-out" if held_out else "training",
        count=len(rows),
        task=table.preparation.task,
        solvable=binary and not held_out,
    )


def fitting(task: str) -> tuple[str, ...]:
    """Return the scores that fit a task, the usual one first."""
    return ("error", "loss") if task == "classification" else ("rmse", "mae", "loss")


def measure(starts: Starts, by: Yardstick) -> list[Measured]:
    """Return what came of each start."""
    run = starts.run
    table = run.table
    if by.rows == "held-out":
        x, known = table.part(table.split.test)
        outputs = starts.outputs_for(x)
    else:
        _, known = table.part(table.split.train)
        outputs = starts.outputs
    solved = starts.right_side if by.solvable else np.ones(len(starts), dtype=bool)
    curves = starts.losses[:, _kept(starts.steps)]
    found = []
    for output, right, curve in zip(outputs, solved.tolist(), curves, strict=True):
        diverged = not bool(np.isfinite(output).all())
        scores = _scores(run, output, known)
        found.append(Measured(scores, diverged or not right, diverged, tuple(map(_short, curve))))
    return found


def _kept(steps: Array) -> Array:
    """Return the places of at most `CURVE` of the steps, the first and the last among them."""
    return np.unique(np.linspace(0, max(0, len(steps) - 1), min(CURVE, len(steps))).astype(int))


def _short(loss: float) -> float:
    """Return a loss with six figures: a curve is for the eye."""
    return float(f"{loss:.6g}")


def _scores(run: Run, output: Array, known: Array) -> dict[str, float]:
    """Return the scores of what a network put out for rows whose answers are known."""
    table, experiment = run.table, run.experiment
    y = table.targets.encode(experiment.loss, known, output.shape[-1], experiment.dtype)
    with np.errstate(all="ignore"):  # what diverged has no finite loss
        loss = float(experiment.loss.value_and_gradient(np, output, y)[0])
        if table.preparation.task == "classification":
            return {
                "error": 1.0 - float(table.targets.score(np, experiment.loss, output, y)),
                "loss": loss,
            }
        truth = table.preparation.inverse_target(known)
        answer = table.preparation.inverse_target(output)
        return {"rmse": rmse(truth, answer), "mae": mae(truth, answer), "loss": loss}
