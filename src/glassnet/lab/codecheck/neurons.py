"""Neurons that are objects, each with its own weights, seen as the layers they make.

hidden[0].weights (2,)  hidden[1].weights (2,)   become   hidden.weights (2, 2)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.codecheck.samples import Sample

NEURON = re.compile(r"(.+)\[(\d+)\](\.\w+)")


def layered(samples: Sequence[Sample]) -> list[Sample]:
    """Return the samples with neurons as layers; what has no neurons stays as it is."""
    groups = layers(samples[0].point)
    if not groups:
        return list(samples)
    return [
        replace(
            each,
            point=_stacked(each.point, groups),
            true=_stacked(each.true, groups),
            errors=_stacked(each.errors, groups),
            claimed=_stacked(each.claimed, groups),
        )
        for each in samples
    ]


def in_layers(point: Mapping[str, Array]) -> dict[str, Array]:
    """Return the parameters of a point with neurons as layers."""
    groups = layers(point)
    return _stacked(point, groups) if groups else dict(point)


def layers(point: Mapping[str, Array]) -> dict[str, list[str]]:
    """Return which parameters are one layer's, by its name; {} unless all are those of neurons."""
    found: dict[str, list[str]] = {}
    for name, value in point.items():
        parts = NEURON.fullmatch(name)
        if parts is None or value.ndim > 1:
            return {}
        found.setdefault(f"{parts[1]}{parts[3]}", []).append(name)
    shapes = [{point[name].shape for name in names} for names in found.values()]
    return found if all(len(each) == 1 for each in shapes) else {}


def _stacked(
    values: Mapping[str, Array | None], groups: Mapping[str, list[str]]
) -> dict[str, Array]:
    """Return one array for each group; None, and what has another shape, becomes NaN."""
    made = {}
    for layer, names in groups.items():
        known = [values[name] for name in names]
        like = next((value for value in known if value is not None), np.zeros(()))
        none = np.full(like.shape, np.nan)
        made[layer] = np.stack(
            [v if v is not None and v.shape == like.shape else none for v in known]
        )
    return made
