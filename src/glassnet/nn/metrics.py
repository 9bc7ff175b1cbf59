"""How good answers are: what people ask for, computed on the host with NumPy.

Every function takes the truth first and the prediction second, as scikit-learn does. Classes are
whole numbers 0, 1, …; what is not defined (no row of a class, …) is 0 unless said otherwise. The
measures of probabilities are in `probability_metrics`.
"""

from __future__ import annotations

import numpy as np

from glassnet.ground.arrays import Array, Namespace
from glassnet.ground.errors import DataError, ShapeError
from glassnet.nn.targets import check_indices


def accuracy(target: Array, prediction: Array, weights: Array | None = None) -> float:
    """Return the share of right answers; target and prediction (n,) of any comparable kind.

    >>> accuracy([0, 1, 2, 2], [0, 1, 1, 2])
    0.75
    """
    target, prediction = _pair(target, prediction)
    return float(weighted_mean(target == prediction, weights))


def confusion_matrix(
    target: Array, prediction: Array, classes: int, weights: Array | None = None
) -> Array:
    """Return how many rows of class i (first axis) were taken for class j: (classes, classes).

    Whole numbers, or the sums of the `weights` (n,) where they are given. Precision, recall and
    their mean are read off it.

    >>> confusion_matrix([0, 0, 1], [0, 1, 1], 2).tolist()
    [[1, 1], [0, 1]]
    """
    target, prediction = _pair(target, prediction)
    check_indices(target, classes)
    check_indices(prediction, classes)
    place = target.astype(np.int64) * classes + prediction.astype(np.int64)
    counted = np.bincount(place, weights=weights, minlength=classes * classes)
    return counted.reshape(classes, classes)


def precision(confusion: Array) -> Array:
    """Return, per class, the share of rows taken for it that are of it: (classes,)."""
    return _ratio(np.diagonal(confusion), np.sum(confusion, axis=0))


def recall(confusion: Array) -> Array:
    """Return, per class, the share of its rows that were taken for it: (classes,)."""
    return _ratio(np.diagonal(confusion), np.sum(confusion, axis=1))


def f1(confusion: Array) -> Array:
    """Return, per class, the harmonic mean of precision and recall: (classes,).

    2 · hits / (rows of the class + rows taken for it). Source: van Rijsbergen (1979).
    """
    total = np.sum(confusion, axis=0) + np.sum(confusion, axis=1)
    return _ratio(2 * np.diagonal(confusion), total)


def macro(scores: Array, confusion: Array) -> float:
    """Return the plain mean of `scores` (classes,) over the classes that occur on either side."""
    occurs = np.sum(confusion, axis=0) + np.sum(confusion, axis=1) > 0
    return float(np.mean(scores[occurs])) if np.any(occurs) else 0.0


def balanced_accuracy(confusion: Array) -> float:
    """Return the mean recall over the classes that have rows: 1 / classes for a lazy answer."""
    has_rows = np.sum(confusion, axis=1) > 0
    return float(np.mean(recall(confusion)[has_rows])) if np.any(has_rows) else 0.0


def mae(target: Array, prediction: Array, weights: Array | None = None) -> float:
    """Return the mean absolute error; (n,) or (n, outputs), averaged over the outputs."""
    target, prediction = _pair(target, prediction, np.float64)
    return float(np.mean(weighted_mean(np.abs(target - prediction), weights)))


@np.errstate(over="ignore", invalid="ignore")  # what diverged scores inf or NaN
def rmse(target: Array, prediction: Array, weights: Array | None = None) -> float:
    """Return the root of the mean squared error; (n,) or (n, outputs), averaged over the outputs.

    >>> rmse([0.0, 0.0], [3.0, -3.0])
    3.0
    """
    target, prediction = _pair(target, prediction, np.float64)
    squares = weighted_mean((target - prediction) ** 2, weights)
    return float(np.mean(np.sqrt(squares)))


@np.errstate(over="ignore", invalid="ignore")  # what diverged scores inf or NaN
def r2(target: Array, prediction: Array, weights: Array | None = None) -> float:
    """Return the share of the target's variance that is explained: 1 − Σ e² / Σ (y − ȳ)².

    (n,) or (n, outputs), averaged over the outputs. As in scikit-learn, an output whose target is
    constant scores 1 if it is predicted exactly, else 0; a single row has no variance: NaN.
    """
    target, prediction = _pair(target, prediction, np.float64)
    if len(target) < 2:
        return float("nan")
    error = weighted_mean((target - prediction) ** 2, weights)
    spread = weighted_mean((target - weighted_mean(target, weights)) ** 2, weights)
    return float(explained(np, error, spread))


def explained(xp: Namespace, error: Array, spread: Array) -> Array:
    """Return the mean over the outputs of 1 − error / spread, 0-d: what `r2` is.

    error, spread (outputs,) or 0-d: the mean square of what is missed, and the target's variance.
    """
    flat = spread == 0
    share = 1.0 - error / xp.where(flat, xp.ones_like(spread), spread)
    return xp.mean(xp.where(flat, xp.astype(error == 0, share.dtype), share))


def weighted_mean(values: Array, weights: Array | None) -> Array:
    """Return the mean over the rows of `values` (n, …), each counted as its weight (n,) says."""
    if weights is not None and not (total := np.sum(weights)) > 0:
        raise DataError(f"the weights of all rows must add up to more than 0, got {total}.")
    return np.average(values, axis=0, weights=weights)


def _pair(
    target: Array, prediction: Array, dtype: type[np.float64] | None = None
) -> tuple[Array, Array]:
    """Return both as arrays of one shape with at least one row."""
    target, prediction = np.asarray(target, dtype), np.asarray(prediction, dtype)
    if target.shape != prediction.shape:
        raise ShapeError(
            f"truth and prediction must have the same shape, got {target.shape} and "
            f"{prediction.shape}."
        )
    if target.size == 0:
        raise DataError(f"there is nothing to score in the shape {target.shape}; give a row.")
    return target, prediction


def _ratio(part: Array, whole: Array) -> Array:
    """Return part / whole, and 0 where the whole is 0."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), 0.0)
