"""Student's t distribution, for differences whose spread is only known from themselves.

    P(|T| > t) = I_x(ν/2, 1/2),   x = ν / (ν + t²)

Source: Student (1908); the incomplete beta function by its continued fraction (Abramowitz & Stegun
1964, 26.5.8), evaluated as Lentz (1976) does.
"""

from __future__ import annotations

import math
from functools import lru_cache

TINY = 1e-300  # stands for a zero that would be divided by
TURNS = 10_000


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return I_x(a, b), the regularized incomplete beta function, for x in [0, 1].

    >>> incomplete_beta(1.0, 1.0, 0.25)
    0.25
    """
    if x <= 0.0 or x >= 1.0:
        return float(x > 0.0)
    if x > (a + 1.0) / (a + b + 2.0):  # there the fraction of the complement converges quickly
        return 1.0 - incomplete_beta(b, a, 1.0 - x)
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(scale + a * math.log(x) + b * math.log1p(-x)) / a
    return front * _fraction(a, b, x)


def _fraction(a: float, b: float, x: float) -> float:
    """Return 1 / (1 + d₁ / (1 + d₂ / (1 + …)))."""
    c, d = 1.0, 1.0 / _apart(1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, TURNS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1.0 / _apart(1.0 + step * d)
            c = _apart(1.0 + step / c)
            value *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return value


def _apart(value: float) -> float:
    return value if abs(value) > TINY else TINY


def two_sided(t: float, freedom: float) -> float:
    """Return P(|T| > |t|) with `freedom` degrees of freedom.

    >>> round(two_sided(2.0, 10), 4)
    0.0734
    """
    if math.isinf(t):
        return 0.0
    return incomplete_beta(freedom / 2.0, 0.5, freedom / (freedom + t * t))


def one_sided(t: float, freedom: float) -> float:
    """Return P(T > t) with `freedom` degrees of freedom."""
    half = two_sided(t, freedom) / 2.0
    return half if t >= 0 else 1.0 - half


@lru_cache(maxsize=256)
def quantile(confidence: float, freedom: float) -> float:
    """Return the t for which P(|T| ≤ t) = `confidence`, in (0, 1), by halving.

    >>> round(quantile(0.95, 10), 4)
    2.2281
    """
    low, high = 0.0, 1.0
    while two_sided(high, freedom) > 1.0 - confidence and high < 1e15:
        high *= 2.0
    for _ in range(200):
        middle = (low + high) / 2.0
        if middle in (low, high):
            break
        if two_sided(middle, freedom) > 1.0 - confidence:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0
