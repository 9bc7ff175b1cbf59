"""How sure a score is: an interval in place of one number."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from glassnet.ground import keys
from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, UsageError


class Interval(NamedTuple):
    """From `low` to `high`, both included."""

    low: float
    high: float


def wilson(successes: float, n: float, confidence: float = 0.95) -> Interval:
    """Return where a share lies, of which `successes` in `n` were seen; (0, 1) for n = 0.

        (k + ½ z² ± z √(k (n − k) / n + ¼ z²)) / (n + z²)

    It stays within [0, 1] and is honest for shares near 0 and 1. Source: Wilson (1927).

    >>> [round(end, 3) for end in wilson(8, 10)]
    [0.49, 0.943]
    """
    _check_confidence(confidence)
    if not 0 <= successes <= n < math.inf:
        raise UsageError(f"successes must be in [0, n], got {successes} of n={n}.")
    if n == 0:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf(0.5 + confidence / 2.0)
    middle = successes + z * z / 2.0
    reach = z * math.sqrt(successes * (n - successes) / n + z * z / 4.0)
    low, high = (middle - reach) / (n + z * z), (middle + reach) / (n + z * z)
    # At no success and at nothing but successes the end is exact; rounding must not move it.
    return Interval(0.0 if successes == 0 else low, 1.0 if successes == n else high)


def bootstrap_interval(
    values: Array,
    statistic: Callable[[Array], float],
    key: Array,
    resamples: int = 2000,
    confidence: float = 0.95,
) -> Interval:
    """Return where `statistic` lies, seen on rows drawn again and again from the rows there are.

    Each resample draws n of the n rows with replacement; the interval leaves out equal shares of
    the resampled statistics at both ends (percentile method). Source: Efron (1979).

    Args:
        values: (n, …) one row per sample; stack truth and prediction to resample them together.
        statistic: What is asked of such rows.
        key: Random numbers follow from it: the same key, the same interval.
        resamples: How often rows are drawn, at least 1.
        confidence: The share kept, in (0, 1).

    """
    _check_confidence(confidence)
    if resamples < 1:
        raise UsageError(f"resamples must be at least 1, got {resamples}.")
    values = np.asarray(values)
    n = len(values)
    if n == 0:
        raise DataError(f"there is nothing to resample: {n} rows were given; give at least 1.")
    seen = []
    for number in range(resamples):
        drawn = keys.uniform(np, keys.fold(np, key, number), (n,))
        seen.append(statistic(values[(drawn * n).astype(np.int64)]))
    outside = (1.0 - confidence) / 2.0
    low, high = np.quantile(seen, [outside, 1.0 - outside])
    return Interval(float(low), float(high))


def _check_confidence(confidence: float) -> None:
    if not 0.0 < confidence < 1.0:
        raise UsageError(f"confidence must be in (0, 1), got {confidence}.")
