"""What bends a network: functions of one number, each with its slope beside it.

Without one between two Dense layers, the two are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace
from glassnet.nn.layer import Activation


@final
@dataclass(frozen=True)
class Tanh(Activation):
    """An S from −1 to 1 through 0: y = tanh x,  dy/dx = 1 − y²."""

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
