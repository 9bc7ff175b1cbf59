"""The narrow waist: what the mathematics asks of an array library.

The mathematics takes a namespace `xp` that follows the Python Array API standard (2023.12 or
later), as NumPy and `jax.numpy` do, and uses nothing outside that standard but the functions of
this file. An operation enters here only if two layers need it and it cannot be composed; never an
activation.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np

# The standard has no nominal types: an array is whatever its namespace made.
Array: TypeAlias = Any
Namespace: TypeAlias = Any
Shape: TypeAlias = tuple[int, ...]

DTYPES = ("float32", "float64")


def size(shape: Shape) -> int:
    """Return the number of elements of `shape`.

    >>> size((28, 28, 1))
    784
    """
    return math.prod(shape)


def scatter_add(xp: Namespace, length: int, indices: Array, values: Array) -> Array:
    """Return zeros of shape (length, …) with `values[i]` added at `indices[i]`; repeats add up.

    Args:
        xp: The array namespace.
        length: The first axis of the result.
        indices: (n,) integers in [0, length).
        values: (n, …) what to add.

    Returns:
        (length, …) in the dtype of `values`.

    """
    total = xp.zeros((length, *values.shape[1:]), dtype=values.dtype)
    if hasattr(total, "at"):  # jax.numpy: arrays never change, the sum is a new one
        return total.at[indices].add(values)
    if xp is np:
        np.add.at(total, indices, values)
        return total
    chosen = xp.astype(xp.arange(length)[:, None] == indices[None, :], values.dtype)
    flat = xp.reshape(values, (values.shape[0], size(values.shape[1:])))
    return xp.reshape(chosen @ flat, total.shape)
