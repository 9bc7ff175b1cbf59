"""How weights start: small random numbers whose size fits the layer.

A start is drawn once, on the host, by NumPy, from a key, in float64: both engines begin with the
same bits, whatever their dtype. In order of increasing care about the size of a layer.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground import keys
from glassnet.ground.arrays import Array, Shape


class Initializer(ABC):
    """A rule that draws the first value of one parameter."""

    @abstractmethod
    def draw(self, key: Array, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """Return a float64 NumPy array of `shape`; `key` is the parameter's own."""


@final
@dataclass(frozen=True)
class Zeros(Initializer):
    """Every value is 0: right for biases; weights of a hidden layer would never grow apart."""

    def draw(self, key: Array, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """Return zeros."""
        return np.zeros(shape)


@final
@dataclass(frozen=True)
class Uniform(Initializer):
    """Every value is equally likely between `low` and `high`: w ~ U[low, high)."""

    low: float = -0.5
    high: float = 0.5

    def draw(self, key: Array, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """Return low + (high − low)·u."""
        return self.low + (self.high - self.low) * keys.uniform(np, key, shape)
