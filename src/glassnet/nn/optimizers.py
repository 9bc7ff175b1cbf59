"""How a gradient becomes a step: rules on one parameter, in order of increasing complexity.

Each rule keeps its slots (velocities, averages of squares, …) outside itself: `start` makes them,
`update` returns new ones. `step` counts updates from 1. Arrays of any shape, any namespace.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace

Slots = dict[str, Array]


class Optimizer(ABC):
    """The contract of a rule."""

    @abstractmethod
    def start(self, xp: Namespace, p: Array) -> Slots:
        """Return the slots of parameter `p` before the first update."""

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
class Adam(Optimizer):
    """Walk at a pace that each weight sets for itself, from averages of g and g².

        m ← β₁ m + (1 − β₁) g          v ← β₂ v + (1 − β₂) g²
        m̂ = m / (1 − β₁ᵗ)              v̂ = v / (1 − β₂ᵗ)
        p ← p − η m̂ / (√v̂ + ε)

    Source: Kingma & Ba (2015), algorithm 1. Defaults as in the paper and in PyTorch.
    """

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def start(self, xp: Namespace, p: Array) -> Slots:
        """m = v = 0."""
        return {"m": xp.zeros_like(p), "v": xp.zeros_like(p)}

    def update(
        self,
        xp: Namespace,
        step: Array,
        gradient: Array,
        slots: Slots,
        p: Array,
        learning_rate: Array,
    ) -> tuple[Array, Slots]:
        """p ← p − η m̂ / (√v̂ + ε)."""
        m = self.beta1 * slots["m"] + (1.0 - self.beta1) * gradient
        v = self.beta2 * slots["v"] + (1.0 - self.beta2) * gradient**2
        m_hat = m / one_minus_power(xp, self.beta1, step)
        v_hat = v / one_minus_power(xp, self.beta2, step)
        # √v̂ + ε, not √(v̂ + ε): algorithm 1; it differs only where v̂ < 1e-12.
        return p - learning_rate * m_hat / (xp.sqrt(v_hat) + self.epsilon), {"m": m, "v": v}


def one_minus_power(xp: Namespace, beta: float, step: Array) -> Array:
    """Return 1 − βᵗ to full precision: in float32, 1 − 0.999¹ loses four of seven digits."""
    return -xp.expm1(step * math.log(beta))
