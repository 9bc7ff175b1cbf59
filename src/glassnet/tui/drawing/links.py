"""Which weights lead from one column to the next: as a matrix, or as lines without a weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.nn.category_embedding import CategoryEmbedding
from glassnet.nn.convolution import Convolution
from glassnet.nn.dense import Dense
from glassnet.nn.embedding import Embedding
from glassnet.nn.network import Network
from glassnet.tui.drawing.columns import Column
from glassnet.tui.sight import Sight


@final
@dataclass(frozen=True, eq=False)
class Links:
    """The lines between two columns.

    Args:
        weights: (sources, targets); None where nothing is multiplied.
        sources: Each source's number in the column before, laid flat.
        targets: Each target's number in the column after.
        count: How many synapses there are in all.
        pairs: Sources and targets that are joined without a weight, (2, n).

    """

    weights: Array | None
    sources: Array
    targets: Array
    count: int
    pairs: Array


def links(sight: Sight, before: Column, after: Column) -> Links:
    """Return what leads from one column to the next one."""
    number = after.head if after.head is not None else 0
    look = sight.look.layers[number]
    if isinstance(look.layer, Dense):
        weights = look.params["weights"]
        return _matrix(weights, (np.arange(len(weights)), _middles(after)), weights.size)
    if isinstance(look.layer, Convolution):
        kernel = look.params["weights"]
        weights = strongest(kernel.reshape(-1, *kernel.shape[-2:]))
        return _matrix(weights, (_middles(before), _middles(after)), kernel.size)
    if isinstance(look.layer, Embedding):
        rows = _rows(look.params["weights"], look.x[sight.row])
        ends = (np.arange(len(rows)), _middles(after))
        return _matrix(rows, ends, look.params["weights"].size)
    if isinstance(look.layer, CategoryEmbedding):
        return _categories(sight, number)
    return Links(None, np.arange(0), np.arange(0), 0, _pairs(look.layer, before, after))


def strongest(values: Array) -> Array:
    """Return the number furthest from 0 along the first axis.

    >>> strongest(np.array([[1.0, -2.0], [-3.0, 0.5]]))
    array([-3., -2.])
    """
    high, low = values.max(axis=0), values.min(axis=0)
    return np.where(high >= -low, high, low)


def _matrix(weights: Array, ends: tuple[Array, Array], count: int) -> Links:
    return Links(weights, *ends, count, np.zeros((2, 0), np.int64))


def _middles(column: Column) -> Array:
    """Return the number in the middle of each unit: of a map that of its middle place."""
    channels = np.arange(column.shape[-1])
    if not column.maps:
        return channels
    tall, wide, count = column.shape
    return (tall // 2 * wide + wide // 2) * count + channels


def _rows(table: Array, codes: Array) -> Array:
    """Return each code's row of a table of weights; zeros for a code that is not in it."""
    known = (codes >= 0) & (codes < len(table))
    rows = table[np.where(known, codes, 0).astype(np.int64)]
    return np.where(known[:, None], rows, 0.0)


def _categories(sight: Sight, number: int) -> Links:
    """Return the numbers that pass, as weights of 1, and the rows that the codes chose."""
    look = sight.look.layers[number]
    assert isinstance(look.layer, CategoryEmbedding)  # noqa: S101  # for the type checker
    codes = look.x[sight.row]
    numbers = len(codes) - len(look.layer.counts)
    weights = np.zeros((len(codes), look.y.shape[1]), dtype=look.y.dtype)
    weights[:numbers, :numbers] = np.eye(numbers)
    end = numbers
    for place in range(len(look.layer.counts)):
        row = _rows(look.params[f"{place}.weights"], codes[numbers + place, None])[0]
        weights[numbers + place, end : end + len(row)] = row
        end += len(row)
    ends = (np.arange(weights.shape[0]), np.arange(weights.shape[1]))
    return _matrix(weights, ends, sum(p.size for p in look.params.values()))


def _pairs(layer: object, before: Column, after: Column) -> Array:
    """Return what is joined number by number, or map by map; nothing if neither fits."""
    if isinstance(layer, Network):
        return np.zeros((2, 0), dtype=np.int64)
    if before.shape[-1] == after.shape[-1] and before.whole == after.whole:
        return np.stack([_middles(before), _middles(after)])
    sizes = [int(np.prod(column.shape)) for column in (before, after)]
    if sizes[0] == sizes[1]:
        return np.tile(np.arange(sizes[0]), (2, 1))
    return np.zeros((2, 0), dtype=np.int64)
