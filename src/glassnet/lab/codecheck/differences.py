"""Slopes measured from values alone, with an honest estimate of how exact they are.

    D(h) = (f(p + h) − f(p − h)) / 2h      R(h) = (4 D(h/2) − D(h)) / 3

R is exact but for terms of h⁴ (Richardson 1911). Two R of different steps tell the error; where
they disagree, the step is made smaller. A bend is told by the second difference: it shrinks with h
where f is smooth, and stays where the slopes on both sides differ, as a ReLU's do at 0.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array

Function = Callable[[Array], float]
FIRST, SMALLER, TRIES = 2.0**-9, 16.0, 4
COMPLEX_STEP = 1e-30


@final
@dataclass(frozen=True)
class Slopes:
    """Measured slopes, their errors, and where there is a bend in place of a slope.

    values, errors, bends: (n,) one per coordinate that was asked for
    """

    values: Array
    errors: Array
    bends: Array


def slopes(f: Function, p: Array, indices: Sequence[int], rounding: float = 1e-15) -> Slopes:
    """Return the slopes of `f` at `p` (n,) along the coordinates `indices`.

    Args:
        f: Takes an array like p, and gives a number.
        p: Where.
        indices: Which coordinates.
        rounding: How exactly f computes, relatively.

    """
    here = f(p)
    noise = rounding * max(abs(here), 1e-300)
    found: list[tuple[float, float, bool]] = []
    largest = 0.0
    for index in indices:
        found.append(_slope(f, p, index, (here, noise, largest)))
        largest = max(largest, abs(found[-1][0]))
    values, errors, bends = (np.array(column) for column in zip(*found, strict=True))
    return Slopes(values, errors, bends.astype(bool))


def _slope(
    f: Function, p: Array, index: int, known: tuple[float, float, float]
) -> tuple[float, float, bool]:
    """Return slope, error and whether there is a bend, along one coordinate."""
    here, noise, largest = known
    best = (np.nan, np.inf, False)
    h = FIRST * max(1.0, abs(p[index])) * (1.0 if noise <= 1e-12 * abs(here) + 1e-300 else 16.0)
    for _ in range(TRIES):
        above, below = (
            np.array([f(_moved(p, index, sign * h / k)) for k in (1, 2, 4)]) for sign in (1, -1)
        )
        steps = h / np.array([1.0, 2.0, 4.0])
        central = (above - below) / (2.0 * steps)
        bending = (above - 2.0 * here + below) / steps
        rich = (4.0 * central[1:] - central[:-1]) / 3.0
        error = abs(rich[1] - rich[0]) + 8.0 * noise / h
        jump = abs(2.0 * bending[2] - bending[1])
        size = max(abs(rich[1]), 1e-2 * largest)
        bend = bool(jump > 1e-3 * size + 64.0 * noise / h)
        if np.isfinite(error) and error < best[1]:
            best = (float(rich[1]), float(error), bend)
        if error <= 1e-8 * size + 16.0 * noise / h:
            break
        h /= SMALLER
    return best


def _moved(p: Array, index: int, distance: float) -> Array:
    moved = p.copy()
    moved[index] += distance
    return moved


def complex_slopes(f: Callable[[Array], complex], p: Array, indices: Sequence[int]) -> Array | None:
    """Return Im f(p + ih) / h, exact to rounding, or None where `f` cannot take complex numbers.

    Source: Squire & Trapp (1998). Code that compares, takes absolute values or casts to float can
    give a wrong number without notice: use it only where it confirms what differences say.
    """
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for index in indices:
            moved = p.astype(np.complex128)
            moved[index] += 1j * COMPLEX_STEP
            try:
                value = complex(f(moved))
            except Exception:  # noqa: BLE001  the learner's code need not know complex numbers
                return None
            found.append(value.imag / COMPLEX_STEP)
    return np.array(found)
