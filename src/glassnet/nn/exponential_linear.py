"""The exponential linear units: lines above 0 that sink softly to a floor below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace
from glassnet.ground.ranges import check_numbers
from glassnet.nn.layer import Activation
from glassnet.nn.scaled_initializers import LeCunNormal

# Klambauer et al. (2017), equation 14: mean 0 and variance 1 are a fixed point of SELU.
SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805


def elu(xp: Namespace, x: Array, alpha: float) -> Array:
    """Return x where x > 0, else α (eˣ − 1)."""
    below = alpha * xp.expm1(xp.minimum(x, xp.zeros_like(x)))
    return xp.where(x > 0, x, below)


@final
@dataclass(frozen=True)
class ELU(Activation):
    """A ReLU that sinks softly to −α: y = x where x > 0, else α (eˣ − 1);  dy/dx = 1 or y + α.

    Source: Clevert, Unterthiner & Hochreiter (2016). At x = 0 the slope is α, as in PyTorch.
    """

    alpha: float = 1.0

    def __post_init__(self) -> None:
        """Refuse an α with which the function would not rise."""
        check_numbers(self, alpha="(0, inf)")

    def f(self, xp: Namespace, x: Array) -> Array:
        """y = x where x > 0, else α (eˣ − 1)."""
        return elu(xp, x, self.alpha)

    def slope(self, xp: Namespace, x: Array, y: Array) -> Array:
        """1 where x > 0, else α eˣ = y + α."""
        return xp.where(x > 0, xp.ones_like(x), y + self.alpha)


@final
@dataclass(frozen=True)
class SELU(Activation):
    """An ELU whose two numbers keep mean 0 and variance 1 from layer to layer: y = λ ELU(x; α).

    Source: Klambauer, Unterthiner, Mayr & Hochreiter (2017). Its weights start by LeCun's rule.
    """

    weights_before = LeCunNormal()

    def f(self, xp: Namespace, x: Array) -> Array:
        """y = λ ELU(x; α)."""
        return SELU_SCALE * elu(xp, x, SELU_ALPHA)

    def slope(self, xp: Namespace, x: Array, y: Array) -> Array:
        """λ where x > 0, else λ α eˣ = y + λ α."""
        return xp.where(x > 0, xp.ones_like(x) * SELU_SCALE, y + SELU_SCALE * SELU_ALPHA)
