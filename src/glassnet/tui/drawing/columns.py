"""What stands in a picture of a network: columns of units, each made by one or several layers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from glassnet.data.inputs import ImageInput
from glassnet.ground.arrays import Array, Shape, size
from glassnet.nn.layer import Layer
from glassnet.nn.network import Network
from glassnet.nn.residual import Residual
from glassnet.nn.shape import Flatten
from glassnet.tui.sight import Index, Sight

PICTURE = 16  # numbers that make a picture, at least


@final
@dataclass(frozen=True)
class Column:
    """The units that stand below one another.

    Args:
        head: The layer that makes them; None for the inputs.
        layers: The layers whose results stand here, in order, the head first; of the inputs' column
            those that only lay them flat.
        kinds: What stands above: "input", or the layers' kinds.
        shape: (n,) units that are one number each, or (h, w, c): c maps of h × w numbers.
        whole: Whether the maps are one image, in colors.

    """

    head: int | None
    layers: tuple[int, ...]
    kinds: tuple[str, ...]
    shape: Shape
    whole: bool = False

    @property
    def maps(self) -> bool:
        """Whether a unit is a map of numbers."""
        return len(self.shape) == 3

    @property
    def total(self) -> int:
        """How many units there are."""
        return 1 if self.whole else self.shape[-1]

    def units_of(self, numbers: Array) -> Array:
        """Return to which unit each of the column's numbers belongs, counted as if laid flat."""
        if self.whole:
            return np.zeros_like(numbers)
        return numbers % self.shape[-1]

    def rows_of(self, numbers: Array) -> Array:
        """Return in which row of its map each of the numbers stands."""
        return numbers // (self.shape[-1] * self.shape[-2]) if self.maps else numbers * 0


def columns_of(sight: Sight) -> tuple[Column, ...]:
    """Return the columns of the network that is seen.

    A layer that keeps the shape and multiplies by no matrix (an activation, Dropout, a
    normalization) stands with the layer before, and so does Flatten.
    """
    program = sight.look.program
    found = [_inputs(sight, program.input_shape)]
    for number, layer, before, after in program.experiment.network.shapes(program.input_shape):
        last, kind = found[-1], type(layer).__name__
        kept = before == after and not _multiplies(layer, before)
        if isinstance(layer, Flatten) or (kept and last.head is not None):
            found[-1] = replace(last, layers=(*last.layers, number), kinds=(*last.kinds, kind))
            continue
        # What keeps its numbers after they were laid flat is still seen as the maps they were.
        shape = last.shape if kept else _shape(after)
        found.append(Column(number, (number,), (kind,), shape))
    return tuple(found)


def column_with(columns: tuple[Column, ...], layer: int) -> int:
    """Return in which column the results of `layer` stand."""
    return next(i for i, column in enumerate(columns) if layer in column.layers)


def focus(sight: Sight, columns: tuple[Column, ...]) -> tuple[int, int]:
    """Return the column and the unit that are selected; the nearest unit if there is none such."""
    layer = min(max(sight.selection.layer, 0), len(sight.look.layers) - 1)
    place = column_with(columns, layer)
    shape = sight.look.layers[layer].y.shape[1:]
    return place, int(columns[place].units_of(np.asarray(number_of(sight.selection.unit, shape))))


def number_of(index: Index, shape: Shape) -> int:
    """Return the place of a number in an array laid flat; what is outside is taken to the edge.

    >>> number_of((1, 2), (3, 4)), number_of((9,), (4,)), number_of((), (2, 2))
    (6, 3, 0)
    """
    index = (*index, *[0] * len(shape))[: len(shape)]
    number = 0
    for place, length in zip(index, shape, strict=True):
        number = number * length + min(max(place, 0), length - 1)
    return number


def values_of(sight: Sight, column: Column) -> Array | None:
    """Return the column's numbers for the whole batch, (batch, *shape): the last that are computed.

    None where not even the first is.
    """
    for layer in reversed(column.layers):
        if sight.reached("forward", layer):
            return _shaped(sight.look.layers[layer].y, column)
    if column.head is None and sight.reached("rows"):
        return _shaped(sight.look.batch.x, column)
    return None


def activity(sight: Sight, column: Column) -> Array:
    """Return the mean size of each unit over the batch, (total,), whether it can be seen yet."""
    values = sight.look.layers[column.layers[-1]].y if column.layers else sight.look.batch.x
    with np.errstate(all="ignore"):
        return np.abs(_shaped(values, column)).reshape(-1, column.shape[-1]).mean(axis=0)


def deltas_of(sight: Sight, column: Column) -> Array | None:
    """Return δ = dL/dz of the shown row's units, in the column's shape, once it is known.

    z is what the head makes; its δ is known as soon as the layer after it has passed it on.
    """
    if column.head is None:
        return None
    after = column.head + 1
    last = after == len(sight.look.layers)
    if not (sight.reached("loss") if last else sight.reached("backward", after)):
        return None
    return np.asarray(sight.look.layers[column.head].dy[sight.row].reshape(column.shape))


def _inputs(sight: Sight, shape: Shape) -> Column:
    """Return the column of the inputs; an image that is given as one flat row is a picture."""
    inputs = sight.table.preparation.inputs
    alone = len(inputs) == 1 and isinstance(inputs[0], ImageInput)
    side = math.isqrt(size(shape))
    if alone and len(shape) == 1 and side * side == shape[0] >= PICTURE:
        return Column(None, (), ("input",), (side, side, 1))
    found = _shape(shape)
    return Column(None, (), ("input",), found, whole=alone and len(found) == 3 and found[2] == 3)


def _shape(shape: Shape) -> Shape:
    """Return (n,), or (h, w, c) for anything with channels last."""
    if len(shape) < 2:
        return (size(shape),)
    return (size(shape[:-2]), *shape[-2:])


def _shaped(values: Array, column: Column) -> Array:
    return np.asarray(values).reshape(len(values), *column.shape)


def _multiplies(layer: Layer, shape: Shape) -> bool:
    """Tell whether a layer has weights, its own or those of layers inside."""
    inside = isinstance(layer, (Residual, Network))
    return inside or any(parameter.decays for parameter in layer.parameters(shape).values())
