"""Mutations of the table: scales, answers, order, columns; some are judged on fresh rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from clinic_cases.problems import Patient

import glassnet as gn
from glassnet.ground.arrays import Array

Mutation = Callable[[Patient], Patient | None]


def setting(**changes: Any) -> Mutation:
    """Return the mutation that sets fields of the experiment."""
    return lambda p: replace(p, settings={**p.settings, **changes})


def unscaled_inputs(p: Patient) -> Patient:
    """Give each column another scale, from 50 to 2000, and only numbers above 0 or nearly so."""
    scale = np.geomspace(50.0, 2000.0, p.x.shape[1])
    return replace(p, x=(p.x + 1.0) * scale)


def unscaled_targets(p: Patient) -> Patient | None:
    """Predict numbers around 2000."""
    return None if p.is_classes else replace(p, y=500.0 * p.y + 2000.0)


def ordered(p: Patient) -> Patient:
    """Sort the rows by their answers, and leave them so."""
    order = np.argsort(p.y, kind="stable")
    return setting(shuffle=False)(replace(p, x=p.x[order], y=p.y[order]))


def shuffled_labels(p: Patient) -> Patient | None:
    """Deal the answers to the rows at random."""
    if len(p.y) < 100:
        return None
    return replace(p, y=np.random.default_rng(3).permutation(p.y))


def corrupted_labels(p: Patient) -> Patient | None:
    """Deal three tenths of the answers anew, those of rows in a row; judge by rows left alone."""
    if len(p.y) < 140:
        return None
    kept = round(0.8 * len(p.y))
    first, last = round(0.4 * kept), round(0.7 * kept)
    y = p.y[:kept].copy()
    y[first:last] = np.random.default_rng(23).permutation(y[first:last])
    return replace(p, x=p.x[:kept], y=y, fresh=(p.x[kept:], p.y[kept:]))


def has_images(p: Patient) -> bool:
    """Tell whether columns are pixels, so that none can be added."""
    return any(isinstance(layer, gn.Reshape) for layer in p.hidden)


def leaking(p: Patient) -> Patient | None:
    """Put the answer among the columns; where the network is to be used nobody knows it."""
    if len(p.x) < 120 or has_images(p):
        return None
    rng = np.random.default_rng(13)
    told = np.unique(p.y, return_inverse=True)[1] if p.is_classes else p.y
    column = (told - told.mean()) / told.std() + 0.001 * rng.normal(size=len(p.y))
    place, kept = p.x.shape[1] // 2, round(0.75 * len(p.x))
    x = np.insert(p.x, place, column, axis=1)
    later = x[kept:].copy()
    later[:, place] = rng.permutation(later[:, place])
    return replace(p, x=x[:kept], y=p.y[:kept], fresh=(later, p.y[kept:]))


CODE = -999.0


def coded_missing(p: Patient) -> Patient | None:
    """Lose a value of 25 or so, and write -999 in its place."""
    if len(p.x) < 100 or has_images(p):
        return None
    lost = np.random.default_rng(31).uniform(size=p.x.shape) < 0.04
    return setting(scaling="standardize")(replace(p, x=np.where(lost, CODE, p.x)))


def told_missing(p: Patient) -> Patient:
    """Leave the lost values empty."""
    return replace(p, x=np.where(p.x == CODE, np.nan, p.x))


def numbered(p: Patient) -> Patient | None:
    """Number the rows of a table that was sorted by its answers; new rows get numbers beyond."""
    if len(p.x) < 120 or has_images(p):
        return None
    rng, kept = np.random.default_rng(29), round(0.75 * len(p.x))
    numbers = 1000 + np.cumsum(rng.integers(1, 3, len(p.x)))
    order = np.argsort(p.y[:kept], kind="stable")
    column = np.empty(len(p.x))
    column[order], column[kept:] = numbers[:kept], numbers[kept:]
    x = np.c_[column, p.x]
    scaled = setting(scaling="standardize")(p)
    return replace(scaled, x=x[:kept], y=p.y[:kept], fresh=(x[kept:], p.y[kept:]))


def drowned(share: float, blur: float) -> Mutation:
    """Draw so many blurred rows of one class that it has `share`; judge by as many of each."""

    def mutate(p: Patient) -> Patient | None:
        # Rows of many columns are learned by heart, and then no class drowns.
        if not p.is_classes or len(p.y) < 100 or p.x.shape[1] > 4:
            return None
        rng = np.random.default_rng(17)
        names, cut = np.unique(p.y), round(0.75 * len(p.y))
        few = max(1, round(600 * (1.0 - share) / (len(names) - 1)))

        def drawn(rows: slice, counts: list[int]) -> tuple[Array, Array]:
            x, y = p.x[rows], p.y[rows]
            places = [
                rng.choice(np.flatnonzero(y == n), k) for n, k in zip(names, counts, strict=True)
            ]
            chosen = rng.permutation(np.concatenate(places))
            return x[chosen] + blur * rng.normal(size=(len(chosen), x.shape[1])), y[chosen]

        x, y = drawn(slice(cut), [round(600 * share), *[few] * (len(names) - 1)])
        return replace(p, x=x, y=y, fresh=drawn(slice(cut, None), [100] * len(names)))

    return mutate


def counted_alike(p: Patient) -> Patient:
    """Let each class count the same, however few its rows."""
    counts = np.unique(p.y, return_counts=True)[1]
    weights = tuple(float(weight) for weight in len(p.y) / counts / len(counts))
    return setting(loss=gn.CategoricalCrossEntropy(class_weights=weights))(p)


def by_heart(p: Patient) -> Patient | None:
    """Let a wide network learn a quarter of wrong labels, three times as long."""
    if not p.is_classes or len(p.y) < 140:
        return None
    rng = np.random.default_rng(5)
    flipped = np.where(rng.uniform(size=len(p.y)) < 0.25, rng.permutation(p.y), p.y)
    wide = tuple(gn.Dense(128) if isinstance(e, gn.Dense) else e for e in p.hidden)
    longer = setting(epochs=3 * p.settings["epochs"])(p)
    return replace(longer, y=flipped, hidden=wide)


def stopped_early(p: Patient) -> Patient:
    """End the run where the validation loss was best."""
    return setting(early_stopping=gn.EarlyStopping(20))(p)
