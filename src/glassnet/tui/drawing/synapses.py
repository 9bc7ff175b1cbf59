"""The synapses of a layer, those that matter most, and by how much this step moves each."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, final

import numpy as np

from glassnet.data.inputs import ImageInput
from glassnet.ground.arrays import Array
from glassnet.lab.explain.row import output_names
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.layer import Activation, Layer
from glassnet.nn.shape import Flatten, Reshape
from glassnet.run.look import LayerLook, Look
from glassnet.tui.drawing.lines import name_of
from glassnet.tui.sight import Sight

UNMIXED = (Flatten, Reshape, Dropout)  # what comes out is what went in, in its order
WORDS = {"bias": "bias", "scale": "scale γ", "shift": "shift β"}


class Ends(NamedTuple):
    """From where to where a synapse leads: in words, and by number; −1 where it is no unit."""

    source: str
    target: str
    place: tuple[int, int]


@final
@dataclass(frozen=True, eq=False)
class Synapses:
    """Some synapses, each with where it leads; the numbers are (n,) float64.

    Args:
        layer: The layer that learns them.
        ends: From where to where each leads.
        own: What the shown row adds to its gradient.
        weight: What each is before the update.
        gradient: dL/dw of the whole batch.
        applied: What penalties and clipping made of it, which the optimizer was given.
        update: By how much it moves.
        after: What it is then.

    """

    layer: int
    ends: tuple[Ends, ...]
    own: Array
    weight: Array
    gradient: Array
    applied: Array
    update: Array
    after: Array


def learning_layer(look: Look, layer: int) -> int | None:
    """Return the layer that learns nearest before `layer`, itself included; else after it."""
    places = [each.number for each in look.layers if each.params]
    before = [place for place in places if place <= layer]
    return before[-1] if before else places[0] if places else None


def synapses(sight: Sight, layer: int, sort: str, most: int) -> Synapses:
    """Return at most `most` numbers that `layer` learns, the foremost by `sort`, an order, first.

    What is not a finite number comes first: it is what one looks for.
    """
    look, seen = sight.look, sight.look.layers[layer]
    flat = {name: _flat(look, seen, name) for name in seen.params}
    chosen = _foremost(np.concatenate([_rank(each, sort) for each in flat.values()]), most)
    row = min(max(sight.row, 0), len(look.rows) - 1)
    joined = [np.concatenate(each)[chosen] for each in zip(*flat.values(), strict=True)]
    own = _own(seen, row, chosen)
    told = _names(sight, layer, chosen)
    return Synapses(layer, told, own, *joined)


def _flat(look: Look, seen: LayerLook, name: str) -> tuple[Array, ...]:
    """Return a parameter's weights, gradients, applied gradients, updates and new weights."""
    full = f"{seen.number}.{name}"
    arrays = (
        seen.params[name], seen.gradients[name], look.gradients[full], look.update(full),
        look.after.params[full],
    )  # fmt: skip
    return tuple(np.asarray(array).reshape(-1) for array in arrays)


def _rank(numbers: tuple[Array, ...], sort: str) -> Array:
    """Return how much each weight matters, the more the further in front."""
    weight, gradient, _, update, _ = numbers
    if sort == "place":
        return np.zeros(len(weight))
    by = {"weight": weight, "gradient": gradient, "update": update}[sort]
    return np.nan_to_num(np.abs(by), nan=np.inf)


def _foremost(ranked: Array, most: int) -> Array:
    """Return the places of the `most` largest, in order; equal ones as they stand."""
    if len(ranked) > most:
        least = np.partition(ranked, len(ranked) - most)[len(ranked) - most]
        above = np.flatnonzero(ranked > least)
        equal = np.flatnonzero(ranked == least)[: most - len(above)]
        found = np.sort(np.concatenate([above, equal]))
    else:
        found = np.arange(len(ranked))
    order: Array = found[np.argsort(-ranked[found], kind="stable")]
    return order


def _own(seen: LayerLook, row: int, chosen: Array) -> Array:
    """Return what one row adds to some gradients.

    Of a Dense layer that is x·δ, without going back through the whole batch.
    """
    if not isinstance(seen.layer, Dense):
        found = seen.gradient_of_row(row)
        return np.concatenate([np.asarray(found[name]).reshape(-1) for name in seen.params])[chosen]
    dy = np.asarray(seen.dy[row]).reshape(-1)
    x = np.append(np.asarray(seen.x[row]).reshape(-1), 1.0)  # a bias has the input 1
    with np.errstate(all="ignore"):
        own: Array = x[chosen // len(dy)] * dy[chosen % len(dy)]
    return own


def _names(sight: Sight, layer: int, chosen: Array) -> tuple[Ends, ...]:
    """Return where each of some numbers stands: from, to, and both as numbers."""
    seen = sight.look.layers[layer]
    into, out = _into(sight, layer), _out(sight, layer)
    ends = np.cumsum([array.size for array in seen.params.values()])
    names, shapes = list(seen.params), [array.shape for array in seen.params.values()]
    found = []
    which: Array = np.searchsorted(ends, chosen, side="right")
    for number, place in zip(which.tolist(), chosen.tolist(), strict=True):
        inside, index = place - int(ends[number] - math.prod(shapes[number])), []
        for length in reversed(shapes[number]):
            inside, last = divmod(inside, length)
            index.append(last)
        found.append(_told(seen.layer, names[number], index[::-1], into, out))
    return tuple(found)


def _told(
    layer: Layer, name: str, index: list[int], into: Callable[[int], str], out: tuple[str, ...]
) -> Ends:
    """Return where a number of a layer stands: from, to, and both as numbers."""
    inside, _, last = name.rpartition(".")
    before = f"{inside}: " if inside else ""
    *first, unit = index
    target = out[unit] if unit < len(out) and not inside else str(unit)
    if last in WORDS or not first:
        return Ends(before + WORDS.get(last, last), target, (-1, unit))
    if isinstance(layer, Dense):
        return Ends(into(first[0]), target, (first[0], unit))
    if len(first) == 1:
        return Ends(f"{before}{first[0]}", target, (first[0], unit))
    window = ",".join(map(str, first[:-1]))
    return Ends(f"{before}{first[-1]} at {window}", target, (first[-1], unit))


def _into(sight: Sight, layer: int) -> Callable[[int], str]:
    """Return how what goes into a layer is called: by the inputs' names, where they are those."""
    before = sight.look.layers[:layer]
    inputs = sight.table.preparation.inputs
    flat = sight.look.layers[layer].x.shape[1:]
    if len(flat) != 1 or not all(isinstance(each.layer, UNMIXED) for each in before):
        return str
    if isinstance(inputs[0], ImageInput) and len(inputs) == 1:
        column, sizes = inputs[0], inputs[0].shape
        return lambda k: name_of(f"{column.name}{[int(i) for i in np.unravel_index(k, sizes)]}")
    names = sight.table.preparation.names
    return (lambda k: name_of(names[k])) if len(names) == flat[0] else str


def _out(sight: Sight, layer: int) -> tuple[str, ...]:
    """Return what the units of a layer stand for, if nothing but activations follows."""
    after = sight.look.layers[layer + 1 :]
    if not all(isinstance(each.layer, Activation) for each in after):
        return ()
    names = output_names(sight.table.preparation)
    return names if len(names) == sight.look.layers[layer].y.shape[-1] else ()
