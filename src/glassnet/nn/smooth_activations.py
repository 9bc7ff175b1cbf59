"""The smooth successors of ReLU: near x for large x, near 0 for small, and no corner between.

Every exponential here has an exponent ≤ 0, so that none overflows, however large x is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, final

from glassnet.ground.arrays import Array, Namespace
from glassnet.ground.ranges import check_choice
from glassnet.nn.activations import sigmoid
from glassnet.nn.error_function import erfc
from glassnet.nn.layer import Activation


def softplus(xp: Namespace, x: Array) -> Array:
    """Return log(1 + eˣ), as max(0, x) + log(1 + e^(−|x|))."""
    return xp.maximum(x, xp.zeros_like(x)) + xp.log1p(xp.exp(-xp.abs(x)))


@final
@dataclass(frozen=True)
class GELU(Activation):
    """x, times the chance that a normal number is below x: y = x Φ(x),  dy/dx = Φ(x) + x φ(x).

    Φ(x) = ½ erfc(−x/√2)      φ(x) = e^(−x²/2) / √(2π)

    `approximate="tanh"` takes ½ (1 + tanh u), u = √(2/π) (x + 0.044715 x³), in place of Φ: the
    form of GPT-2. The two differ by less than 0.0005. Source: Hendrycks & Gimpel (2016).
    """

    approximate: Literal["none", "tanh"] = "none"

    def __post_init__(self) -> None:
        """Refuse an unknown approximation."""
        check_choice(self, "approximate", ("none", "tanh"))

    def f(self, xp: Namespace, x: Array) -> Array:
        """y = x Φ(x)."""
        return x * self.below(xp, x)

    def below(self, xp: Namespace, x: Array) -> Array:
        """Return Φ(x), or what stands for it."""
        if self.approximate == "none":
            return 0.5 * erfc(xp, x * -math.sqrt(0.5))
        u = math.sqrt(2.0 / math.pi) * (x + 0.044715 * x * x * x)
        return 0.5 * (1.0 + xp.tanh(u))

    def slope(self, xp: Namespace, x: Array, y: Array) -> Array:
        """Φ(x) + x Φ′(x); with the approximation, Φ′ = 2 Φ (1 − Φ) du/dx."""
        below = self.below(xp, x)
        if self.approximate == "none":
            return below + x * xp.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)
        rise = math.sqrt(2.0 / math.pi) * (1.0 + 3.0 * 0.044715 * x * x)
        return below + x * (2.0 * below * (1.0 - below)) * rise


@final
@dataclass(frozen=True)
class SiLU(Activation):
    """x, times its own sigmoid (also called Swish): y = x σ(x),  dy/dx = σ + y (1 − σ).

    Source: Elfwing, Uchibe & Doya (2018); Ramachandran, Zoph & Le (2017).
    """

    def f(self, xp: Namespace, x: Array) -> Array:
        """y = x σ(x)."""
        return x * sigmoid(xp, x)

    def slope(self, xp: Namespace, x: Array, y: Array) -> Array:
        """σ + y (1 − σ)."""
        s = sigmoid(xp, x)
        return s + y * (1.0 - s)


@final
@dataclass(frozen=True)
class Softplus(Activation):
    """A ReLU with its corner rounded, positive everywhere: y = log(1 + eˣ),  dy/dx = σ(x).

    Source: Dugas, Bengio, Bélisle, Nadeau & Garcia (2001).
    """

    def f(self, xp: Namespace, x: Array) -> Array:
        """y = log(1 + eˣ)."""
        return softplus(xp, x)

    def slope(self, xp: Namespace, x: Array, y: Array) -> Array:
        """σ(x)."""
        return sigmoid(xp, x)


@final
@dataclass(frozen=True)
class Mish(Activation):
    """y = x t,  t = tanh(softplus(x));  dy/dx = t + x σ(x) (1 − t²).

    Source: Misra (2020).
    """

    def f(self, xp: Namespace, x: Array) -> Array:
        """y = x tanh(log(1 + eˣ))."""
        return x * xp.tanh(softplus(xp, x))

    def slope(self, xp: Namespace, x: Array, y: Array) -> Array:
        """t + x σ(x) (1 − t²)."""
        t = xp.tanh(softplus(xp, x))
        return t + x * sigmoid(xp, x) * (1.0 - t * t)
