"""Where numbers lie and how far they spread, exactly, whatever the order and size of the blocks.

Sums of floats depend on the order of adding. Here every number is first placed in its range,

    u = (x − low) / (high − low),   0 ≤ u ≤ 1,   as an integer multiple of 2⁻⁵²

and then Σu and Σu² are added as whole numbers, without any rounding, so that

    mean = low + (high − low) Σu / n        std = (high − low) √(n Σu² − (Σu)²) / n

have the same bits for any way of reading, never overflow, and lose nothing to an offset of 1e9.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array

FRACTION_BITS = 52
HALF_BITS = 26
LOW_HALF = (1 << HALF_BITS) - 1
# Numbers that differ by less, the smallest normal float, are equal: dividing by it would overflow.
SMALLEST_SCALE = sys.float_info.min
UNSCALED = (0.0, 1.0)  # center and scale of what stays as it is


@final
@dataclass(frozen=True)
class Extent:
    """The range of `count` numbers, and whether all are whole."""

    count: int = 0
    low: float = math.inf
    high: float = -math.inf
    whole: bool = True

    def over(self, values: Array) -> Extent:
        """Return the extent that includes the finite numbers `values` (n,)."""
        return Extent(
            count=self.count + len(values),
            low=min(self.low, float(values.min(initial=math.inf))),
            high=max(self.high, float(values.max(initial=-math.inf))),
            whole=self.whole and bool((values == np.floor(values)).all()),
        )

    @property
    def half_width(self) -> float:
        """Return half of high − low: the halves cannot overflow; 0 if there is nothing."""
        return 0.5 * self.high - 0.5 * self.low if self.count else 0.0

    @property
    def width(self) -> float:
        """Return high − low, or 1 where all numbers are equal: what a scale may be."""
        width = min(2.0 * self.half_width, math.nextafter(math.inf, 0.0))
        return width if width >= SMALLEST_SCALE else 1.0


@final
@dataclass(frozen=True)
class Moments:
    """Σu and Σu² of the numbers of one `extent`, as integers in units of 2⁻⁵² and 2⁻¹⁰⁴."""

    extent: Extent
    total: int = 0
    squares: int = 0

    def over(self, values: Array) -> Moments:
        """Return the moments that include `values` (n,), all within the extent."""
        if self.extent.half_width == 0.0:
            return self
        u = (0.5 * values - 0.5 * self.extent.low) / self.extent.half_width
        units = np.rint(u * 2.0**FRACTION_BITS).astype(np.int64)
        high, low = units >> HALF_BITS, units & LOW_HALF
        squares = (
            (_exact_sum(high * high) << (2 * HALF_BITS))
            + (_exact_sum(high * low) << (HALF_BITS + 1))
            + _exact_sum(low * low)
        )
        return Moments(self.extent, self.total + _exact_sum(units), self.squares + squares)

    @property
    def mean(self) -> float:
        """Return the arithmetic mean; 0 of no numbers."""
        n, extent = self.extent.count, self.extent
        if n == 0:
            return 0.0
        if extent.half_width == 0.0:
            return extent.low
        share = self.total / (n << FRACTION_BITS)
        return 2.0 * (0.5 * extent.low + extent.half_width * share)

    @property
    def std(self) -> float:
        """Return the standard deviation, dividing by n as StandardScaler does; 0 if all equal."""
        n = self.extent.count
        if n == 0:
            return 0.0
        variance = (n * self.squares - self.total**2) / (n * n << (2 * FRACTION_BITS))
        return 2.0 * (self.extent.half_width * math.sqrt(variance))


def center_and_scale(moments: Moments, scaling: str) -> tuple[float, float]:
    """Return what to subtract and what to divide by; a constant column is divided by 1.

    Args:
        moments: Of the training rows.
        scaling: "standardize" (mean 0, deviation 1), "range" (from 0 to 1) or "none".

    """
    if scaling == "standardize":
        return moments.mean, moments.std if moments.std >= SMALLEST_SCALE else 1.0
    if scaling == "range":
        return (moments.extent.low if moments.extent.count else 0.0), moments.extent.width
    return 0.0, 1.0


def scaled(values: Array, center: float, scale: float) -> Array:
    """Return (x − center) / scale, or x itself where that changes nothing."""
    return values if (center, scale) == UNSCALED else stretched(values, center, scale)


def stretched(values: Array, center: float | Array, scale: float | Array) -> Array:
    """Return (x − center) / scale; halves, so that no difference of large numbers overflows."""
    with np.errstate(over="ignore"):  # what is too far away is refused by whoever knows its place
        return (0.5 * values - 0.5 * center) / (0.5 * scale)


def _exact_sum(numbers: Array) -> int:
    """Add up to 2³¹ integers in [0, 2⁵⁴) without overflow: both halves alone."""
    high, low = int((numbers >> 32).sum()), int((numbers & 0xFFFFFFFF).sum())
    return (high << 32) + low
