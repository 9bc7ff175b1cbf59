"""A look at rows that are not learned from, after an epoch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.run.packed import Form, Packed


@final
@dataclass(frozen=True)
class Evaluation:
    """What a look at the validation rows found after `step` updates.

    `training_loss` is the mean over the epoch's updates. `score` is the accuracy of a
    classification or the R² of a regression. None where there are no validation rows.
    """

    step: int
    epoch: int
    training_loss: float
    learning_rate: float
    validation_loss: float | None = None
    score: float | None = None


def packed_evaluations(given: Iterable[Evaluation] = ()) -> Packed[Evaluation]:
    """Return a list of evaluations that takes few bytes, so that a run may have a million."""
    return Packed(EVALUATIONS, given)


def _pack(found: Evaluation) -> tuple[Any, ...]:
    """Return the fields; None is a number that is none, and said to be None."""
    loss, score = found.validation_loss, found.score
    told = (np.nan if loss is None else loss, np.nan if score is None else score)
    known = (loss is not None, score is not None)
    return (found.step, found.epoch, found.training_loss, found.learning_rate, *told, *known)


def _unpack(step: int, epoch: int, training: float, rate: float, *told: Any) -> Evaluation:
    loss, score, validated, scored = told
    known = (loss if validated else None, score if scored else None)
    return Evaluation(step, epoch, training, rate, *known)


EVALUATIONS = Form(
    (
        ("step", "i8"),
        ("epoch", "i8"),
        ("training_loss", "f8"),
        ("learning_rate", "f8"),
        ("validation_loss", "f8"),
        ("score", "f8"),
        ("has validation_loss", "?"),
        ("has score", "?"),
    ),
    _pack,
    _unpack,
)


def summary(history: Mapping[str, Array], step: int, steps: int) -> Evaluation:
    """Return what the epoch of `steps` updates that ended at `step` came to, not validated yet."""
    return Evaluation(
        step=step,
        epoch=step // steps,
        training_loss=float(history["loss"][step - steps : step].mean()),
        learning_rate=float(history["learning_rate"][step - 1]),
    )
