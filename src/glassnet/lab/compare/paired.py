"""What paired scores tell: how far apart two designs are, how sure that is, and what it would take.

A difference is of two starts with the same seed and the same rows, so what both have in common, an
easy division above all, cancels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.compare import student
from glassnet.nn.intervals import Interval

POWER = 0.8  # a difference is "to be seen" if four of five such comparisons would show it


@final
@dataclass(frozen=True)
class Mean:
    """A mean of differences, and how sure it is.

    Args:
        value: The mean.
        error: Its standard error.
        freedom: The degrees of freedom of that.
        least_p: No p-value may be less: so likely is it that all differences fall on one side.

    """

    value: float
    error: float
    freedom: int
    least_p: float

    @property
    def p(self) -> float:
        """How likely a mean so far from 0 is where there is no difference; two-sided."""
        if self.value == 0.0:
            return 1.0
        return max(self.least_p, student.two_sided(self._over_error(self.value), self.freedom))

    def interval(self, confidence: float = 0.95) -> Interval:
        """Return where the true mean lies."""
        reach = student.quantile(confidence, self.freedom) * self.error
        return Interval(self.value - reach, self.value + reach)

    def p_apart(self, margin: float) -> float:
        """How likely a mean so near to 0 is where the truth is `margin` away from it, or more.

        The larger of two one-sided tests. Source: Schuirmann (1987).
        """
        nearest = margin - abs(self.value)
        return max(self.least_p, student.one_sided(self._over_error(nearest), self.freedom))

    def _over_error(self, value: float) -> float:
        return value / self.error if self.error > 0.0 else math.copysign(math.inf, value)


def paired_mean(differences: Array) -> Mean:
    """Return the mean of paired differences (n,) by Student's t; n is at least 2.

    Student's interval and not a bootstrap: it holds what it promises for few starts too, where
    percentiles of resamples are too narrow; benchmarks/comparing.py measures both. Source: Student
    (1908). Values on few steps can agree by luck, and s = 0 would then prove anything; so no
    p-value is less than 2^(1−n), what a sign for each start could tell at most (Fisher 1935).
    """
    n = len(differences)
    error = float(np.std(differences, ddof=1)) / math.sqrt(n)
    return Mean(float(np.mean(differences)), error, n - 1, 2.0 ** (1 - n))


def split_mean(differences: Array, test_share: float) -> Mean:
    """Return the mean of differences (splits, starts), for other divisions of such rows, too.

    Divisions of one table share rows and are not independent, so their variance counts for more:
    error² = (1 / splits + tested / trained) · variance of the splits' means. Source: Nadeau &
    Bengio (2003), "Inference for the generalization error".

    Args:
        differences: Each row is a division; NaN where there is none.
        test_share: Tested rows over training rows.

    """
    means = np.nanmean(differences, axis=1)
    error = math.sqrt((1.0 / len(means) + test_share) * float(np.var(means, ddof=1)))
    least = 2.0 ** (1 - len(means)) if error == 0.0 else 0.0
    return Mean(float(means.mean()), error, len(means) - 1, least)


def luck(scores: Array) -> tuple[float, float]:
    """Return the standard deviations that come from the start and from the split.

    Scores (splits, starts) are split + start within it; the method of moments: mean square within,
    and (between − within) / starts, at least 0. Source: Fisher (1925), analysis of variance.
    """
    starts = scores.shape[1]
    within = float(np.mean(np.nanvar(scores, axis=1, ddof=1)))
    between = float(np.var(np.nanmean(scores, axis=1), ddof=1)) if len(scores) > 1 else 0.0
    return math.sqrt(within), math.sqrt(max(0.0, between - within / starts))


def win_probability(a: Array, b: Array) -> float:
    """Return the probability that one start of `a` (n,) has a lower score than one of `b` (m,).

    Ties count one half; inf, a start that failed, loses to all that did not. Source: Mann & Whitney
    (1947).

    >>> win_probability(np.array([1.0, 2.0]), np.array([2.0, 3.0]))
    0.875
    """
    below, above = (np.searchsorted(np.sort(b), a, side) for side in ("left", "right"))
    won = (len(b) - above) + 0.5 * (above - below)
    return float(won.mean() / len(b))


def effect_size(a: Array, b: Array) -> float:
    """Return Cohen's d, the difference of the means in standard deviations, 0 where none is known.

    (mean a − mean b) / √((s²_a + s²_b) / 2): 0.2 is small, 0.8 large. Source: Cohen (1988).
    """
    spread = math.sqrt((float(np.var(a, ddof=1)) + float(np.var(b, ddof=1))) / 2.0)
    return float(np.mean(a) - np.mean(b)) / spread if spread > 0.0 else 0.0


def one_sided_count(only_a: int, only_b: int) -> float:
    """Return how likely it is that of the pairs in which one alone fails so many are one side's.

    The exact binomial test, two-sided. Source: McNemar (1947), exact form.

    >>> one_sided_count(0, 6)
    0.03125
    """
    n, least = only_a + only_b, min(only_a, only_b)
    below = sum(math.comb(n, k) for k in range(least + 1)) / (1 << n)
    return min(1.0, 2.0 * float(below))


def holm(p: Sequence[float]) -> list[float]:
    """Return p-values that may be read together: one false claim in 20 families, not in 20 tests.

    Sorted, the k-th least counts m − k + 1 times, and no less than those before it. Source: Holm
    (1979).

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(p)), key=p.__getitem__)
    adjusted, so_far = [0.0] * len(p), 0.0
    for place, number in enumerate(order):
        so_far = max(so_far, min(1.0, (len(p) - place) * p[number]))
        adjusted[number] = so_far
    return adjusted


def starts_needed(deviation: float, difference: float, confidence: float = 0.95) -> float:
    """Return how many starts would show a `difference` in four of five comparisons.

    ((z_{1−α/2} + z_{0.8}) s / Δ)²; infinite where the difference is 0.
    """
    if difference == 0.0:
        return math.inf
    normal = NormalDist()
    reach = normal.inv_cdf(0.5 + confidence / 2.0) + normal.inv_cdf(POWER)
    needed = (
        reach * min(deviation / abs(difference), 1e100)
    ) ** 2  # an infinite one has no ceiling
    return float(max(2, math.ceil(needed)))
