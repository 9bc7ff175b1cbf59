"""How good probabilities are: whether they are high where they should be, and mean what they say.

The truth (n,) holds classes 0, 1, …; probabilities are (n, classes), or (n,) or (n, 1) for class 1
of two.
"""

from __future__ import annotations

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, ShapeError, UsageError
from glassnet.nn.metrics import weighted_mean
from glassnet.nn.targets import check_indices


def log_loss(target: Array, probabilities: Array, weights: Array | None = None) -> float:
    """Return the mean surprise −log p at the class that was there.

    Probabilities are cut to [ε, 1 − ε], ε the spacing of their dtype at 1, as in scikit-learn.

    >>> round(log_loss([0, 1], [0.5, 0.5]), 6)
    0.693147
    """
    target, probabilities = _pair(target, probabilities)
    there = probabilities[np.arange(len(target)), target]
    epsilon = np.finfo(there.dtype).eps
    return float(weighted_mean(-np.log(np.clip(there, epsilon, 1.0 - epsilon)), weights))


def roc_auc(target: Array, scores: Array) -> float:
    """Return how often a row of a class scores higher than a row that is not; ties count half.

    For two classes the scores of class 1 decide; for more, the plain mean over every class against
    the rest, of those that have rows on both sides. NaN where no class has: nothing can be ranked.

    Source: Mann & Whitney (1947); Hanley & McNeil (1982).

    >>> roc_auc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    0.75
    """
    scores = np.asarray(scores)
    if scores.ndim == 2 and scores.shape[1] > 2:
        target, scores = _pair(target, scores)
        areas = [_area(target == k, scores[:, k]) for k in range(scores.shape[1])]
    else:
        scores = scores[:, -1] if scores.ndim == 2 else scores
        target, _ = _pair(target, scores)
        areas = [_area(target == 1, scores)]
    defined = [area for area in areas if not np.isnan(area)]
    return float(np.mean(defined)) if defined else float("nan")


def calibration_error(target: Array, probabilities: Array, bins: int = 15) -> float:
    """Return how far stated confidence is from being right: Σ (nᵦ / n) |right − confident|.

    Confidence is the probability of the likeliest class, in `bins` of equal width: (0, 1/bins],
    (1/bins, 2/bins], …; a confidence of 0 belongs to the first. With (n,) or (n, 1) it is the
    probability of class 1 that is compared with how often class 1 was there.

    Source: Naeini, Cooper & Hauskrecht (2015); Guo et al. (2017) for several classes.
    """
    if bins < 1:
        raise UsageError(f"bins must be at least 1, got {bins}.")
    given = np.asarray(probabilities)
    target, probabilities = _pair(target, probabilities)
    confidence, answer = probabilities[:, 1], np.ones_like(target)
    if given.ndim == 2 and given.shape[1] > 1:
        answer = np.argmax(probabilities, axis=1)
        confidence = np.max(probabilities, axis=1)
    edges = np.arange(1, bins) / bins
    bin_of = np.searchsorted(edges, confidence, side="left")
    gaps = np.bincount(bin_of, weights=(target == answer) - confidence, minlength=bins)
    return float(np.sum(np.abs(gaps)) / len(target))


def _area(positive: Array, scores: Array) -> float:
    """Return the area under the curve from the ranks of the positive rows; NaN without both."""
    n, total = int(np.sum(positive)), len(positive)
    if n in {0, total}:
        return float("nan")
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    rank = np.cumsum(count) - (count - 1) / 2.0  # the mean rank of those that tie
    wins = np.sum(rank[place][positive]) - n * (n + 1) / 2.0
    return float(wins / (n * (total - n)))


def _pair(target: Array, probabilities: Array) -> tuple[Array, Array]:
    """Return the classes (n,) and probabilities (n, classes); two where one was given."""
    target, given = np.asarray(target), np.asarray(probabilities)
    target = target.astype(np.int64) if target.dtype.kind == "b" else target
    given = given.astype(np.result_type(given, np.float32), copy=False)
    if given.ndim < 2 or given.shape[1] == 1:
        one = given.reshape(-1)
        given = np.stack([1.0 - one, one], axis=1)
    if target.ndim != 1 or given.ndim != 2 or len(target) != len(given):
        raise ShapeError(
            "classes (n,) are scored against probabilities (n, classes), got "
            f"{target.shape} and {np.shape(probabilities)}."
        )
    if target.size == 0:
        raise DataError(f"there is nothing to score in the shape {target.shape}; give a row.")
    check_indices(target, given.shape[1])
    finite = np.isfinite(given)
    if not np.all(finite):
        raise DataError(f"scores must be finite, got {given[~finite][0]}; did training diverge?")
    return target, given
