"""How a gradient becomes a step: rules on one parameter, in order of increasing complexity.

Each rule keeps its slots (velocities, averages of squares, …) outside itself: `start` makes them,
`update` returns new ones. `step` counts updates from 1. Arrays of any shape, any namespace.

After these come `adaptive` (a pace for each weight), `adam` and `adam_relatives`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace
from glassnet.ground.ranges import check_numbers

Slots = dict[str, Array]


class Optimizer(ABC):
    """The contract of a rule: pure, element by element, in the dtype of the parameter."""

    @abstractmethod
    def start(self, xp: Namespace, p: Array) -> Slots:
        """Return the slots of parameter `p` before the first update: of its shape, or 0-d."""

    @abstractmethod
    def update(
        self,
        xp: Namespace,
        step: Array,
        gradient: Array,
        slots: Slots,
        p: Array,
        learning_rate: Array,
    ) -> tuple[Array, Slots]:
        """Return the new parameter and its new slots; `step` is a 0-d float array, 1 at first."""


@final
@dataclass(frozen=True)
class SGD(Optimizer):
    """Walk downhill: p ← p − η g.

    Source: Robbins & Monro (1951); Cauchy (1847) with the whole batch.
    """

    def start(self, xp: Namespace, p: Array) -> Slots:
        """Nothing to remember."""
        return {}

    def update(
        self,
        xp: Namespace,
        step: Array,
        gradient: Array,
        slots: Slots,
        p: Array,
        learning_rate: Array,
    ) -> tuple[Array, Slots]:
        """p ← p − η g."""
        return p - learning_rate * gradient, {}


@final
@dataclass(frozen=True)
class Momentum(Optimizer):
    """Roll downhill like a ball: steps that agree add up, steps that disagree cancel.

        v ← μ v + g          p ← p − η v

    Source: Polyak (1964), in the form of PyTorch's SGD(momentum=μ): η stays outside v, so that a
    schedule acts at once.
    """

    momentum: float = 0.9

    def __post_init__(self) -> None:
        """Refuse a momentum that never fades."""
        check_numbers(self, momentum="[0, 1)")

    def start(self, xp: Namespace, p: Array) -> Slots:
        """v = 0."""
        return {"v": xp.zeros_like(p)}

    def update(
        self,
        xp: Namespace,
        step: Array,
        gradient: Array,
        slots: Slots,
        p: Array,
        learning_rate: Array,
    ) -> tuple[Array, Slots]:
        """p ← p − η v."""
        v = self.momentum * slots["v"] + gradient
        return p - learning_rate * v, {"v": v}


@final
@dataclass(frozen=True)
class Nesterov(Optimizer):
    """Momentum that looks ahead: it steps to where the velocity is about to lead.

        v ← μ v + g          p ← p − η (g + μ v)

    Source: Nesterov (1983), as rewritten by Sutskever et al. (2013); the form of PyTorch's
    SGD(momentum=μ, nesterov=True).
    """

    momentum: float = 0.9

    def __post_init__(self) -> None:
        """Refuse a momentum that never fades."""
        check_numbers(self, momentum="[0, 1)")

    def start(self, xp: Namespace, p: Array) -> Slots:
        """v = 0."""
        return {"v": xp.zeros_like(p)}

    def update(
        self,
        xp: Namespace,
        step: Array,
        gradient: Array,
        slots: Slots,
        p: Array,
        learning_rate: Array,
    ) -> tuple[Array, Slots]:
        """p ← p − η (g + μ v)."""
        v = self.momentum * slots["v"] + gradient
        return p - learning_rate * (gradient + self.momentum * v), {"v": v}
