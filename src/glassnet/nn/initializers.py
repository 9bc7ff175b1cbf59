"""How weights start: the rules that do not ask how large the layer is.

A start is drawn once, on the host, by NumPy, from a key, in float64: both engines begin with the
same bits, whatever their dtype. The rules that fit the layer's size are in `scaled_initializers`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground import keys
from glassnet.ground.arrays import Array, Shape
from glassnet.ground.errors import UsageError
from glassnet.ground.ranges import check_numbers


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
class Constant(Initializer):
    """Every value is the same number: w = value."""

    value: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a value that is not finite."""
        check_numbers(self, value="(-inf, inf)")

    def draw(self, key: Array, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """Return the value, everywhere."""
        return np.full(shape, float(self.value))


@final
@dataclass(frozen=True)
class Uniform(Initializer):
    """Every value is equally likely between `low` and `high`: w ~ U[low, high)."""

    low: float = -0.5
    high: float = 0.5

    def __post_init__(self) -> None:
        """Refuse an interval without inside."""
        check_numbers(self, low="(-inf, inf)", high="(-inf, inf)")
        if not 0.0 < self.high - self.low < math.inf:
            raise UsageError(
                f"Uniform: low must be less than high, got low={self.low}, high={self.high}."
            )

    def draw(self, key: Array, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """Return low + (high − low)·u."""
        return self.low + (self.high - self.low) * keys.uniform(np, key, shape)


@final
@dataclass(frozen=True)
class Normal(Initializer):
    """Small values are likely, large ones rare: w ~ N(mean, standard_deviation²)."""

    standard_deviation: float = 0.05
    mean: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a spread that is not positive."""
        check_numbers(self, standard_deviation="(0, inf)", mean="(-inf, inf)")

    def draw(self, key: Array, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """Return mean + σ·z."""
        return self.mean + self.standard_deviation * keys.normal(key, shape)


@final
@dataclass(frozen=True)
class Orthogonal(Initializer):
    """A rotation, times `gain`: it keeps every length, however many layers follow.

    All axes but the last are rows: the matrix has orthonormal columns, or rows where those are
    fewer. Q of the QR decomposition of a normal matrix; with R's diagonal made positive every
    rotation is equally likely (Mezzadri 2007).

    Source: Saxe, McClelland & Ganguli (2014).
    """

    gain: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a gain that is not positive."""
        check_numbers(self, gain="(0, inf)")

    def draw(self, key: Array, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """Return gain·Q."""
        *rows, columns = shape or (1,)
        height = int(np.prod(rows))
        tall = keys.normal(key, (max(height, columns), min(height, columns)))
        q, r = np.linalg.qr(tall)
        q = q * np.where(np.diagonal(r) < 0, -1.0, 1.0)
        return self.gain * (q if height >= columns else q.T).reshape(shape)
