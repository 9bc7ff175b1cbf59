"""Adam's relatives: one looks ahead, one measures by the largest gradient.

Defaults and the place of ε are PyTorch's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace
from glassnet.ground.ranges import check_numbers
from glassnet.nn.adam import one_minus_power
from glassnet.nn.optimizers import Optimizer, Slots


@final
@dataclass(frozen=True)
class NAdam(Optimizer):
    """Adam with Nesterov's look ahead, and a momentum that warms up.

        μₜ = β₁ (1 − ½ 0.96^(t ψ))          m, v as Adam's
        m̂ = μₜ₊₁ m / (1 − μ₁ ⋯ μₜ₊₁) + (1 − μₜ) g / (1 − μ₁ ⋯ μₜ)
        p ← p − η m̂ / (√v̂ + ε)

    PyTorch's default η is 0.002. Source: Dozat (2016), in the form of PyTorch's NAdam.
    """

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    momentum_decay: float = 4e-3

    def __post_init__(self) -> None:
        """Refuse averages that never fade."""
        check_numbers(self, beta1="[0, 1)", beta2="[0, 1)", epsilon="(0, inf)")
        check_numbers(self, momentum_decay="[0, inf)")

    def start(self, xp: Namespace, p: Array) -> Slots:
        """m = v = 0, and the product of all μ so far, 1."""
        one = xp.ones((), dtype=p.dtype)
        return {"m": xp.zeros_like(p), "v": xp.zeros_like(p), "product": one}

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
        mu, mu_next = self._momentum(step), self._momentum(step + 1.0)
        product = slots["product"] * mu
        ahead = mu_next * m / (1.0 - product * mu_next)
        m_hat = ahead + (1.0 - mu) * gradient / (1.0 - product)
        v_hat = v / one_minus_power(xp, self.beta2, step)
        after = {"m": m, "v": v, "product": product}
        return p - learning_rate * m_hat / (xp.sqrt(v_hat) + self.epsilon), after

    def _momentum(self, step: Array) -> Array:
        """μₜ."""
        return self.beta1 * (1.0 - 0.5 * 0.96 ** (step * self.momentum_decay))


@final
@dataclass(frozen=True)
class Adamax(Optimizer):
    """Adam with the largest recent gradient in place of the root of the mean square.

        m ← β₁ m + (1 − β₁) g          u ← max(β₂ u, |g| + ε)
        p ← p − η m̂ / u

    PyTorch's default η is 0.002. Source: Kingma & Ba (2015), algorithm 2; ε as in PyTorch, so that
    a weight that was never pushed does not divide by 0.
    """

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        """Refuse averages that never fade."""
        check_numbers(self, beta1="[0, 1)", beta2="[0, 1)", epsilon="(0, inf)")

    def start(self, xp: Namespace, p: Array) -> Slots:
        """m = u = 0."""
        return {"m": xp.zeros_like(p), "u": xp.zeros_like(p)}

    def update(
        self,
        xp: Namespace,
        step: Array,
        gradient: Array,
        slots: Slots,
        p: Array,
        learning_rate: Array,
    ) -> tuple[Array, Slots]:
        """p ← p − η m̂ / u."""
        m = self.beta1 * slots["m"] + (1.0 - self.beta1) * gradient
        u = xp.maximum(self.beta2 * slots["u"], xp.abs(gradient) + self.epsilon)
        m_hat = m / one_minus_power(xp, self.beta1, step)
        return p - learning_rate * m_hat / u, {"m": m, "u": u}
