"""Mutations that make a healthy network ill, each under the name of the cause it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from clinic_cases.problems import Patient

import glassnet as gn
from glassnet.lab.doctor.pace import usual_rate

Mutation = Callable[[Patient], Patient | None]


@dataclass(frozen=True)
class Fault:
    """One mutation: the rule that should name it, others that are as right, and how it is done."""

    cause: str
    mutate: Mutation
    way: str = ""
    also: tuple[str, ...] = ()


def setting(**changes: Any) -> Mutation:
    """Return the mutation that sets fields of the experiment."""
    return lambda p: replace(p, settings={**p.settings, **changes})


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


def _with(layer: gn.Layer, start: dict[str, Any]) -> gn.Layer:
    return replace(layer, **start) if isinstance(layer, gn.Dense) else layer


def _unscaled_inputs(p: Patient) -> Patient:
    scale = np.geomspace(50.0, 2000.0, p.x.shape[1])
    return replace(p, x=(p.x + 1.0) * scale)


def _unscaled_targets(p: Patient) -> Patient | None:
    return None if p.is_classes else replace(p, y=500.0 * p.y + 2000.0)


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


def _ordered(p: Patient) -> Patient:
    order = np.argsort(p.y, kind="stable")
    return setting(shuffle=False)(replace(p, x=p.x[order], y=p.y[order]))


def _shuffled_labels(p: Patient) -> Patient | None:
    if len(p.y) < 100:
        return None
    return replace(p, y=np.random.default_rng(3).permutation(p.y))


def _whole(p: Patient) -> Patient | None:
    return setting(batch_size=None)(p) if len(p.x) > 300 else None


def _drop_all(p: Patient) -> Patient:
    return replace(p, tail=(gn.Dropout(0.8),))


def _dropped(layer: gn.Layer) -> tuple[gn.Layer, ...]:
    return (layer,) if isinstance(layer, gn.Dense) else (layer, gn.Dropout(0.95))


def _bends_gone(layer: gn.Layer) -> tuple[gn.Layer, ...]:
    return (layer,) if isinstance(layer, gn.Dense) else ()


def _steps(layer: gn.Layer) -> tuple[gn.Layer, ...]:
    return (layer,) if isinstance(layer, gn.Dense) else (gn.Step(),)


def _by_heart(p: Patient) -> Patient | None:
    if not p.is_classes or len(p.y) < 140:
        return None
    rng = np.random.default_rng(5)
    flipped = np.where(rng.uniform(size=len(p.y)) < 0.25, rng.permutation(p.y), p.y)
    wide = tuple(gn.Dense(128) if isinstance(e, gn.Dense) else e for e in p.hidden)
    longer = setting(epochs=3 * p.settings["epochs"])(p)
    return replace(longer, y=flipped, hidden=wide)


FAULTS = (
    Fault("rate-too-high", rate(3000.0), "adam"),
    Fault("rate-too-high", rate(300.0), "adam"),
    Fault("rate-too-high", rate(100.0), "sgd"),
    Fault("rate-too-high", rate(100.0), "momentum"),
    Fault("momentum-too-high", setting(optimizer=gn.Momentum(0.999)), "momentum"),
    Fault("rate-too-low", rate(1e-3), "adam"),
    Fault("rate-too-low", rate(1e-3), "sgd"),
    Fault("too-few-epochs", setting(epochs=2), "adam"),
    Fault("too-few-epochs", setting(epochs=2), "sgd"),
    Fault("batch-too-large", _whole, "adam"),
    Fault("batch-too-large", _whole, "sgd"),
    Fault("unscaled-inputs", _unscaled_inputs, "sgd"),
    Fault("unscaled-inputs", _unscaled_inputs, "adam"),
    Fault("unscaled-targets", _unscaled_targets, "adam"),
    Fault("unscaled-targets", _unscaled_targets, "momentum"),
    Fault("squashed-logits", _squashed, "adam"),
    Fault("squashed-logits", _squashed_by_relu, "sgd"),
    Fault("missing-probabilities", _bare, "adam"),
    Fault("linear-stack", layers(_bends_gone), "adam"),
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
    Fault("unshuffled", _ordered, "sgd"),
    Fault("unshuffled", _ordered, "momentum"),
    Fault("no-signal", _shuffled_labels, "adam"),
    Fault("no-signal", _shuffled_labels, "sgd"),
    Fault("overfitting", _by_heart, "adam"),
)


def noisy(p: Patient) -> Patient | None:
    """A fifth of the labels is wrong: the plateau is the noise's."""
    if not p.is_classes or len(p.y) < 100:
        return None
    rng = np.random.default_rng(11)
    wrong = rng.uniform(size=len(p.y)) < 0.2
    fewer = setting(epochs=max(5, p.settings["epochs"] // 5))(p)
    return replace(fewer, y=np.where(wrong, rng.permutation(p.y), p.y))


def _wide(layer: gn.Layer) -> tuple[gn.Layer, ...]:
    return (gn.Dense(256),) if isinstance(layer, gn.Dense) else (layer,)


def _some_dropout(layer: gn.Layer) -> tuple[gn.Layer, ...]:
    return (layer,) if isinstance(layer, gn.Dense) else (layer, gn.Dropout(0.1))


def _small_validation(p: Patient) -> Patient | None:
    return setting(validation=0.08)(p) if len(p.x) > 40 else None


def _stopped(p: Patient) -> Patient | None:
    return setting(early_stopping=gn.EarlyStopping(50))(p) if len(p.x) > 40 else None


UGLY: dict[str, tuple[Mutation, str]] = {
    "as it should be, Adam": (lambda p: p, "adam"),
    "as it should be, SGD": (lambda p: p, "sgd"),
    "as it should be, momentum": (lambda p: p, "momentum"),
    "plateau at the noise": (noisy, "adam"),
    "small validation": (_small_validation, "momentum"),
    "warm-up": (setting(schedule=gn.WarmupCosine()), "adam"),
    "wide, sparse ReLU": (layers(_wide), "adam"),
    "to zero loss": (lambda p: setting(epochs=2 * p.settings["epochs"], validation=0.0)(p), "adam"),
    "gradients clipped for safety": (setting(clip_norm=1.0), "momentum"),
    "a little dropout": (layers(_some_dropout), "adam"),
    "a little penalty": (setting(l2=1e-4), "sgd"),
    "early stopping": (_stopped, "adam"),
    "a summed loss, large gradients": (setting(loss="half_sum_of_squares"), "adam"),
}
