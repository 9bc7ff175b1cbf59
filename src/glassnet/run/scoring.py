"""How good a model is on rows it never saw, beside what one gets for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.keys import Purpose, stream
from glassnet.nn.intervals import bootstrap_interval, wilson
from glassnet.nn.metrics import (
    balanced_accuracy,
    confusion_matrix,
    mae,
    r2,
    rmse,
)
from glassnet.run.run import Run

RESAMPLES = 1_000


@final
@dataclass(frozen=True)
class Score:
    """A number on held-out rows, its 95 % interval, and the base rate beside it.

    Args:
        name: "accuracy" or "R²".
        value: The score.
        low: The lower end of the interval (Wilson 1927 for shares, bootstrap for R²).
        high: The upper end.
        base: What the same rows give without learning: always the commonest training class, or
            always the training mean.
        rows: The number of held-out rows.

    """

    name: str
    value: float
    low: float
    high: float
    base: float
    rows: int


@final
@dataclass(frozen=True, eq=False)
class Report:
    """The held-out rows, judged.

    `truth` and `answer` are in the table's own terms, (rows,) or (rows, k); `further` holds more
    scores by name; `confusion` (classes, classes) counts truth by answer, None for numbers.
    """

    score: Score
    truth: Array
    answer: Array
    row_numbers: Array
    further: dict[str, float]
    confusion: Array | None = None


def judge(run: Run) -> Report | None:
    """Score the run's model on the test rows; None where none, or for R² only one, is held out."""
    table = run.table
    held_out = table.split.test
    if len(held_out) < (1 if table.preparation.task == "classification" else 2):
        return None
    x, known = table.part(held_out)
    prediction = run.model.forward(x)
    if table.preparation.task == "classification":
        return _judge_classes(run, prediction, known)
    return _judge_numbers(run, prediction, known)


def _judge_classes(run: Run, prediction: Array, known: Array) -> Report:
    table = run.table
    shares = table.targets.probabilities(run.experiment.loss, prediction)
    guess = shares.argmax(axis=1)
    _, learned = table.part(table.split.train)
    commonest = int(np.bincount(learned, minlength=table.targets.count).argmax())
    right, rows = int((guess == known).sum()), len(known)
    low, high = wilson(right, rows)
    base = float((known == commonest).mean())
    confusion = confusion_matrix(known, guess, table.targets.count)
    return Report(
        score=Score("accuracy", right / rows, low, high, base, rows),
        truth=table.preparation.inverse_target(known),
        answer=table.preparation.inverse_target(guess),
        row_numbers=table.split.test,
        further={"balanced accuracy": balanced_accuracy(confusion)},
        confusion=confusion,
    )


def _judge_numbers(run: Run, prediction: Array, known: Array) -> Report:
    table = run.table
    truth = table.preparation.inverse_target(known)
    answer = table.preparation.inverse_target(prediction)
    _, learned = table.part(table.split.train)
    mean = table.preparation.inverse_target(learned).mean(axis=0)
    value = float(r2(truth, answer))
    key = stream(run.experiment.seed, Purpose.RESAMPLE)
    both = np.stack([truth, answer], axis=1)
    low, high = bootstrap_interval(both, lambda b: r2(b[:, 0], b[:, 1]), key, RESAMPLES)
    base = float(r2(truth, np.broadcast_to(mean, truth.shape)))
    return Report(
        score=Score("R²", value, low, high, base, len(truth)),
        truth=truth,
        answer=answer,
        row_numbers=table.split.test,
        further={"MAE": float(mae(truth, answer)), "RMSE": float(rmse(truth, answer))},
    )
