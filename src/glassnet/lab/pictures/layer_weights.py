"""Which weights are drawn: a layer's matrix, or those of one unit in the shape of what it sees."""

from __future__ import annotations

import numpy as np

from glassnet.ground.arrays import Array, Shape
from glassnet.ground.errors import UsageError
from glassnet.lab.pictures.subject import Subject
from glassnet.lab.pictures.weights import Names
from glassnet.nn.shape import Flatten


def weights_of(of: Subject, layer: int | None, unit: int | None) -> tuple[Array, Names, str]:
    """Return a matrix of weights, the names of its rows and columns, and what it is.

    Args:
        of: The model or run.
        layer: The layer, from 0; the first that has weights by default.
        unit: One of its units alone, from 0.

    Raises:
        UsageError: a layer without weights, or a unit that is not there.

    """
    found: dict[int, tuple[str, Array]] = {}
    for name, array in of.model.params.items():
        if array.ndim >= 2:
            found.setdefault(int(name.partition(".")[0]), (name, array))
    place = min(found, default=0) if layer is None else layer
    if place not in found:
        there = ", ".join(map(str, found)) or "none"
        raise UsageError(f"layer {place} has no matrix of weights; those that have: {there}.")
    name, array = found[place]
    units = array.shape[-1]
    kind = type(of.model.experiment.network.layers[place]).__name__
    told = f"layer {place}: {kind}"
    inputs, outputs = of.names
    rows = inputs if place == 0 and len(inputs) == array.size // units and array.ndim == 2 else ()
    if unit is None:
        last = place == max(found) and len(outputs) == units
        whole = array.reshape(-1, units)
        told += f", {name} of {whole.shape[0]:,} × {units:,}"
        return whole, (rows, outputs if last else ()), told
    if not 0 <= unit < units:
        raise UsageError(f"layer {place} has units 0 … {units - 1:,}, got unit {unit}.")
    own = array[..., unit]
    shape = _seen(of, place) if own.ndim == 1 else own.shape
    drawn, names = _as_matrix(own.reshape(shape), rows)
    return drawn, (names, ()), f"{told}, unit {unit:,}, over what it sees"


def _seen(of: Subject, place: int) -> Shape:
    """Return the shape of what a unit of a flat layer sees: of a map, if it was just laid flat."""
    network = of.model.experiment.network
    shapes = {number: shape for number, _, shape, _ in network.shapes(of.model.input_shape)}
    flat = place > 0 and isinstance(network.layers[place - 1], Flatten)
    return shapes[place - 1] if flat else shapes[place]


def _as_matrix(weights: Array, names: tuple[str, ...]) -> tuple[Array, tuple[str, ...]]:
    """Return a unit's weights as a matrix, the channels of a map below one another."""
    if weights.ndim < 3:
        return (weights[:, None] if weights.ndim == 1 else weights), names
    if weights.shape[-1] == 1:
        return weights[..., 0].reshape(-1, weights.shape[-2]), ()
    channels, height = weights.shape[-1], weights.shape[-3]
    stacked = np.moveaxis(weights, -1, 0).reshape(-1, weights.shape[-2])
    heads = tuple(f"channel {c}, {r}" for c in range(channels) for r in range(height))
    return stacked, heads if len(heads) == len(stacked) else ()
