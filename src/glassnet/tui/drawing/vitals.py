"""What can be measured of each layer in one step, by the probes that a run is measured with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.nn.layer import Activation
from glassnet.nn.reach import reach
from glassnet.program.probes import DeadUnits, GradientNorm, Outputs, Saturation, norm
from glassnet.program.step import Facts
from glassnet.run.look import LayerLook, Look


@final
@dataclass(frozen=True)
class Vitals:
    """One layer in one step.

    Args:
        number: The layer's place, from 0.
        kind: What it is.
        rows: How many rows there are to tell by.
        gradient: √Σ g² of all that it learns; None where it learns nothing.
        ratio: ‖Δw‖/‖w‖ of its weights; None where it has none.
        dead: The share of its units whose slope is 0 for every row; None if it is no activation.
        saturated: The share of its values where it is nearly flat; None if it is no activation
            that is bounded on both sides.
        mean: Of what it puts out, over rows and units.
        deviation: Likewise.

    """

    number: int
    kind: str
    rows: int
    gradient: float | None
    ratio: float | None
    dead: float | None
    saturated: float | None
    mean: float
    deviation: float


def vitals(look: Look) -> tuple[Vitals, ...]:
    """Return how each layer fares in a step."""
    with np.errstate(all="ignore"):
        measured = _measured(look)
        return tuple(_of(look, each, measured) for each in look.layers)


def facts_of(look: Look) -> Facts:
    """Return what the step computed, in the form that probes take."""
    return Facts(
        prediction=look.prediction,
        loss=np.asarray(look.loss, dtype=look.program.experiment.dtype),
        outputs=tuple(each.y for each in look.layers),
        saved=tuple(each.saved for each in look.layers),
        gradients={
            f"{each.number}.{name}": gradient
            for each in look.layers
            for name, gradient in each.gradients.items()
        },
        applied=dict(look.gradients),
        learning_rate=np.asarray(look.learning_rate),
    )


def _measured(look: Look) -> dict[str, Array]:
    """Return what the probes measure in a step."""
    found: dict[str, Array] = {}
    facts = facts_of(look)
    for probe in (GradientNorm(), DeadUnits(), Saturation(), Outputs()):
        found |= probe.measure(np, look.program, look.before, facts, look.after)
    return found


def _of(look: Look, seen: LayerLook, measured: dict[str, Array]) -> Vitals:
    """Return how one layer fares."""
    k = seen.number
    norms = [float(measured[f"gradient_norm/{k}.{name}"]) for name in seen.params]
    bounded = False
    if isinstance(seen.layer, Activation):
        bounded = all(map(math.isfinite, reach(seen.layer, seen.y.shape[-1])))
    return Vitals(
        number=k,
        kind=type(seen.layer).__name__,
        rows=len(look.rows),
        gradient=math.hypot(*norms) if norms else None,
        ratio=_ratio(look, seen),
        dead=float(measured[f"dead/{k}"]) if f"dead/{k}" in measured else None,
        saturated=float(measured[f"saturated/{k}"]) if bounded else None,
        mean=float(measured[f"output_mean/{k}"]),
        deviation=float(measured[f"output_deviation/{k}"]),
    )


def _ratio(look: Look, seen: LayerLook) -> float | None:
    """Return by what share of themselves all weights of a layer move, biases left out."""
    names = [f"{seen.number}.{name}" for name in seen.params]
    weights = [name for name in names if name in look.program.decaying]
    if not weights:
        return None
    moved = math.hypot(*(float(norm(np, look.update(name))) for name in weights))
    size = math.hypot(*(float(norm(np, look.before.params[name])) for name in weights))
    return moved / size if size else math.inf if moved else 0.0
