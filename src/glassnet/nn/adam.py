"""Adam and its two repairs: averages of the gradient and of its square, corrected for the start.

Defaults and the place of ε are those of the papers and of PyTorch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace
from glassnet.ground.ranges import check_numbers
from glassnet.nn import gradients
from glassnet.nn.optimizers import Optimizer, Slots


def one_minus_power(xp: Namespace, beta: float, step: Array) -> Array:
    """Return 1 − βᵗ to full precision: in float32, 1 − 0.999¹ loses four of seven digits."""
    return -xp.expm1(step * math.log(beta)) if beta else xp.ones_like(step)


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

    def __post_init__(self) -> None:
        """Refuse averages that never fade."""
        check_numbers(self, beta1="[0, 1)", beta2="[0, 1)", epsilon="(0, inf)")

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


@final
@dataclass(frozen=True)
class AMSGrad(Optimizer):
    """Adam that never forgets a large gradient: the pace of a weight cannot rise again.

        w ← max(w, v)          p ← p − η m̂ / (√(w / (1 − β₂ᵗ)) + ε)

    Source: Reddi, Kale & Kumar (2018), with Adam's corrections; PyTorch's Adam(amsgrad=True).
    """

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        """Refuse averages that never fade."""
        check_numbers(self, beta1="[0, 1)", beta2="[0, 1)", epsilon="(0, inf)")

    def start(self, xp: Namespace, p: Array) -> Slots:
        """m = v = w = 0."""
        return {name: xp.zeros_like(p) for name in ("m", "v", "w")}

    def update(
        self,
        xp: Namespace,
        step: Array,
        gradient: Array,
        slots: Slots,
        p: Array,
        learning_rate: Array,
    ) -> tuple[Array, Slots]:
        """p ← p − η m̂ / (√ŵ + ε)."""
        m = self.beta1 * slots["m"] + (1.0 - self.beta1) * gradient
        v = self.beta2 * slots["v"] + (1.0 - self.beta2) * gradient**2
        w = xp.maximum(slots["w"], v)
        m_hat = m / one_minus_power(xp, self.beta1, step)
        w_hat = w / one_minus_power(xp, self.beta2, step)
        after = {"m": m, "v": v, "w": w}
        return p - learning_rate * m_hat / (xp.sqrt(w_hat) + self.epsilon), after


@final
@dataclass(frozen=True)
class AdamW(Optimizer):
    """Adam with a weight decay that Adam's division does not touch: first p ← p (1 − η λ).

    Every parameter decays, biases too, as in PyTorch's AdamW; an experiment's `weight_decay`
    spares the biases.

    Source: Loshchilov & Hutter (2019), "Decoupled weight decay regularization".
    """

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    weight_decay: float = 0.01

    def __post_init__(self) -> None:
        """Refuse averages that never fade, and a decay that is negative."""
        check_numbers(self, beta1="[0, 1)", beta2="[0, 1)", epsilon="(0, inf)")
        check_numbers(self, weight_decay="[0, inf)")

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
        """p ← p (1 − η λ), then as Adam."""
        p = gradients.decay(xp, p, learning_rate, self.weight_decay)
        adam = Adam(self.beta1, self.beta2, self.epsilon)
        return adam.update(xp, step, gradient, slots, p, learning_rate)
