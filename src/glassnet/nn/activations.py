"""What bends a network: functions of one number, each with its slope beside it.

Without one between two Dense layers, the two are one. ReLU's successors have files of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace
from glassnet.ground.ranges import check_numbers
from glassnet.nn.layer import Activation
from glassnet.nn.scaled_initializers import GlorotUniform


def sigmoid(xp: Namespace, x: Array) -> Array:
    """Return σ(x) = 1 / (1 + e⁻ˣ), by e^(−|x|), which cannot overflow."""
    e = xp.exp(-xp.abs(x))
    return xp.where(x >= 0, xp.ones_like(e), e) / (1.0 + e)


@final
@dataclass(frozen=True)
class Identity(Activation):
    """Nothing bends: y = x,  dy/dx = 1. It marks a linear output."""

    weights_before = GlorotUniform()

    def f(self, xp: Namespace, x: Array) -> Array:
        """y = x."""
        return x

    def slope(self, xp: Namespace, x: Array, y: Array) -> Array:
        """1."""
        return xp.ones_like(x)


@final
@dataclass(frozen=True)
class Step(Activation):
    """All or nothing: y = 1 where x ≥ 0, else 0.

    Its slope is 0 everywhere, so nothing before it can learn by gradients; that is why the
    perceptron had one layer. Source: McCulloch & Pitts (1943); Rosenblatt (1958).
    """

    weights_before = GlorotUniform()

    def f(self, xp: Namespace, x: Array) -> Array:
        """y = 1 where x ≥ 0."""
        return xp.astype(x >= 0, x.dtype)

    def slope(self, xp: Namespace, x: Array, y: Array) -> Array:
        """0, also at the jump, where there is no derivative."""
        return xp.zeros_like(x)


@final
@dataclass(frozen=True)
class Sigmoid(Activation):
    """An S from 0 to 1: y = 1 / (1 + e⁻ˣ),  dy/dx = y (1 − y).

    Source: Verhulst (1845), the logistic function; Rumelhart, Hinton & Williams (1986).
    """

    weights_before = GlorotUniform()

    def f(self, xp: Namespace, x: Array) -> Array:
        """y = σ(x)."""
        return sigmoid(xp, x)

    def slope(self, xp: Namespace, x: Array, y: Array) -> Array:
        """y (1 − y)."""
        return y * (1.0 - y)


@final
@dataclass(frozen=True)
class Tanh(Activation):
    """An S from −1 to 1 through 0: y = tanh x,  dy/dx = 1 − y²."""

    weights_before = GlorotUniform()

    def f(self, xp: Namespace, x: Array) -> Array:
        """y = tanh x."""
        return xp.tanh(x)

    def slope(self, xp: Namespace, x: Array, y: Array) -> Array:
        """1 − y²."""
        return 1.0 - y * y


@final
@dataclass(frozen=True)
class ReLU(Activation):
    """What is negative becomes 0: y = max(0, x),  dy/dx = 1 where x > 0, else 0.

    Source: Fukushima (1969); Nair & Hinton (2010). At x = 0 the slope is 0, as in PyTorch.
    """

    def f(self, xp: Namespace, x: Array) -> Array:
        """y = max(0, x)."""
        return xp.maximum(x, xp.zeros_like(x))

    def slope(self, xp: Namespace, x: Array, y: Array) -> Array:
        """1 where x > 0."""
        return xp.astype(x > 0, x.dtype)


@final
@dataclass(frozen=True)
class LeakyReLU(Activation):
    """A ReLU that lets a little through: y = x where x > 0, else a·x;  dy/dx = 1 or a.

    `negative_slope` is a. Source: Maas, Hannun & Ng (2013). At x = 0 the slope is a, as in PyTorch.
    """

    negative_slope: float = 0.01

    def __post_init__(self) -> None:
        """Refuse a slope with which the function would not rise."""
        check_numbers(self, negative_slope="[0, 1]")

    def f(self, xp: Namespace, x: Array) -> Array:
        """y = x where x > 0, else a·x."""
        return xp.where(x > 0, x, self.negative_slope * x)

    def slope(self, xp: Namespace, x: Array, y: Array) -> Array:
        """1 where x > 0, else a."""
        rises = xp.astype(x > 0, x.dtype)
        return rises + self.negative_slope * (1.0 - rises)


@final
@dataclass(frozen=True)
class ReLU6(Activation):
    """A ReLU with a lid: y = min(max(0, x), 6),  dy/dx = 1 where 0 < x < 6, else 0.

    Source: Krizhevsky (2010). At 0 and 6 the slope is 0, as in PyTorch.
    """

    def f(self, xp: Namespace, x: Array) -> Array:
        """y = min(max(0, x), 6)."""
        zero = xp.zeros_like(x)
        return xp.minimum(xp.maximum(x, zero), zero + 6.0)

    def slope(self, xp: Namespace, x: Array, y: Array) -> Array:
        """1 where 0 < x < 6."""
        return xp.astype((x > 0) & (x < 6), x.dtype)
