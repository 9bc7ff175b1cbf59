"""The verdicts, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from glassnet.lab.codecheck.recognition import Recognized
from glassnet.lab.codecheck.samples import Sample
from glassnet.lab.codecheck.verdict import Cause, GradientCheck, ParameterCheck
from glassnet.lab.codecheck.wording import listed

Judged = tuple[ParameterCheck, ...]


def right(judged: Judged, samples: Sequence[Sample], kind: str) -> GradientCheck:
    """Return that every gradient is right, and how surely."""
    exact = any(s.exact for s in samples)
    how = "to rounding, by complex step" if exact else "by central differences"
    what = "the gradients are those of the loss"
    if kind == "step":
        what = "the step goes along the gradient of the loss"
    measured = sum(int(np.isfinite(v).sum()) for s in samples for v in s.true.values())
    worst = max((p.error for p in judged), default=0.0)
    sentence = (
        f"{what}: {measured} slopes measured at {len(samples)} points, {how}; the largest "
        f"difference is {worst:.0e}, relatively."
    )
    return GradientCheck(
        "right", sentence, judged, (), _left_out(judged, samples), "", len(samples)
    )


def _left_out(judged: Judged, samples: Sequence[Sample]) -> tuple[str, ...]:
    """Return what could not be measured."""
    notes = []
    unseen = [p.name for p in judged if p.ok is None]
    if unseen:
        notes.append(f"Nothing was measured for {listed(unseen)}: the loss does not depend on it.")
    bends = sum(s.bends for s in samples)
    if bends:
        notes.append(f"{bends} slopes were left out: the loss bends there, as a ReLU does at 0.")
    return tuple(notes)


def wrong(
    judged: Judged, told: Sequence[Cause], known: Recognized | None, looked: int
) -> GradientCheck:
    """Return which gradients are wrong, and why."""
    names = [p.name for p in judged if p.ok is False]
    sentence = f"the gradients of {listed(names)} are not those of the loss."
    if len(names) == 1:
        sentence = f"the gradient of {names[0]} is not that of the loss."
    network = described(known) if known else ""
    notes = (f"Recognized: {network}.",) if network else ()
    parameters = tuple(_with_pattern(p, told) for p in judged)
    return GradientCheck("wrong", sentence, parameters, tuple(told), notes, network, looked)


def _with_pattern(parameter: ParameterCheck, told: Sequence[Cause]) -> ParameterCheck:
    """Return the parameter with the cause it is seen in; a slip in the network stands for all."""
    if parameter.ok is not False:
        return parameter
    own = [cause for cause in told if parameter.name in cause.parameters]
    own += [cause for cause in told if not cause.parameters]
    if not own:
        return parameter
    return replace(parameter, pattern=own[0].pattern, sentence=own[0].sentence)


def described(known: Recognized) -> str:
    """Return the network in a line: its sizes, activations and rows."""
    parts = [str(known.x.shape[1])]
    for layer, activation in zip(known.stack.layers, known.stack.activations, strict=True):
        parts.append(f"{layer.units} {type(activation).__name__}")
    return f"{' → '.join(parts)}, {len(known.x)} rows"


def flat(samples: Sequence[Sample]) -> GradientCheck:
    """Return that there was nothing to measure."""
    names = list(samples[0].point)
    sentence = (
        f"the loss does not change when {listed(names)} change; does it use the parameters it is "
        "given, and not others of the same name? A loss that counts or rounds has no slope, either."
    )
    judged = tuple(ParameterCheck(n, p.shape, None, 0.0) for n, p in samples[0].point.items())
    return GradientCheck("unclear", sentence, judged, points=len(samples))


def shortened(judged: Judged, length: float, samples: Sequence[Sample], kind: str) -> GradientCheck:
    """Return that gradients point the right way and are cut to a length."""
    told = f"Every gradient points the right way, shortened: together they are {length:.6g} long."
    if kind == "step":
        calm = tuple(replace(p, ok=True, yours=None, right=None) for p in judged)
        sentence = "the step goes along the gradient of the loss, shortened where that is long."
        return GradientCheck("right", sentence, calm, points=len(samples))
    names = tuple(p.name for p in judged)
    cause = Cause("clipped", names, told, "∂L/∂W", "∂L/∂W · c / ‖∂L/∂W‖", {"length": length})
    return wrong(judged, (cause,), None, len(samples))


def adaptive(judged: Judged, samples: Sequence[Sample]) -> GradientCheck:
    """Return that a step goes downhill in every parameter, all equally far."""
    sentence = (
        "every weight moves downhill, all equally far, as in the first step of Adam or RMSprop; "
        "check the gradients alone, or one step of plain gradient descent."
    )
    unseen = tuple(replace(p, ok=None, yours=None, right=None) for p in judged)
    return GradientCheck("unclear", sentence, unseen, points=len(samples))


def added_up(judged: Judged, samples: Sequence[Sample]) -> GradientCheck:
    """Return that gradients are right at the first call only."""
    names = tuple(p.name for p in judged)
    told = (
        "Every gradient is right at the first call, and twice as large at the second: they are "
        "added up in a place that nobody sets back to 0."
    )
    cause = Cause("added up from call to call", names, told, "g = ∂L/∂W", "g = g + ∂L/∂W")
    bad = tuple(replace(p, ok=False if p.ok else p.ok) for p in judged)
    return wrong(bad, (cause,), None, len(samples))
