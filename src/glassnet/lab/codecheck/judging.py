"""Right or wrong, parameter by parameter: what is claimed beside what was measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.codecheck.samples import LIMIT, LIMIT_32, Sample
from glassnet.lab.codecheck.trees import Arrays
from glassnet.lab.codecheck.verdict import ParameterCheck

NOTHING = 1e-9  # of the largest slope of a point: what is smaller says nothing


def judge(
    samples: Sequence[Sample], expect: Callable[[Sample], Arrays], rate: float, *, coarse: bool
) -> tuple[ParameterCheck, ...]:
    """Return what is said of every parameter.

    A parameter is wrong where its claim is off at half of the points or more: right code may be
    off at a single point, where its loss is cut or saturated.
    """
    expected = [expect(each) for each in samples]
    limit = LIMIT_32 if coarse else LIMIT
    return tuple(_judged(name, samples, expected, (rate, limit)) for name in samples[0].point)


def _judged(
    name: str, samples: Sequence[Sample], expected: Sequence[Arrays], how: tuple[float, float]
) -> ParameterCheck:
    rate, limit = how
    seen = [
        found
        for sample, right in zip(samples, expected, strict=True)
        if (found := _off(name, sample, right, rate)) is not None
    ]
    shape = samples[0].point[name].shape
    if not seen:
        return ParameterCheck(name, shape, None, 0.0)
    wrong = [each for each in seen if not each[0] <= limit]
    if 2 * len(wrong) < len(seen):
        calm = [each for each in seen if each[0] <= limit]
        return ParameterCheck(name, shape, True, max(calm)[0])
    off, index, yours, right_number = wrong[0]
    return ParameterCheck(name, shape, False, off, "", "", index, yours, right_number)


def _off(
    name: str, sample: Sample, right: Arrays, rate: float
) -> tuple[float, tuple[int, ...], float | None, float | None] | None:
    """Return how far off a claim is, relatively, and where most; None where nothing can be said."""
    true, claimed = right[name], sample.claimed.get(name)
    known = np.isfinite(true)
    if not known.any():
        return None
    largest = max(float(np.nanmax(np.abs(each), initial=0.0)) for each in right.values())
    error = 0.0 if right is not sample.true else sample.errors[name]
    own = float(np.abs(true[known]).max())
    noise = float(np.max(np.where(known, error, 0.0)))
    if claimed is None or claimed.shape != true.shape:
        return (np.inf, (), None, None) if own > max(NOTHING * largest, 50.0 * noise) else None
    claimed = claimed / rate
    scale = max(own, float(np.abs(claimed[known]).max()))
    if scale <= max(NOTHING * largest, 50.0 * noise):
        return None
    return _worst(claimed, true, np.where(known, error, np.inf), scale)


def _worst(
    claimed: Array, true: Array, error: Array, scale: float
) -> tuple[float, tuple[int, ...], float, float]:
    """Return the largest relative difference, and where it is."""
    off = np.where(np.isfinite(error), np.maximum(np.abs(claimed - true) - 4.0 * error, 0.0), 0.0)
    off = np.where(np.isfinite(off), off, np.inf)
    place = np.unravel_index(int(np.argmax(off)), off.shape) if off.ndim else ()
    index = tuple(int(i) for i in place)
    return float(off[place] / scale), index, float(claimed[place]), float(true[place])
