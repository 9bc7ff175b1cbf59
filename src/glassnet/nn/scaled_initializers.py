"""How weights start, fitted to the layer's size: signals neither die out nor blow up on the way.

A sum of `fan_in` terms has `fan_in` times the variance of one, so its weights get 1/fan_in of it.
Each rule is a standard deviation, drawn evenly (up to ±√3 of it) or normally. The normal draws are
not cut off, as in PyTorch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground import keys
from glassnet.ground.arrays import Array, Shape
from glassnet.ground.ranges import check_numbers
from glassnet.nn.initializers import Initializer


def even(key: Array, shape: Shape, deviation: float) -> Array:
    """Return U[−√3 σ, √3 σ): evenly spread, with standard deviation σ."""
    return math.sqrt(3.0) * deviation * (2.0 * keys.uniform(np, key, shape) - 1.0)


@final
@dataclass(frozen=True)
class LeCunUniform(Initializer):
    """The output varies as much as the input: w ~ U[−l, l),  l = gain·√(3 / fan_in).

    Source: LeCun, Bottou, Orr & Müller (1998), "Efficient BackProp", section 4.6.
    """

    gain: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a gain that is not positive."""
        check_numbers(self, gain="(0, inf)")

    def draw(self, key: Array, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """σ = gain·√(1 / fan_in), evenly."""
        return even(key, shape, self.gain * math.sqrt(1.0 / fan_in))


@final
@dataclass(frozen=True)
class LeCunNormal(Initializer):
    """The output varies as much as the input: w ~ N(0, σ²),  σ = gain·√(1 / fan_in).

    Source: LeCun, Bottou, Orr & Müller (1998), "Efficient BackProp", section 4.6.
    """

    gain: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a gain that is not positive."""
        check_numbers(self, gain="(0, inf)")

    def draw(self, key: Array, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """σ = gain·√(1 / fan_in), normally."""
        return self.gain * math.sqrt(1.0 / fan_in) * keys.normal(key, shape)


@final
@dataclass(frozen=True)
class GlorotUniform(Initializer):
    """A balance of forward and backward: w ~ U[−l, l),  l = gain·√(6 / (fan_in + fan_out)).

    Source: Glorot & Bengio (2010), equation 16; also known as Xavier's.
    """

    gain: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a gain that is not positive."""
        check_numbers(self, gain="(0, inf)")

    def draw(self, key: Array, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """σ = gain·√(2 / (fan_in + fan_out)), evenly."""
        return even(key, shape, self.gain * math.sqrt(2.0 / (fan_in + fan_out)))


@final
@dataclass(frozen=True)
class GlorotNormal(Initializer):
    """A balance of forward and backward: w ~ N(0, σ²),  σ = gain·√(2 / (fan_in + fan_out)).

    Source: Glorot & Bengio (2010), equation 12.
    """

    gain: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a gain that is not positive."""
        check_numbers(self, gain="(0, inf)")

    def draw(self, key: Array, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """σ = gain·√(2 / (fan_in + fan_out)), normally."""
        return self.gain * math.sqrt(2.0 / (fan_in + fan_out)) * keys.normal(key, shape)


@final
@dataclass(frozen=True)
class HeUniform(Initializer):
    """Twice the variance, for a ReLU lets half through: w ~ U[−l, l),  l = gain·√(6 / fan_in).

    Source: He, Zhang, Ren & Sun (2015), equation 10; also known as Kaiming's.
    """

    gain: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a gain that is not positive."""
        check_numbers(self, gain="(0, inf)")

    def draw(self, key: Array, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """σ = gain·√(2 / fan_in), evenly."""
        return even(key, shape, self.gain * math.sqrt(2.0 / fan_in))


@final
@dataclass(frozen=True)
class HeNormal(Initializer):
    """Twice the variance, for a ReLU lets half through: w ~ N(0, σ²),  σ = gain·√(2 / fan_in).

    Source: He, Zhang, Ren & Sun (2015), equation 10.
    """

    gain: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a gain that is not positive."""
        check_numbers(self, gain="(0, inf)")

    def draw(self, key: Array, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """σ = gain·√(2 / fan_in), normally."""
        return self.gain * math.sqrt(2.0 / fan_in) * keys.normal(key, shape)
