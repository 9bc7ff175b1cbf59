"""Mutations that make a healthy network ill, each under the name of the cause it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from clinic_cases import tables
from clinic_cases.problems import Patient
from clinic_cases.tables import Mutation, setting

import glassnet as gn
from glassnet.lab.doctor.pace import usual_rate


@dataclass(frozen=True)
class Fault:
    """One mutation: the cause that should be named, how it is done, and to whom.

    cause: The name of its page, docs/causes/CAUSE.md.
    way: How the healthy twin learns.
    what: What tells it from other faults of the same cause.
    twin: What makes the healthy twin of the patient, where it is not the problem's own.
    """

    cause: str
    mutate: Mutation
    way: str = "adam"
    what: str = ""
    twin: Mutation | None = None

    @property
    def name(self) -> str:
        """What tells this fault from all others."""
        return f"{self.cause} ({', '.join(part for part in (self.what, self.way) if part)})"


def rate(times: float) -> Mutation:
    """Return the mutation that takes so many times the usual rate of the optimizer."""
    return lambda p: setting(learning_rate=usual_rate(p.settings["optimizer"]) * times)(p)


def layers(change: Callable[[gn.Layer], tuple[gn.Layer, ...]]) -> Mutation:
    """Return the mutation that changes every hidden layer."""
    return lambda p: replace(p, hidden=tuple(new for old in p.hidden for new in change(old)))


def _start(bias: bool = False, **start: Any) -> Mutation:
    def mutate(p: Patient) -> Patient | None:
        if bias and not any(isinstance(layer, gn.ReLU) for layer in p.hidden):
            return None
        dense = layers(lambda each: (_with(each, start),))(p)
        return dense if bias else replace(dense, last=start)

    return mutate


def _deeper(number: int, change: Callable[[gn.Layer], gn.Layer]) -> Mutation:
    """Return the mutation that changes Dense layer `number` alone, of networks with two or more."""

    def mutate(p: Patient) -> Patient | None:
        places = [place for place, layer in enumerate(p.hidden) if isinstance(layer, gn.Dense)]
        if len(places) < 2:
            return None
        hidden = list(p.hidden)
        hidden[places[number]] = change(hidden[places[number]])
        return replace(p, hidden=tuple(hidden))

    return mutate


def _with(layer: gn.Layer, changes: dict[str, Any]) -> gn.Layer:
    return replace(layer, **changes) if isinstance(layer, gn.Dense) else layer


def _huge(layer: gn.Layer) -> gn.Layer:
    return _with(layer, {"weights": gn.Normal(20.0)})


def _silent(layer: gn.Layer) -> gn.Layer:
    return _with(layer, {"bias_start": gn.Constant(-30.0)})


def _one_unit(layer: gn.Layer) -> gn.Layer:
    return _with(layer, {"units": 1})


def _squashed(p: Patient) -> Patient | None:
    loss = gn.CategoricalCrossEntropy()
    return replace(setting(loss=loss)(p), tail=(gn.Softmax(),)) if p.is_classes else None


def _squashed_by_relu(p: Patient) -> Patient | None:
    loss = gn.CategoricalCrossEntropy()
    return replace(setting(loss=loss)(p), tail=(gn.ReLU(),)) if p.is_classes else None


def _bare(p: Patient) -> Patient | None:
    loss = gn.CategoricalCrossEntropyFromProbabilities()
    return setting(loss=loss)(p) if p.is_classes else None


def _bottleneck(p: Patient) -> Patient:
    narrow = gn.Dense(1)
    first = True
    found: list[gn.Layer] = []
    for layer in p.hidden:
        found.append(narrow if isinstance(layer, gn.Dense) and first else layer)
        first = first and not isinstance(layer, gn.Dense)
    return replace(p, hidden=tuple(found))


def _deep_sigmoids(p: Patient) -> Patient:
    return replace(p, hidden=(gn.Dense(16), gn.Sigmoid()) * 6)


def _whole(p: Patient) -> Patient | None:
    return setting(batch_size=None)(p) if len(p.x) > 300 else None


def _drop_all(p: Patient) -> Patient:
    return replace(p, tail=(gn.Dropout(0.8),))


def _dropped(layer: gn.Layer) -> tuple[gn.Layer, ...]:
    return (layer, gn.Dropout(0.95)) if isinstance(layer, gn.Activation) else (layer,)


def _straight(p: Patient) -> Patient:
    """Leave out what bends, and convolutions, which two Dense layers in a row are not."""
    return replace(p, hidden=tuple(layer for layer in p.hidden if isinstance(layer, gn.Dense)))


def _unbiased(layer: gn.Layer) -> gn.Layer:
    return replace(layer, bias=False) if isinstance(layer, (gn.Dense, gn.Conv2D)) else layer


def _without_bias(p: Patient) -> Patient:
    hidden = tuple(_unbiased(layer) for layer in p.hidden)
    return replace(p, hidden=hidden, last={**p.last, "bias": False})


def _squared(p: Patient) -> Patient | None:
    """Learn classes by the squares of sigmoids, as the first textbooks do."""
    return replace(setting(loss="mse")(p), tail=(gn.Sigmoid(),)) if p.is_classes else None


def _one_by_one(p: Patient) -> Patient | None:
    """Take the rows one by one at the rate that is usual for 32, for as many updates."""
    if len(p.x) < 100:
        return None
    epochs = max(2, p.settings["epochs"] // 32)
    return rate(1.0)(setting(batch_size=1, epochs=epochs)(p))


def _steps(layer: gn.Layer) -> tuple[gn.Layer, ...]:
    return (gn.Step(),) if isinstance(layer, gn.Activation) else (layer,)


def _narrow(p: Patient) -> Patient:
    """Lu, Shin, Su & Karniadakis (2020): deep and narrow ReLU networks die."""
    return replace(p, hidden=(gn.Dense(3), gn.ReLU()) * 10)


def _drowned(share: float, blur: float, way: str, what: str) -> Fault:
    mutate = tables.drowned(share, blur)
    return Fault("drowned-classes", mutate, way, what, tables.counted_alike)


FAULTS = (
    Fault("rate-too-high", rate(3000.0), "adam", "3000 times"),
    Fault("rate-too-high", rate(300.0), "adam", "300 times"),
    Fault("rate-too-high", rate(100.0), "sgd"),
    Fault("rate-too-high", rate(100.0), "momentum"),
    Fault("momentum-too-high", setting(optimizer=gn.Momentum(0.999)), "momentum"),
    Fault("rate-too-low", rate(1e-3), "adam"),
    Fault("rate-too-low", rate(1e-3), "sgd"),
    Fault("too-few-epochs", setting(epochs=2), "adam"),
    Fault("too-few-epochs", setting(epochs=2), "sgd"),
    Fault("batch-too-large", _whole, "adam"),
    Fault("batch-too-large", _whole, "sgd"),
    Fault("unscaled-inputs", tables.unscaled_inputs, "sgd"),
    Fault("unscaled-inputs", tables.unscaled_inputs, "adam"),
    Fault("unscaled-targets", tables.unscaled_targets, "adam"),
    Fault("unscaled-targets", tables.unscaled_targets, "momentum"),
    Fault("squashed-logits", _squashed, "adam"),
    Fault("squashed-logits", _squashed_by_relu, "sgd"),
    Fault("missing-probabilities", _bare, "adam"),
    Fault("linear-stack", _straight, "adam"),
    Fault("no-hidden-layer", lambda p: replace(p, hidden=()), "sgd"),
    Fault("step-activation", layers(_steps), "adam"),
    Fault("equal-start", _start(weights=gn.Constant(0.1)), "adam"),
    Fault("equal-start", _start(weights=gn.Zeros()), "sgd"),
    Fault("start-too-large", _start(weights=gn.Normal(20.0)), "sgd"),
    Fault("start-too-large", _start(weights=gn.Normal(50.0)), "adam"),
    Fault("start-too-small", _start(weights=gn.Normal(1e-5)), "sgd"),
    Fault("dead-start", _start(bias=True, bias_start=gn.Constant(-30.0)), "adam"),
    Fault("strong-dropout", layers(_dropped), "adam"),
    Fault("dropout-on-output", _drop_all, "adam"),
    Fault("strong-penalty", setting(l2=1.0), "sgd"),
    Fault("strong-penalty", setting(weight_decay=10.0), "adam"),
    Fault("strong-penalty", setting(l1=0.5), "momentum"),
    Fault("tight-clipping", setting(clip_norm=1e-3), "sgd"),
    Fault("tight-clipping", setting(clip_norm=1e-3), "momentum"),
    Fault("schedule-too-short", setting(schedule=gn.Exponential(0.9)), "adam"),
    Fault("vanishing-gradients", _deep_sigmoids, "sgd"),
    Fault("bottleneck", _bottleneck, "adam"),
    Fault("unshuffled", tables.ordered, "sgd"),
    Fault("unshuffled", tables.ordered, "momentum"),
    Fault("no-signal", tables.shuffled_labels, "adam"),
    Fault("no-signal", tables.shuffled_labels, "sgd"),
    Fault("missing-code", tables.coded_missing, "adam", twin=tables.told_missing),
    Fault("missing-code", tables.coded_missing, "sgd", twin=tables.told_missing),
    Fault("corrupted-labels", tables.corrupted_labels, "adam"),
    Fault("corrupted-labels", tables.corrupted_labels, "momentum"),
    Fault("overfitting", tables.by_heart, "adam", twin=tables.stopped_early),
    Fault("batch-too-small", _one_by_one, "sgd"),
    Fault("batch-too-small", _one_by_one, "momentum"),
    Fault("squared-classes", _squared, "sgd"),
    Fault("squared-classes", _squared, "adam"),
    Fault("missing-bias", _without_bias, "adam"),
    Fault("missing-bias", _without_bias, "momentum"),
    Fault("leaking-column", tables.leaking, "adam"),
    Fault("leaking-column", tables.leaking, "momentum"),
    Fault("id-column", tables.numbered, "adam"),
    Fault("id-column", tables.numbered, "momentum"),
    _drowned(0.9, 1.0, "adam", "9 of 10 rows"),
    _drowned(0.95, 1.0, "sgd", "19 of 20 rows"),
    _drowned(0.97, 1.5, "momentum", "32 of 33 rows"),
    Fault("dead-units", _narrow, "adam"),
    Fault("dead-units", _narrow, "momentum"),
    Fault("start-too-large", _deeper(1, _huge), "sgd", "second layer"),
    Fault("dead-start", _deeper(0, _silent), "adam", "first layer"),
    Fault("dead-start", _deeper(1, _silent), "adam", "second layer"),
    Fault("bottleneck", _deeper(1, _one_unit), "adam", "second layer"),
)
# As the list of causes to know has them.
GROUPS = {
    "data": "unscaled-inputs unscaled-targets missing-code no-signal corrupted-labels "
    "id-column leaking-column drowned-classes",
    "design": "squashed-logits missing-probabilities linear-stack no-hidden-layer step-activation "
    "missing-bias squared-classes bottleneck strong-dropout dropout-on-output vanishing-gradients",
    "start": "equal-start start-too-large start-too-small dead-start",
    "training": "rate-too-high rate-too-low momentum-too-high too-few-epochs batch-too-large "
    "batch-too-small strong-penalty tight-clipping schedule-too-short unshuffled overfitting "
    "dead-units",
}


def group(cause: str) -> str:
    """Return the group of a cause.

    >>> group("dead-start")
    'start'
    """
    return next((name for name, causes in GROUPS.items() if cause in causes.split()), "")
