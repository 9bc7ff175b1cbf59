"""How good a start is on the validation rows, by which a search chooses; test rows are not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError, did_you_mean, one_line
from glassnet.lab.compare.measures import Yardstick
from glassnet.nn.metrics import mae, rmse
from glassnet.run.run import Run

NAMES = {"error": "error", "rmse": "RMSE", "mae": "mean |error|", "loss": "loss"}


@final
@dataclass(frozen=True)
class Validation:
    """The score that is searched by, on the validation rows.

    Args:
        score: "error" (share of rows answered wrong), "rmse", "mae" (in the target's unit), "loss".
        count: The number of those rows.

    """

    score: str
    count: int

    @property
    def name(self) -> str:
        """What the score is called in a sentence."""
        return f"validation {NAMES[self.score]}"

    @property
    def yardstick(self) -> Yardstick:
        """The same score as `lab.compare` writes it."""
        task = "classification" if self.score == "error" else "regression"
        return Yardstick(self.score, "held-out", self.count, task, solvable=False)

    def scores(self, run: Run, outputs: Array) -> tuple[float, ...]:
        """Return the score of each start, from what it puts out (starts, rows, …)."""
        return tuple(self._score(run, output)[0] for output in outputs)

    def value(self, run: Run, outputs: Array) -> float:
        """Return by what designs are ordered: the mean score of the starts, lower is better.

        Of few rows many designs have the same share wrong: there the loss decides, by less than a
        row. Infinite where an answer of a start is no number.
        """
        if not np.isfinite(outputs).all():
            return float("inf")
        scores, losses = zip(*(self._score(run, output) for output in outputs), strict=True)
        mean = float(np.mean(scores))
        if self.score != "error":
            return mean
        loss = float(np.mean(losses))
        share = loss / (1.0 + loss) if 0.0 <= loss < float("inf") else 1.0
        return mean + 0.9 * share / (self.count * len(scores))

    def _score(self, run: Run, output: Array) -> tuple[float, float]:
        """Return score and loss of what one start puts out."""
        table, experiment = run.table, run.experiment
        _, known = table.part(table.split.validation)
        y = table.targets.encode(experiment.loss, known, output.shape[-1], experiment.dtype)
        with np.errstate(all="ignore"):  # what diverged has no finite score
            loss = float(experiment.loss.value_and_gradient(np, output, y)[0])
            if self.score == "loss":
                return loss, loss
            if self.score == "error":
                return 1.0 - float(table.targets.score(np, experiment.loss, output, y)), loss
            truth = table.preparation.inverse_target(known)
            answer = table.preparation.inverse_target(output)
            measure = rmse if self.score == "rmse" else mae
            return float(measure(truth, answer)), loss


def validation(run: Run, score: str | None) -> Validation:
    """Return by what the designs on the table of `run` are chosen: `score`, or what fits.

    Raises:
        UsageError: no rows to choose by or to judge by, or a score that does not fit.

    """
    table = run.table
    for part, rows, use in (
        ("validation", table.split.validation, "chooses by"),
        ("test", table.split.test, "judges the chosen design by"),
    ):
        if not len(rows):
            raise UsageError(
                f"a search {use} rows that are held out for it, and "
                f"{one_line(table.source.name, 60)} has no {part} rows; give {part} a share such "
                "as 0.2."
            )
    classes = table.preparation.task == "classification"
    fitting = ("error", "loss") if classes else ("rmse", "mae", "loss")
    chosen = score or fitting[0]
    if chosen not in fitting:
        raise UsageError(
            f"the score must be one of {', '.join(fitting)} for a target of "
            f"{'classes' if classes else 'numbers'}, got {chosen!r}.{did_you_mean(chosen, fitting)}"
        )
    return Validation(chosen, len(table.split.validation))
