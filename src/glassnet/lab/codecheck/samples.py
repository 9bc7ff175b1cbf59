"""What is claimed beside what is measured, at several points."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, GlassnetError, one_line
from glassnet.lab.codecheck.differences import complex_slopes, slopes
from glassnet.lab.codecheck.problem import Problem
from glassnet.lab.codecheck.trees import Arrays

COORDINATES = 240  # measured at one point, at most
LIMIT, LIMIT_32 = 1e-4, 1e-2  # relative: what is further off than this is wrong
ROUNDING, ROUNDING_32 = 4e-16, 2e-7


@final
@dataclass(frozen=True)
class Sample:
    """One point: the loss there, its measured slopes, and what the learner's code says of them.

    true: NaN where nothing was measured, or where there is a bend.
    errors: How far `true` may be off.
    exact: Whether the complex step confirmed it.
    coarse: Whether the learner's code computes in float32.
    """

    point: Arrays
    loss: float
    true: Arrays
    errors: Arrays
    claimed: Mapping[str, Array | None]
    bends: int = 0
    exact: bool = False
    coarse: bool = False


def points(problem: Problem, seed: int, fresh: int = 2) -> list[Arrays]:
    """Return where to look: at the given parameters, near them, and at `fresh` other places.

    Fresh weights are so small that what comes in and what goes out are about equally large.
    """
    given = problem.start
    random = np.random.default_rng(seed)
    inputs = np.asarray(problem.x, dtype=np.float64) if problem.x is not None else np.ones(1)
    loud = max(1.0, float(np.sqrt(np.mean(inputs**2))) if inputs.size else 1.0)

    def size(p: Array) -> float:
        return float(np.sqrt(np.mean(p * p))) or 0.5

    found = [given, {k: p + 0.3 * size(p) * random.normal(size=p.shape) for k, p in given.items()}]
    for number in range(fresh):
        scale = (0.5, 1.0, 1.6)[number % 3]
        found.append(
            {
                name: scale
                * random.normal(size=p.shape)
                / np.sqrt(max((1, *p.shape)))
                / (loud if p.ndim == 2 else 1.0)
                for name, p in given.items()
            }
        )
    return found


def collect(problem: Problem, seed: int = 0) -> list[Sample]:
    """Return what is claimed and measured at the points where the loss is a finite number."""
    found = []
    for number, point in enumerate(points(problem, seed)):
        try:
            found.append(sample(problem, point, seed + number))
        except GlassnetError:
            if number == 0:
                raise
        except Exception as error:
            if number == 0:
                raise DataError(told(error)) from error
    usable = [each for each in found if np.isfinite(each.loss)]
    if not usable:
        raise DataError(
            f"the loss is {found[0].loss} at the given parameters and near them; it must be a "
            "finite number. Start from smaller weights, or scale x."
        )
    return usable


def told(error: BaseException) -> str:
    """Return where the learner's code raised what, in a sentence."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    name = frame.filename.replace("\\", "/").rpartition("/")[2]
    line = f": {one_line(frame.line, 100)}" if frame.line else ""
    what = f"{type(error).__name__}: {one_line(error, 160)}"
    return f"the code raises {what} ({one_line(name)}, line {frame.lineno}, in {frame.name}{line})."


def sample(problem: Problem, point: Arrays, seed: int) -> Sample:
    """Return what is claimed and measured at one point."""
    claimed = problem.claimed(point)
    loss = problem.value(point)
    names, sizes = list(point), [p.size for p in point.values()]
    edges = np.concatenate([[0], np.cumsum(sizes)]).astype(int)
    flat = np.concatenate([p.ravel() for p in point.values()])

    def value(p: Array) -> Any:
        parts = {n: p[a:b] for n, a, b in zip(names, edges, edges[1:], strict=False)}
        return problem.value({n: v.reshape(point[n].shape) for n, v in parts.items()})

    indices = chosen(sizes, seed)
    coarse = isinstance(loss, (np.float32, np.float16))
    measured = slopes(lambda p: float(value(p)), flat, indices, ROUNDING_32 if coarse else ROUNDING)
    values, errors, exact = _confirmed(value, flat, indices, measured.values, measured.errors)
    true, off = np.full(flat.size, np.nan), np.full(flat.size, np.inf)
    true[indices] = np.where(measured.bends & ~exact, np.nan, values)
    off[indices] = errors

    def split(a: Array) -> Arrays:
        cut = np.split(a, edges[1:-1])
        return {n: c.reshape(point[n].shape) for n, c in zip(names, cut, strict=True)}

    bends = int(np.sum(measured.bends & ~exact))
    sure = bool(np.any(exact))
    return Sample(point, float(loss), split(true), split(off), claimed, bends, sure, coarse)


def _confirmed(
    value: Callable[[Array], Any], p: Array, indices: list[int], seen: Array, errors: Array
) -> tuple[Array, Array, Array]:
    """Return the slopes by the complex step where it agrees with the differences."""
    nobody = np.zeros(len(seen), dtype=bool)
    if complex_slopes(value, p, indices[:1]) is None:
        return seen, errors, nobody
    finer = complex_slopes(value, p, indices)
    if finer is None:
        return seen, errors, nobody
    agree = np.abs(finer - seen) <= errors + 1e-7 * np.abs(seen) + 1e-13
    if not agree.all():  # the code takes complex numbers, and does not mean them
        return seen, errors, nobody
    return finer, 1e-13 * np.maximum(np.abs(finer), 1e-13), agree


def chosen(sizes: list[int], seed: int) -> list[int]:
    """Return which coordinates are measured: all, or an equal share of every parameter's."""
    if sum(sizes) <= COORDINATES:
        return list(range(sum(sizes)))
    random = np.random.default_rng(seed)
    share, start, found = max(6, COORDINATES // len(sizes)), 0, []
    for size in sizes:
        own = random.permutation(size)[:share] if size > share else np.arange(size)
        found += sorted((start + own).tolist())
        start += size
    return found
