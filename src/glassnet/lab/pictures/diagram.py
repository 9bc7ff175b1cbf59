"""What a drawing of a network shows: columns of units, of large ones the first and the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias, final

import numpy as np

from glassnet.ground.arrays import Array, Shape, size
from glassnet.ground.errors import UsageError, one_line
from glassnet.nn.layer import Layer, Params
from glassnet.nn.network import Network

Names: TypeAlias = Sequence[str]
UNITS = 8  # of a column drawn, at most; all are drawn of a column that has no more


@final
@dataclass(frozen=True)
class Column:
    """The units that stand below one another.

    Args:
        titles: "input", or the layer's place, then the kinds of the layers that make its numbers.
        total: How many units there are: numbers of a flat output, channels of a map.
        shown: The numbers of those that are drawn.
        bias: Whether a bias unit stands below them, which feeds the next column.
        weights: How many weights lead here from the column before.
        biases: How many biases do.
        further: How many numbers the layers without a column of their own learn.
        size: The height and width of each unit's map; () where a unit is one number.
        first: The number of the layer that multiplies; −1 of the input.
        last: The number of the last layer that makes its numbers.
        values: What the units that are drawn put out for a row, of a map the mean; () without one.

    """

    titles: tuple[str, ...]
    total: int
    shown: tuple[int, ...]
    bias: bool = False
    weights: int = 0
    biases: int = 0
    further: int = 0
    size: Shape = ()
    first: int = -1
    last: int = -1
    values: tuple[float, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands in the boxes: a unit's number and, for a row, its value."""
        wide = max(map(len, map(str, self.shown)))
        told = [signed(value) for value in self.values]
        room = max(map(len, told), default=0)
        if not told:
            return tuple(map(str, self.shown))
        pairs = zip(self.shown, told, strict=True)
        return tuple(f"{unit:>{wide}} {value:>{room}}" for unit, value in pairs)

    @property
    def folded(self) -> bool:
        """Whether units are left out, between the first and the last that are drawn."""
        return len(self.shown) < self.total


def columns(network: Network, input_shape: Shape, most: int = UNITS) -> tuple[Column, ...]:
    """Return the columns of a drawing of `network` on inputs of `input_shape`.

    A layer that keeps the shape and multiplies by no matrix (an activation, Dropout, a
    normalization) has no column of its own: its name stands above that of the layer before.
    """
    if most < 2:
        raise UsageError(f"a drawing shows at least 2 units of a layer, got most={most}.")
    found = [_column(("input",), input_shape, most)]
    for number, layer, before, after in network.shapes(input_shape):
        kind = type(layer).__name__
        if before == after and not _multiplies(layer, before) and len(found) > 1:
            further = found[-1].further + sum(
                size(p.shape) for p in layer.parameters(before).values()
            )
            titles = (*found[-1].titles, kind)
            found[-1] = _replaced(found[-1], titles=titles, further=further, last=number)
            continue
        learned = layer.parameters(before)
        biases = sum(size(p.shape) for name, p in learned.items() if not p.decays)
        weights = sum(size(p.shape) for p in learned.values()) - biases
        found[-1] = _replaced(found[-1], bias=biases > 0)
        new = _column((f"layer {number}", kind), after, most)
        places = {"first": number, "last": number}
        found.append(_replaced(new, weights=weights, biases=biases, **places))
    return tuple(found)


def fold(total: int, most: int) -> tuple[int, ...]:
    """Return the numbers that are shown of 0 … total − 1: all, or the first and the last.

    >>> fold(4, 6), fold(128, 6)
    ((0, 1, 2, 3), (0, 1, 2, 125, 126, 127))
    """
    if total <= most:
        return tuple(range(total))
    return (*range((most + 1) // 2), *range(total - most // 2, total))


def facts(column: Column) -> str:
    """Return in words what a drawing cannot show of a column.

    >>> facts(Column(("layer 0", "Dense", "ReLU"), 128, (0, 1, 126, 127), True, 512, 128))
    'layer 0: Dense, ReLU · showing 4 of 128 units · 512 weights, 128 biases'
    """
    head, *kinds = column.titles
    told = [f"{head}: {', '.join(kinds)}" if kinds else head]
    unit = "×".join(map(str, column.size))
    if unit:
        told.append(f"each unit a map of {unit}{', its mean shown' if column.values else ''}")
    if column.folded:
        told.append(f"showing {len(column.shown)} of {column.total:,} units")
    if column.weights or column.biases:
        told.append(_counted(column.weights, "weight", "weights"))
        told[-1] += f", {_counted(column.biases, 'bias', 'biases')}" if column.biases else ""
    if kinds[:1] in (["Flatten"], ["Reshape"]):
        told.append("the same numbers in another shape, none is multiplied")
    if column.further:
        told.append(f"{column.further:,} scales and shifts")
    return " · ".join(told)


def alive(found: Sequence[Column], row: Array, outputs: Sequence[Array]) -> tuple[Column, ...]:
    """Return the columns with the values of their units for one row.

    Args:
        found: The columns.
        row: The row as it goes in, (…).
        outputs: What each layer puts out for it, (…) each.

    """

    def values(column: Column) -> tuple[float, ...]:
        numbers = row if column.last < 0 else outputs[column.last]
        means = np.asarray(numbers, dtype=np.float64).reshape(-1, column.total).mean(axis=0)
        return tuple(means[list(column.shown)].tolist())

    return tuple(_replaced(column, values=values(column)) for column in found)


def matrix(before: Column, after: Column, params: Params) -> Array | None:
    """Return the weights between two columns as (units before, units after), if there is one."""
    weights = params.get(f"{after.first}.weights")
    fits = weights is not None and weights.shape == (before.total, after.total)
    return weights if fits and not before.size and not after.size else None


def strongest(
    found: Sequence[Column], params: Params, names: tuple[Names, Names] = ((), ()), most: int = 3
) -> list[str]:
    """Return the synapses of the largest weights of each layer, the first the largest.

    Args:
        found: The columns.
        params: The network's parameters by name.
        names: Of the inputs, and of the outputs.
        most: Synapses of a layer.

    """
    lines = []
    for before, after in pairwise(found):
        weights = matrix(before, after, params)
        if weights is None:
            continue
        size = np.nan_to_num(np.abs(weights.ravel()), nan=np.inf)
        told = []
        for place in np.argsort(-size, kind="stable")[:most].tolist():
            i, j = divmod(place, after.total)
            left = _unit(before, i, names[0] if before is found[0] else ())
            right = _unit(after, j, names[1] if after is found[-1] else ())
            told.append(f"{left} → {right} {signed(float(weights[i, j]))}".replace(" ", "\xa0"))
        lines.append(f"{after.titles[0]}, strongest: {', '.join(told)}")
    return lines


def signed(value: float) -> str:
    """Return a number with its sign and two digits or three, in at most 7 characters.

    >>> signed(0.8349), signed(-1234.5), signed(0.00012), signed(0.0)
    ('+0.83', '−1234', '+1e-4', ' 0.00')
    """
    if not np.isfinite(value):
        return str(value)
    size = abs(value)
    if 0.0 < size < 0.005 or size >= 99_999.5:
        digits, _, power = f"{size:.0e}".partition("e")
        told = f"{digits}e{int(power)}"
    else:
        told = f"{size:.2f}" if size < 99.995 else f"{size:.0f}"
    return f"{'+' if value > 0 else '−' if value < 0 else ' '}{told}"


def rearranged(before: Column, after: Column) -> bool:
    """Tell whether the same numbers are laid out in another shape: nothing is multiplied."""
    return not after.weights and not channel_wise(before, after)


def channel_wise(before: Column, after: Column) -> bool:
    """Tell whether each unit leads to the one of its number alone, as in pooling."""
    return not after.weights and before.shown == after.shown


def names_of(column: Column, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the units that are drawn; none if they are not the column's."""
    return tuple(names[i] for i in column.shown) if len(names) == column.total else ()


def _unit(column: Column, number: int, names: Names) -> str:
    """Return what a unit is called: by its name, or by its number."""
    return one_line(names[number], 20) if len(names) == column.total else str(number)


def _multiplies(layer: Layer, shape: Shape) -> bool:
    """Tell whether a layer has a matrix of weights."""
    return any(parameter.decays for parameter in layer.parameters(shape).values())


def _column(titles: tuple[str, ...], shape: Shape, most: int) -> Column:
    total = shape[-1] if shape else 1
    return Column(titles, total, fold(total, most), size=shape[:-1])


def _replaced(column: Column, **changes: Any) -> Column:
    return Column(**{**vars(column), **changes})


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
