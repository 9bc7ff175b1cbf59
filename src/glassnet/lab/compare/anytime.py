r"""Evidence that may be looked at after every start: the error rate holds however often one looks.

An e-value is what a fair bet against "there is no difference" has made of 1: if that is true it
reaches 1/α at any time with a probability of α at most (Ville 1939). So one may look, add starts
and look again, stop when it decides or go on for ever.

Numbers: differences d₁ … dₙ with the mean d̄ and the standard deviation s, t = √n d̄ / s, ν = n − 1,

    E = √(1/g) · ((1 + t²/ν) / (1 + t²/(ν g)))^(n/2),   g = 1 + n c²

the likelihood of t mixed over effects from a normal distribution of standard deviation c, over that
of no effect. It is a fair bet for normal differences of any spread. Source: Lai (1976), "On
confidence sequences"; Wang & Ramdas (2025), "Anytime-valid t-tests and confidence sequences for
Gaussian means with unknown variance".

Sides: of m pairs of starts in which one alone fails, k say A. E = 2ᵐ ∫ pᵏ (1−p)^(m−k) dp = 2ᵐ k!
(m−k)! / (m+1)!. Source: Robbins (1970), "Statistical methods related to the law of the iterated
logarithm".
"""

from __future__ import annotations

import math

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.nn.intervals import Interval

EFFECT = 0.5  # c: tuned to differences of half a standard deviation ("medium", Cohen 1988)


def evidence(values: Array, center: float = 0.0) -> float:
    """Return the e-value against "the mean of `values` (n,) is `center`"; 1 is no evidence."""
    n = len(values)
    if n < 2:
        return 1.0
    deviation = float(np.std(values, ddof=1))
    mean = float(np.mean(values)) - center
    if deviation == 0.0:
        return sides(n, n) if mean != 0.0 else 1.0
    g = 1.0 + n * EFFECT**2
    ratio = n * (mean / deviation) ** 2 / (n - 1)
    if math.isinf(ratio):
        return sides(n, n)
    told = (n / 2.0) * (math.log1p(ratio) - math.log1p(ratio / g)) - math.log(g) / 2.0
    return math.exp(min(told, 700.0))


def interval(values: Array, confidence: float = 0.95) -> Interval:
    """Return the means that the values (n,) do not speak against, at any time.

    Those whose e-value is below 1/α: t²/ν < (r − 1) / (1 − r/g), r = (g/α²)^(1/n); all of them
    while r ≥ g.
    """
    n = len(values)
    if n < 2:
        return Interval(-math.inf, math.inf)
    g = 1.0 + n * EFFECT**2
    r = (g / (1.0 - confidence) ** 2) ** (1.0 / n)
    if r >= g:
        return Interval(-math.inf, math.inf)
    reach = math.sqrt((n - 1) * (r - 1.0) / (1.0 - r / g) / n) * float(np.std(values, ddof=1))
    mean = float(np.mean(values))
    return Interval(mean - reach, mean + reach)


def sides(k: int, m: int) -> float:
    """Return the e-value against "either side is as likely", where `k` of `m` are on one.

    >>> sides(0, 0), round(sides(5, 5), 3)
    (1.0, 5.333)
    """
    told = m * math.log(2.0) + math.lgamma(k + 1) + math.lgamma(m - k + 1) - math.lgamma(m + 2)
    return math.exp(min(told, 700.0))
