"""What a loss compares a prediction with.

A classifier's target is a class index per row, or a row of probabilities ("soft labels").
"""

from __future__ import annotations

import numpy as np

from glassnet.ground.arrays import Array, Namespace
from glassnet.ground.errors import DataError


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


def check_indices(target: Array, classes: int) -> None:
    """Refuse class indices that are not whole numbers 0 … classes − 1."""
    if target.dtype.kind not in "iu":
        raise DataError(
            f"a target of one class per row holds whole numbers, got the dtype {target.dtype}; "
            "encode the classes as 0, 1, 2, …."
        )
    wrong = (target < 0) | (target >= classes)
    if np.any(wrong):
        place = np.unravel_index(np.argmax(wrong), wrong.shape)
        raise DataError(
            f"the classes are 0 … {classes - 1}, got {target[place]} in row {int(place[0])} "
            "(counted from 0)."
        )
