"""What a drawing of a network shows: columns of units, of large ones the first and the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

from glassnet.ground.arrays import Shape, size
from glassnet.ground.errors import UsageError
from glassnet.nn.layer import Layer
from glassnet.nn.network import Network

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

    """

    titles: tuple[str, ...]
    total: int
    shown: tuple[int, ...]
    bias: bool = False
    weights: int = 0
    biases: int = 0
    further: int = 0
    size: Shape = ()

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
            found[-1] = _replaced(found[-1], titles=titles, further=further)
            continue
        learned = layer.parameters(before)
        biases = sum(size(p.shape) for name, p in learned.items() if not p.decays)
        weights = sum(size(p.shape) for p in learned.values()) - biases
        found[-1] = _replaced(found[-1], bias=biases > 0)
        new = _column((f"layer {number}", kind), after, most)
        found.append(_replaced(new, weights=weights, biases=biases))
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
        told.append(f"each unit a map of {unit}")
    if column.folded:
        told.append(f"showing {len(column.shown)} of {column.total:,} units")
    if column.weights or column.biases:
        told.append(_counted(column.weights, "weight", "weights"))
        told[-1] += f", {_counted(column.biases, 'bias', 'biases')}" if column.biases else ""
    if column.further:
        told.append(f"{column.further:,} scales and shifts")
    return " · ".join(told)


def channel_wise(before: Column, after: Column) -> bool:
    """Tell whether each unit leads to the one of its number alone, as in pooling."""
    return not after.weights and before.shown == after.shown


def names_of(column: Column, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the units that are drawn; none if they are not the column's."""
    return tuple(names[i] for i in column.shown) if len(names) == column.total else ()


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
