"""The curves of a run: how the loss and the score went, in as many points as can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.tui.sight import Future, Moment

MOST_EVALUATIONS = 500  # that are drawn of a future, about
LOGARITHMIC = 50.0  # the largest over the least from which on the height is a logarithm


@final
@dataclass(frozen=True, eq=False)
class Curve:
    """Points to draw a line through.

    Args:
        label: What it shows: "training", "validation", "score", with the future's name if there
            are several.
        future: The number of the future it belongs to.
        x: Steps, (n,).
        y: Losses or scores, (n,), finite.
        dotted: Whether only the points are drawn: what is known once an epoch.

    """

    label: str
    future: int
    x: Array
    y: Array
    dotted: bool = False


def loss_curves(moment: Moment, points: int) -> tuple[Curve, ...]:
    """Return the training and the validation losses of every future.

    Each point is the mean over as many steps as one of `points` parts of the whole has.
    """
    found = []
    for number, future in enumerate(moment.futures):
        name = _suffix(moment, future)
        found.append(_finite(f"training{name}", number, *thinned(future.losses, points)))
        found.append(_finite(f"validation{name}", number, *_evaluated(future, "validation_loss")))
    return tuple(curve for curve in found if len(curve.x))


def score_curves(moment: Moment) -> tuple[Curve, ...]:
    """Return the score on the validation rows of every future: the accuracy, or R²."""
    found = [
        _finite(f"score{_suffix(moment, future)}", number, *_evaluated(future, "score"))
        for number, future in enumerate(moment.futures)
    ]
    return tuple(curve for curve in found if len(curve.x))


def thinned(values: Array, points: int) -> tuple[Array, Array]:
    """Return at most `points` points: the middle of each part of `values`, and its mean there.

    >>> thinned(np.array([1.0, 3.0, 5.0, 5.0]), 2)
    (array([1.5, 3.5]), array([2., 5.]))
    """
    count = len(values)
    parts = min(points, count)
    if not parts:
        return np.zeros(0), np.zeros(0)
    edges = np.linspace(0, count, parts + 1).astype(np.int64)
    sizes = np.diff(edges)
    with np.errstate(all="ignore"):
        means = np.add.reduceat(values, edges[:-1]) / sizes
    return edges[:-1] + (sizes + 1) / 2, means


def logarithmic(curves: tuple[Curve, ...]) -> bool:
    """Tell whether the losses reach over so much that their logarithms are better seen."""
    values = [curve.y for curve in curves if len(curve.y)]
    if not values:
        return False
    low, high = min(float(y.min()) for y in values), max(float(y.max()) for y in values)
    return low > 0.0 and high > LOGARITHMIC * low


def _evaluated(future: Future, name: str) -> tuple[Array, Array]:
    every = max(1, len(future.evaluations) // MOST_EVALUATIONS)
    shown = [*future.evaluations[::-every]][::-1]  # the latest in any case
    known = [(e.step, getattr(e, name)) for e in shown if getattr(e, name) is not None]
    points = np.asarray(known, dtype=np.float64).reshape(-1, 2)
    return points[:, 0], points[:, 1]


def _finite(label: str, future: int, x: Array, y: Array) -> Curve:
    kept = np.isfinite(y)
    return Curve(label, future, x[kept], y[kept], dotted=not label.startswith("training"))


def _suffix(moment: Moment, future: Future) -> str:
    return f" {future.name}" if len(moment.futures) > 1 else ""
