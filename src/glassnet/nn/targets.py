"""What a loss compares a prediction with, and whether it can.

A classifier's target is a class index per row, or a row of probabilities ("soft labels").
"""

from __future__ import annotations

import numpy as np

from glassnet.ground.arrays import Array, Namespace, Shape
from glassnet.ground.errors import DataError, ShapeError
from glassnet.nn.losses import Loss


def class_shares(xp: Namespace, target: Array, prediction: Array) -> Array:
    """Return what share of each row belongs to each class: 1 and 0 for an index, else the labels.

    Args:
        xp: The array namespace.
        target: (batch,) class indices, or (batch, classes) soft labels.
        prediction: (batch, classes); its dtype is the result's.

    Returns:
        (batch, classes).

    """
    if target.ndim == prediction.ndim:
        return xp.astype(target, prediction.dtype, copy=False)
    classes = xp.arange(prediction.shape[-1], dtype=target.dtype)
    return xp.astype(target[..., None] == classes, prediction.dtype)


def check_target(loss: Loss, target: Array, output_shape: Shape) -> None:
    """Refuse a target that `loss` cannot compare with predictions of `output_shape` per row.

    Raises:
        ShapeError: the network's output, or the target's shape, does not fit the loss.
        DataError: a value is not finite, not in [0, 1], or no class; the first such row is named.

    """
    loss.check_output(output_shape)
    target = np.asarray(target)
    if loss.target == "classes" and target.shape[1:] == output_shape[:-1]:
        check_indices(target, output_shape[-1])
        return
    name = type(loss).__name__
    if target.shape[1:] != output_shape:
        raise ShapeError(
            f"{name} compares outputs of shape {output_shape} with targets of the same shape, got "
            f"{target.shape[1:]} per row; reshape the target, or give the last layer its size."
        )
    if target.dtype.kind not in "buif":
        raise DataError(f"{name} takes targets that are numbers, got the dtype {target.dtype}.")
    _refuse_rows(~np.isfinite(target), target, f"{name} takes finite targets")
    if loss.target != "numbers":
        _refuse_rows((target < 0) | (target > 1), target, f"{name} takes targets in [0, 1]")
    if loss.target == "classes":
        total = np.sum(target, axis=-1, dtype=np.float64)
        _refuse_rows(np.abs(total - 1.0) > 1e-4, total, "the soft labels of a row add up to 1")


def check_indices(target: Array, classes: int) -> None:
    """Refuse class indices that are not whole numbers 0 … classes − 1."""
    if target.dtype.kind not in "iu":
        raise DataError(
            f"a target of one class per row holds whole numbers, got the dtype {target.dtype}; "
            "encode the classes as 0, 1, 2, …."
        )
    wrong = (target < 0) | (target >= classes)
    _refuse_rows(wrong, target, f"the classes are 0 … {classes - 1}")


def _refuse_rows(wrong: Array, values: Array, wanted: str) -> None:
    """Raise DataError with the first place where `wrong` holds."""
    if np.any(wrong):
        place = np.unravel_index(np.argmax(wrong), wrong.shape)
        raise DataError(f"{wanted}, got {values[place]} in row {int(place[0])} (counted from 0).")
