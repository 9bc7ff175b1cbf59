"""Where the median of all starts lies that there could be, seen from those there are."""

from __future__ import annotations

import math

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.nn.intervals import Interval

CONFIDENCE = 0.95


def median_interval(values: Array) -> Interval:
    """Return two of the values (n,) between which the true median lies in 95 % of cases.

    The k-th least and the k-th largest: the median is beyond one of them only if fewer than k of n
    fall on its side, each with the probability ½; 2 Σ_{i<k} C(n, i) / 2ⁿ ≤ 5 %. Nothing is assumed
    of the values, which may be infinite. Of fewer than six nothing is that sure: all there is.
    Source: Thompson (1936).

    >>> median_interval(np.arange(10.0))
    Interval(low=1.0, high=8.0)
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    n = len(ordered)
    if n < 6:
        return Interval(-math.inf, math.inf)
    k, below = 0, 0
    while 2 * (below + math.comb(n, k)) * 100 <= 5 * 2**n:
        below += math.comb(n, k)
        k += 1
    return Interval(float(ordered[k - 1]), float(ordered[n - k]))
