"""How far two arrays, or two states, are apart."""

from __future__ import annotations

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.program.state import State


def apart(one: Array, other: Array) -> float:
    """Return the largest distance between two arrays; equal numbers have none, NaN included."""
    differs = ~((one == other) | (np.isnan(one) & np.isnan(other)))
    with np.errstate(all="ignore"):
        return float(np.abs(one[differs] - other[differs]).max(initial=0.0))


def states_apart(one: State, other: State) -> float:
    """Return the largest distance between two numbers of two states of one program."""
    theirs = other.flat()
    return max(apart(array, theirs[name]) for name, array in one.flat().items())
