"""Classes learned by a loss that is made for numbers."""

from __future__ import annotations

import numpy as np

from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.mending import change
from glassnet.lab.doctor.sketches import histogram
from glassnet.nn.clipped_cross_entropy import BinaryCrossEntropyFromProbabilities
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy
from glassnet.nn.losses import MSE, HalfSumOfSquares, Loss
from glassnet.nn.reach import reach
from glassnet.nn.robust_losses import MAE, Huber

DISTANCES = (MSE, HalfSumOfSquares, MAE, Huber)


def squared_classes(case: Case) -> Finding | None:
    """A distance between 0 or 1 and the answer, whose slope fades where the answer is surely wrong.

    With squares and σ it is (o − y) o (1 − o): 0 at o = 1 − y (Solla, Levin & Fleisher 1988).
    """
    loss = case.experiment.loss
    if not case.classes or not isinstance(loss, DISTANCES):
        return None
    if not (case.trained and case.failing) or case.diverged is not None:
        return None
    layer, _, out = case.outputs(case.run.state)[-1]
    natural = _natural(*reach(layer, out.shape[-1]), out.shape[-1])
    return Finding(
        "squared-classes",
        f"{type(loss).__name__} is a distance, and these are classes: the surer a wrong answer is, "
        "the less it teaches.",
        "possible",
        case.evidence,
        change(case.experiment, "Take the loss of probabilities.", loss=natural),
        where=f"the loss, {type(loss).__name__}",
        picture=histogram("outputs", np.asarray(out)),
    )


def _natural(low: float, high: float, outputs: int) -> Loss:
    """Return the cross-entropy that goes with outputs from `low` to `high`."""
    if low >= 0.0 and high <= 1.0:
        return BinaryCrossEntropyFromProbabilities()
    return BinaryCrossEntropy() if outputs == 1 else CategoricalCrossEntropy()
