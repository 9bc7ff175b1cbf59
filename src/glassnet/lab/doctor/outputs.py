"""The last layer and the loss: do they belong together?"""

from __future__ import annotations

from math import e

import numpy as np

from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.mending import change, change_layers, without_last
from glassnet.lab.doctor.sketches import bars, histogram
from glassnet.nn.activations import Identity
from glassnet.nn.clipped_cross_entropy import NegativeLogLikelihood
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy
from glassnet.nn.dropout import Dropout
from glassnet.nn.layer import Activation, Layer
from glassnet.nn.reach import reach
from glassnet.nn.softmax import LogSoftmax, Softmax


def squashed_logits(case: Case) -> Finding | None:
    """Logits that a last layer bends before the loss bends them again.

    With softmax p of p the right class gets at most e / (e + K − 1); no training goes beyond.
    """
    last = case.layers[-1][1]
    if case.experiment.loss.takes != "logits" or not isinstance(last, (Activation, Softmax)):
        return None
    if isinstance(last, Identity):
        return None
    name, loss = type(last).__name__, type(case.experiment.loss).__name__
    low, high = reach(last, max(case.classes, 2))
    ends = {"least logit": low, "greatest logit": high}
    if not any(np.isfinite(end) for end in ends.values()):
        return None
    ceiling = {}
    if isinstance(last, Softmax):
        ceiling = {"the most sure it can be": e / (e + case.classes - 1)}
    return Finding(
        "squashed-logits",
        f"{name} bends the last layer's numbers, and {loss}, which takes logits, bends them again.",
        "certain",
        ceiling | {key: value for key, value in ends.items() if np.isfinite(value)},
        without_last(case.experiment, f"Leave out the last layer, {name}."),
        where=f"layer {case.layers[-1][0]}, {name}",
        picture=bars(ceiling),
    )


def missing_probabilities(case: Case) -> Finding | None:
    """A loss that takes probabilities, and a last layer that gives any number."""
    loss, last = case.experiment.loss, case.layers[-1][1]
    if loss.takes == "probabilities":
        low, high = reach(last, max(case.classes, 2))
        fits = low >= 0.0 and high <= 1.0
    elif loss.takes == "log_probabilities":
        fits = isinstance(last, LogSoftmax)
    else:
        return None
    if fits:
        return None
    natural = BinaryCrossEntropy() if loss.target == "binary" else CategoricalCrossEntropy()
    out = case.first_outputs[-1][2]
    wrong = out > 0.0 if isinstance(loss, NegativeLogLikelihood) else (out < 0.0) | (out > 1.0)
    return Finding(
        "missing-probabilities",
        f"{type(loss).__name__} takes {loss.takes.replace('_', '-')}, and the last layer, "
        f"{type(last).__name__}, gives any number.",
        "certain",
        {"outputs at the start that are none": float(wrong.mean())},
        change(case.experiment, "Take the loss that makes them of logits itself.", loss=natural),
        where=f"layer {case.layers[-1][0]}, {type(last).__name__}",
        picture=histogram("outputs at the start", out),
    )


def dropout_on_output(case: Case) -> Finding | None:
    """Dropout after the last weights sets answers to 0 at random."""
    found = _last_dropout(case)
    if found is None:
        return None
    place, layer = found
    return Finding(
        "dropout-on-output",
        f"Dropout stands after the last weights, so that {layer.rate:.0%} of the answers are set "
        "to 0 in training, whatever was learned.",
        "certain",
        {"share of the answers": layer.rate},
        change_layers(
            case.experiment,
            "Leave out the last Dropout.",
            lambda at, each: [] if at == place else [each],
        ),
        where=f"layer {place}, Dropout",
        picture=bars({"answers set to 0": layer.rate}),
    )


def _last_dropout(case: Case) -> tuple[str, Dropout] | None:
    """Return the Dropout after which no layer has weights, or nothing."""
    for place, layer in reversed(case.layers):
        if isinstance(layer, Dropout) and layer.rate > 0.0:
            return place, layer
        if not _is_weightless(layer):
            return None
    return None


def _is_weightless(layer: Layer) -> bool:
    return isinstance(layer, (Activation, Softmax, LogSoftmax, Dropout))
