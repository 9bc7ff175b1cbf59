"""Rules that give each weight a pace of its own: one that is often pushed hard walks slower.

The learning rate is divided by the root of past squared gradients; the rules differ in how they
remember. Defaults and the place of ε are PyTorch's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace
from glassnet.ground.ranges import check_numbers
from glassnet.nn.optimizers import Optimizer, Slots


@final
@dataclass(frozen=True)
class Adagrad(Optimizer):
    """Remember everything: the pace only ever falls, slowest for what is seldom pushed.

        s ← s + g²          p ← p − η g / (√s + ε)

    Source: Duchi, Hazan & Singer (2011), in the form of PyTorch's Adagrad.
    """

    epsilon: float = 1e-10

    def __post_init__(self) -> None:
        """Refuse an ε that does not keep the division safe."""
        check_numbers(self, epsilon="(0, inf)")

    def start(self, xp: Namespace, p: Array) -> Slots:
        """s = 0."""
        return {"s": xp.zeros_like(p)}

    def update(
        self,
        xp: Namespace,
        step: Array,
        gradient: Array,
        slots: Slots,
        p: Array,
        learning_rate: Array,
    ) -> tuple[Array, Slots]:
        """p ← p − η g / (√s + ε)."""
        s = slots["s"] + gradient**2
        return p - learning_rate * gradient / (xp.sqrt(s) + self.epsilon), {"s": s}


@final
@dataclass(frozen=True)
class RMSprop(Optimizer):
    """Remember the recent squares, so that the pace can rise again.

        s ← α s + (1 − α) g²          d = g / (√s + ε)
        p ← p − η d                   or, with momentum μ:  b ← μ b + d,  p ← p − η b

    With `centered`, s − ḡ² stands for s, where ḡ ← α ḡ + (1 − α) g: the variance of the gradient
    (Graves 2013). Rounding may make it negative; it is cut at 0.

    Source: Tieleman & Hinton (2012), lecture 6.5, in the form of PyTorch's RMSprop.
    """

    alpha: float = 0.99
    epsilon: float = 1e-8
    momentum: float = 0.0
    centered: bool = False

    def __post_init__(self) -> None:
        """Refuse memories that never fade."""
        check_numbers(self, alpha="[0, 1)", epsilon="(0, inf)", momentum="[0, 1)")

    def start(self, xp: Namespace, p: Array) -> Slots:
        """s = 0; ḡ = 0 and b = 0 where they are used."""
        used = {"s": True, "mean": self.centered, "b": self.momentum > 0}
        return {name: xp.zeros_like(p) for name, wanted in used.items() if wanted}

    def update(
        self,
        xp: Namespace,
        step: Array,
        gradient: Array,
        slots: Slots,
        p: Array,
        learning_rate: Array,
    ) -> tuple[Array, Slots]:
        """p ← p − η d, or p ← p − η b."""
        s = self.alpha * slots["s"] + (1.0 - self.alpha) * gradient**2
        after, spread = {"s": s}, s
        if self.centered:
            after["mean"] = self.alpha * slots["mean"] + (1.0 - self.alpha) * gradient
            spread = xp.maximum(s - after["mean"] ** 2, xp.zeros_like(s))
        move = gradient / (xp.sqrt(spread) + self.epsilon)
        if self.momentum:
            move = after["b"] = self.momentum * slots["b"] + move
        return p - learning_rate * move, after


@final
@dataclass(frozen=True)
class Adadelta(Optimizer):
    """Remember the recent squares of the steps as well: a step in the units of the weight.

        s ← ρ s + (1 − ρ) g²        d = g √(u + ε) / √(s + ε)
        u ← ρ u + (1 − ρ) d²        p ← p − η d

    Made for η = 1. Source: Zeiler (2012), algorithm 1, in the form of PyTorch's Adadelta.
    """

    rho: float = 0.9
    epsilon: float = 1e-6

    def __post_init__(self) -> None:
        """Refuse memories that never fade."""
        check_numbers(self, rho="[0, 1)", epsilon="(0, inf)")

    def start(self, xp: Namespace, p: Array) -> Slots:
        """s = u = 0."""
        return {"s": xp.zeros_like(p), "u": xp.zeros_like(p)}

    def update(
        self,
        xp: Namespace,
        step: Array,
        gradient: Array,
        slots: Slots,
        p: Array,
        learning_rate: Array,
    ) -> tuple[Array, Slots]:
        """p ← p − η d."""
        s = self.rho * slots["s"] + (1.0 - self.rho) * gradient**2
        # Two roots, not the root of a quotient: g² may be 1e30, and ε / 1e30 too small to halve.
        d = gradient * xp.sqrt(slots["u"] + self.epsilon) / xp.sqrt(s + self.epsilon)
        u = self.rho * slots["u"] + (1.0 - self.rho) * d**2
        return p - learning_rate * d, {"s": s, "u": u}
