"""A look at rows that are not learned from, after an epoch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.nn.losses import Loss
from glassnet.program.targets import Targets


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


def summary(history: Mapping[str, Array], step: int, steps: int) -> Evaluation:
    """Return what the epoch of `steps` updates that ended at `step` came to, not validated yet."""
    return Evaluation(
        step=step,
        epoch=step // steps,
        training_loss=float(history["loss"][step - steps : step].mean()),
        learning_rate=float(history["learning_rate"][step - 1]),
    )


def validate(loss: Loss, targets: Targets, prediction: Array, y: Array) -> tuple[float, float]:
    """Return the loss and the score of what a network put out for rows whose y is known."""
    with np.errstate(all="ignore"):
        value, _ = loss.value_and_gradient(np, prediction, y)
        return float(value), targets.score(loss, prediction, y)
