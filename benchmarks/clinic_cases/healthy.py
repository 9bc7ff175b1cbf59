"""Healthy runs, among them those that look ill: each is what it should be, or as good as can be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from clinic_cases.faults import layers
from clinic_cases.problems import Patient
from clinic_cases.tables import Mutation, has_images, setting

import glassnet as gn


def _noisy(p: Patient) -> Patient | None:
    """A fifth of the labels is wrong, or half the variance is chance: no more can be known."""
    if len(p.y) < 100:
        return None
    rng = np.random.default_rng(11)
    if not p.is_classes:
        return replace(p, y=(p.y + rng.normal(size=len(p.y))) / np.sqrt(2.0))
    wrong = rng.uniform(size=len(p.y)) < 0.2
    fewer = setting(epochs=max(5, p.settings["epochs"] // 5))(p)
    return replace(fewer, y=np.where(wrong, rng.permutation(p.y), p.y))


def _wide(layer: gn.Layer) -> tuple[gn.Layer, ...]:
    return (gn.Dense(256),) if isinstance(layer, gn.Dense) else (layer,)


def _some_dropout(layer: gn.Layer) -> tuple[gn.Layer, ...]:
    return (layer, gn.Dropout(0.1)) if isinstance(layer, gn.Activation) else (layer,)


def _normalized(layer: gn.Layer) -> tuple[gn.Layer, ...]:
    return (layer, gn.BatchNorm()) if isinstance(layer, gn.Dense) else (layer,)


def _telling(p: Patient) -> Patient | None:
    """One column tells much of the answer, honestly."""
    if len(p.y) < 100 or has_images(p):
        return None
    rng = np.random.default_rng(19)
    told = np.unique(p.y, return_inverse=True)[1] if p.is_classes else p.y
    column = (told - told.mean()) / told.std() + 0.5 * rng.normal(size=len(p.y))
    return replace(p, x=np.c_[p.x, column / column.std()])


def _uneven(p: Patient) -> Patient | None:
    """One class has most rows, and the others are known all the same."""
    if not p.is_classes or len(p.y) < 100:
        return None
    common = p.y == p.y[0]
    rare = np.flatnonzero(~common)[:: max(1, round(3 * (~common).sum() / common.sum()))]
    kept = np.sort(np.r_[np.flatnonzero(common), rare])
    if len(np.unique(p.y[kept])) < len(np.unique(p.y)):
        return None
    return replace(p, x=p.x[kept], y=p.y[kept])


def _sorted(p: Patient) -> Patient | None:
    """The table is in the order of its first column, one end of which may be harder to know."""
    if len(p.y) < 100:
        return None
    order = np.argsort(p.x[:, 0], kind="stable")
    return replace(p, x=p.x[order], y=p.y[order])


def _sorted_beside_idle(p: Patient) -> Patient | None:
    """One column tells the class, less so where two meet; the table is in its order."""
    if not p.is_classes or len(p.y) < 100 or has_images(p):
        return None
    rng = np.random.default_rng(41)
    column = np.sort(rng.normal(size=len(p.y)))
    heard = column + 0.25 * rng.normal(size=len(p.y))
    names = np.unique(p.y)
    ends = np.quantile(heard, np.arange(1, len(names)) / len(names))
    idle = rng.normal(size=(len(p.y), 7))
    return replace(p, x=np.c_[column, idle], y=names[np.searchsorted(ends, heard)])


def _idle_code(p: Patient) -> Patient | None:
    """A column that tells nothing holds a code, and another numbers the rows in no order."""
    if len(p.y) < 100 or has_images(p):
        return None
    rng = np.random.default_rng(37)
    idle = np.where(rng.uniform(size=len(p.y)) < 0.05, -999.0, rng.normal(size=len(p.y)))
    columns = np.c_[p.x, idle, rng.permutation(len(p.y))]
    return setting(scaling="standardize")(replace(p, x=columns))


def _small_validation(p: Patient) -> Patient | None:
    return setting(validation=0.08)(p) if len(p.x) > 40 else None


def _stopped(p: Patient) -> Patient | None:
    return setting(early_stopping=gn.EarlyStopping(50))(p) if len(p.x) > 40 else None


# What changes the answers or the columns has no twin to be held against.
OWN = (
    "plateau at the noise",
    "one telling column",
    "uneven classes",
    "a sorted table",
    "sorted by an informative column, beside idle ones",
    "idle codes and numbers",
)
HEALTHY: dict[str, tuple[Mutation, str]] = {
    "as it should be, Adam": (lambda p: p, "adam"),
    "as it should be, SGD": (lambda p: p, "sgd"),
    "as it should be, momentum": (lambda p: p, "momentum"),
    "plateau at the noise": (_noisy, "adam"),
    "small validation": (_small_validation, "momentum"),
    "warm-up": (setting(schedule=gn.WarmupCosine()), "adam"),
    "wide, sparse ReLU": (layers(_wide), "adam"),
    "to zero loss": (lambda p: setting(epochs=2 * p.settings["epochs"], validation=0.0)(p), "adam"),
    "gradients clipped for safety": (setting(clip_norm=1.0), "momentum"),
    "a little dropout": (layers(_some_dropout), "adam"),
    "a little penalty": (setting(l2=1e-4), "sgd"),
    "early stopping": (_stopped, "adam"),
    "batch normalization": (layers(_normalized), "adam"),
    "one telling column": (_telling, "adam"),
    "uneven classes": (_uneven, "adam"),
    "a sorted table": (_sorted, "adam"),
    "sorted by an informative column, beside idle ones": (_sorted_beside_idle, "adam"),
    "idle codes and numbers": (_idle_code, "momentum"),
    "a summed loss, large gradients": (setting(loss="half_sum_of_squares"), "adam"),
}
