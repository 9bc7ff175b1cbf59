"""Numbers worth watching inside a step: each probe names its columns and measures them.

A probe is a pure function of what the step computed; it changes nothing. Declared before a run it
is measured in every step by whichever engine runs; asked for afterwards, the steps are lived again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace, size
from glassnet.nn.gradients import global_norm
from glassnet.nn.layer import Activation, Layer, Saved
from glassnet.nn.network import Network
from glassnet.nn.residual import Residual
from glassnet.program.state import State
from glassnet.program.step import Facts, Program


class Probe(ABC):
    """Some numbers of every step."""

    @abstractmethod
    def measure(
        self, xp: Namespace, program: Program, before: State, facts: Facts, after: State
    ) -> dict[str, Array]:
        """Return 0-d arrays by column name, such as "gradient_norm/0.weights"."""


def tell(
    xp: Namespace,
    program: Program,
    probes: tuple[Probe, ...],
    before: State,
    facts: Facts,
    after: State,
) -> dict[str, Array]:
    """Return all columns of one step: its loss, its rate, and what `probes` measure."""
    told = {"loss": facts.loss, "learning_rate": facts.learning_rate}
    for probe in probes:
        told |= probe.measure(xp, program, before, facts, after)
    return told


@final
@dataclass(frozen=True)
class GradientNorm(Probe):
    """The length of each parameter's gradient, before penalties and clipping: √Σ g²."""

    def measure(
        self, xp: Namespace, program: Program, before: State, facts: Facts, after: State
    ) -> dict[str, Array]:
        """Return "gradient_norm/NAME" of every parameter."""
        return {f"gradient_norm/{name}": norm(xp, g) for name, g in facts.gradients.items()}


@final
@dataclass(frozen=True)
class WeightNorm(Probe):
    """The length of each parameter after the step: √Σ w²."""

    def measure(
        self, xp: Namespace, program: Program, before: State, facts: Facts, after: State
    ) -> dict[str, Array]:
        """Return "weight_norm/NAME" of every parameter."""
        return {f"weight_norm/{name}": norm(xp, p) for name, p in after.params.items()}


@final
@dataclass(frozen=True)
class UpdateRatio(Probe):
    """By what share of itself each parameter moves: ‖Δw‖ / ‖w‖; about 0.001 is usual.

    0 where a parameter does not move, and infinite where it moves away from zero.
    """

    def measure(
        self, xp: Namespace, program: Program, before: State, facts: Facts, after: State
    ) -> dict[str, Array]:
        """Return "update_ratio/NAME" of every parameter."""
        found = {}
        for name, p in before.params.items():
            moved, size = norm(xp, after.params[name] - p), norm(xp, p)
            safe = xp.where(size > 0, size, xp.ones_like(size))
            away = xp.where(moved > 0, xp.inf * xp.ones_like(size), xp.zeros_like(size))
            found[f"update_ratio/{name}"] = xp.where(size > 0, moved / safe, away)
        return found


@final
@dataclass(frozen=True)
class DeadUnits(Probe):
    """The share of an activation's units whose slope is 0 for every row: they pass nothing back."""

    def measure(
        self, xp: Namespace, program: Program, before: State, facts: Facts, after: State
    ) -> dict[str, Array]:
        """Return "dead/LAYER" of every activation, "dead/2.0" of one within layer 2."""
        found = {}
        for place, slope in _slopes(xp, program.experiment.network.layers, facts.saved):
            dead = xp.all(slope == 0, axis=0)
            found[f"dead/{place}"] = xp.mean(xp.astype(dead, facts.loss.dtype))
        return found


@final
@dataclass(frozen=True)
class Saturation(Probe):
    """The share of an activation's values where it is nearly flat: |f′| below `slope`.

    For a sigmoid 0.05 is an output below 0.053 or above 0.947, a fifth of its largest slope.
    """

    slope: float = 0.05

    def measure(
        self, xp: Namespace, program: Program, before: State, facts: Facts, after: State
    ) -> dict[str, Array]:
        """Return "saturated/LAYER" of every activation, those within layers included."""
        return {
            f"saturated/{place}": xp.mean(xp.astype(xp.abs(slope) < self.slope, facts.loss.dtype))
            for place, slope in _slopes(xp, program.experiment.network.layers, facts.saved)
        }


@final
@dataclass(frozen=True)
class Outputs(Probe):
    """Mean and standard deviation of what each layer puts out, over the rows and units."""

    def measure(
        self, xp: Namespace, program: Program, before: State, facts: Facts, after: State
    ) -> dict[str, Array]:
        """Return "output_mean/LAYER" and "output_deviation/LAYER" of every layer."""
        found = {}
        for number, y in enumerate(facts.outputs):
            found[f"output_mean/{number}"] = xp.mean(y)
            found[f"output_deviation/{number}"] = xp.std(y)
        return found


def norm(xp: Namespace, array: Array) -> Array:
    """Return the Euclidean length of all numbers of `array`, a 0-d array."""
    return global_norm(xp, {"": array}) if size(array.shape) else xp.sum(array)


def _slopes(
    xp: Namespace, layers: tuple[Layer, ...], saved: Saved, place: str = ""
) -> Iterator[tuple[str, Array]]:
    """Yield the place and the slopes of every activation, from what forward saved.

    The place is the layer's number, and for a layer within others theirs before it: "2.0".
    """
    for number, (layer, kept) in enumerate(zip(layers, saved, strict=True)):
        if isinstance(layer, Activation):
            yield f"{place}{number}", layer.slope(xp, *kept)
        elif isinstance(layer, (Network, Residual)):
            yield from _slopes(xp, layer.layers, kept, f"{place}{number}.")
