"""Losses for numbers that do not let one wild row pull the whole network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace
from glassnet.ground.ranges import check_choice, check_numbers
from glassnet.nn.losses import REDUCTIONS, Loss, Reduction


@final
@dataclass(frozen=True)
class MAE(Loss):
    """The mean of the absolute errors: L = mean |p − y|; it bears outliers, and finds the median.

    prediction: (batch, …)   target: (batch, …), the same shape   dL/dp = sign(p − y) / n

    Source: Boscovich (1757). At p = y the slope is 0, as in PyTorch's L1Loss.
    """

    takes = "values"
    target = "numbers"
    reduction: Reduction = "mean"

    def elements(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """|p − y|."""
        return xp.abs(prediction - target)

    def slope(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """sign(p − y)."""
        return xp.sign(prediction - target)


@final
@dataclass(frozen=True)
class Huber(Loss):
    """Squared near the target, absolute far from it: ½ e² where |e| ≤ δ, else δ (|e| − ½ δ).

    prediction: (batch, …)   target: (batch, …), the same shape   e = p − y

    With c = e cut to [−δ, δ], both cases are c (e − ½ c), and the slope is c.

    Source: Huber (1964); the form of PyTorch's HuberLoss.
    """

    takes = "values"
    target = "numbers"
    delta: float = 1.0
    reduction: Reduction = "mean"

    def __post_init__(self) -> None:
        """Refuse a delta that is not positive and an unknown reduction."""
        check_numbers(self, delta="(0, inf)")
        check_choice(self, "reduction", REDUCTIONS)

    def elements(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """c (e − ½ c)."""
        cut = self.slope(xp, prediction, target)
        return cut * (prediction - target - 0.5 * cut)

    def slope(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """e cut to [−δ, δ]."""
        return xp.clip(prediction - target, -self.delta, self.delta)
