"""Simpler ways to say what is wrong: the loss curve alone, and scikit-learn's warnings."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from clinic_cases.problems import Patient

import glassnet as gn
from glassnet.ground.arrays import Array

RISEN, STUCK, FALLING = 1.2, 0.9, 0.98
BENDS = {gn.ReLU: "relu", gn.Tanh: "tanh", gn.Sigmoid: "logistic", gn.Identity: "identity"}
SAYS_NOTHING_OF = {"schedule", "clip_norm", "clip_value", "weight_decay", "l1", "loss"}
SHAPES = ("no number", "rises", "flat", "still falling", "came to rest")


def shape(losses: Array, *, diverged: bool) -> str:
    """Return what anybody sees of a loss curve: the means of its tenths, first, last but one, last.

    >>> shape(np.linspace(1.0, 0.0, 100), diverged=False)
    'still falling'
    """
    if diverged or not np.isfinite(losses).all():
        return "no number"
    parts = np.array_split(losses, min(10, len(losses)))
    first, before, last = (float(parts[place].mean()) for place in (0, max(-2, -len(parts)), -1))
    start = max(float(losses[0]), first)
    if last > RISEN * start:
        return "rises"
    if last > STUCK * start:
        return "flat"
    return "still falling" if last < FALLING * before else "came to rest"


def commonest(seen: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Return the commonest cause of each shape of the curve; "" where most runs are healthy.

    >>> commonest([("flat", "rate-too-low"), ("flat", ""), ("flat", "rate-too-low")])
    {'flat': 'rate-too-low'}
    """
    counts: dict[str, Counter[str]] = {}
    for what, cause in seen:
        counts.setdefault(what, Counter())[cause] += 1
    return {what: count.most_common(1)[0][0] for what, count in counts.items()}


def warned(patient: Patient, seed: int) -> str | None:
    """Return the cause that scikit-learn's warnings name, "" for none, None if it has no such run.

    ConvergenceWarning says that the epochs ran out before the loss came to rest; an overflow and
    weights that are no numbers are what a rate too high brings about.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    settings = likewise(patient)
    if settings is None:
        return None
    kind = MLPClassifier if patient.is_classes else MLPRegressor
    rows = round(len(patient.x) * (1.0 - patient.settings["validation"]))
    with warnings.catch_warnings(record=True) as told, np.errstate(all="warn"):
        warnings.simplefilter("always")
        try:
            kind(random_state=seed, **settings).fit(patient.x[:rows], patient.y[:rows])
        except ValueError:  # "Solver produced non-finite parameter weights."
            return "rate-too-high"
    kinds = {each.category for each in told}
    if RuntimeWarning in kinds:
        return "rate-too-high"
    return "too-few-epochs" if ConvergenceWarning in kinds else ""


def likewise(patient: Patient) -> dict[str, Any] | None:
    """Return what to tell scikit-learn for the same run, or nothing where it has no words."""
    settings, dense, bends = patient.settings, patient.hidden[::2], patient.hidden[1::2]
    if all(isinstance(layer, gn.Dense) for layer in patient.hidden):
        dense, bends = patient.hidden, (gn.Identity(),)
    kinds = {type(bend) for bend in bends} or {gn.Identity}
    plain = all(isinstance(each, gn.Dense) and each == gn.Dense(each.units) for each in dense)
    if patient.tail or patient.last or not plain or len(kinds) > 1 or not kinds <= BENDS.keys():
        return None
    if settings["early_stopping"] or any(settings.get(name) for name in SAYS_NOTHING_OF):
        return None
    optimizer = settings["optimizer"]
    rows = round(len(patient.x) * (1.0 - settings["validation"]))
    size = min(settings["batch_size"] or rows, rows)
    return {
        "hidden_layer_sizes": tuple(layer.units for layer in dense),
        "activation": BENDS[kinds.pop()],
        "solver": "adam" if isinstance(optimizer, gn.Adam) else "sgd",
        "momentum": getattr(optimizer, "momentum", 0.0),
        "nesterovs_momentum": False,
        "learning_rate_init": settings["learning_rate"],
        "alpha": settings.get("l2", 0.0) * size,  # it divides by the batch's rows
        "batch_size": size,
        "max_iter": settings["epochs"],
        "shuffle": settings.get("shuffle", True),
    }
