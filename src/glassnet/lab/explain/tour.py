"""The way through a network, layer by layer, and the error's way back: which lines are written.

Of a large network only some units are told: those of the outputs that matter most, those that had
the largest share in them, and so on back to the inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from typing import TypeAlias, final

import numpy as np

from glassnet.ground.arrays import Array, size
from glassnet.ground.errors import UsageError
from glassnet.lab.explain.chapters import chapter
from glassnet.lab.explain.expression import number
from glassnet.lab.explain.line import Line
from glassnet.lab.explain.sight import Index, Sight, largest, slope, walk_inside
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.layer import Activation, Context, Layer
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm, LayerNorm
from glassnet.nn.residual import Residual
from glassnet.nn.shape import Flatten, Reshape
from glassnet.run.look import LayerLook

# What an output is called where its usual letter is that of the input.
OTHER_LETTER = "u"
SAME_UNITS = (Activation, Dropout, BatchNorm, LayerNorm, Residual)
ErrorOf: TypeAlias = Callable[[Index], list[Line]]
WeightLines: TypeAlias = Callable[[Sight, str, Index], list[Line]]


@final
@dataclass(frozen=True)
class Detail:
    """How much is told.

    Args:
        layer: The one layer that is told; None for all.
        unit: The one unit of it: its index in the layer's output; None for the most important.
        units: How many units of a layer are told, at most.
        terms: How many terms of a sum are written out, at most.

    """

    layer: int | None = None
    unit: Index | None = None
    units: int = 3
    terms: int = 6

    def __post_init__(self) -> None:
        """Refuse what tells nothing."""
        for name in ("units", "terms"):
            if getattr(self, name) < 1:
                raise UsageError(f"{name} must be at least 1, got {getattr(self, name)}.")
        if self.unit is not None and self.layer is None:
            raise UsageError(f"unit {self.unit} of which layer? Give the layer, too.")

    def check(self, sights: Sequence[Sight]) -> None:
        """Refuse a layer or a unit that is not there."""
        if self.layer is None:
            return
        if not 0 <= self.layer < len(sights):
            raise UsageError(f"the layers are 0 … {len(sights) - 1}, got layer {self.layer}.")
        shape = sights[self.layer].look.y.shape[1:]
        unit = self.unit if self.unit is not None else (0,) * len(shape)
        if len(unit) != len(shape) or any(not 0 <= i < n for i, n in zip(unit, shape, strict=True)):
            raise UsageError(
                f"layer {self.layer} puts out {shape}, so it has no unit {unit}; an index needs "
                f"{len(shape)} whole number{'s' * (len(shape) != 1)} from 0."
            )


def sights(
    looks: Iterable[LayerLook], context: Context, row: int, terms: int, before: str = "x",
    inside: str = "",
) -> list[Sight]:  # fmt: skip
    """Return the layers as they are seen from one row of the batch.

    Args:
        looks: What each layer computed.
        context: What the network knew beside its input.
        row: The row's place in the batch.
        terms: How many terms of a sum are written out.
        before: The letter of what goes in.
        inside: The place of the layer that these layers are inside of.

    """
    found = []
    for look in looks:
        letter = chapter(look.layer).letter
        after = letter if letter != before else OTHER_LETTER
        place = f"{inside}{look.number}"
        own = context.inside(look.number)
        found.append(Sight(place, look, own, row, before, after, terms))
        before = after
    return found


def chosen(seen: Sequence[Sight], detail: Detail, outputs: Sequence[Index]) -> list[list[Index]]:
    """Return the units of each layer that are told, given those of the last; inputs come first."""
    found = [list(outputs)]
    for sight in reversed(seen):
        found.append(_leading_to(sight, found[-1], detail.units))
    units = found[::-1]
    if detail.layer is not None and detail.unit is not None:
        units[detail.layer + 1] = [detail.unit]
        units[detail.layer] = _leading_to(seen[detail.layer], [detail.unit], detail.terms)
    return units


def important_outputs(seen: Sequence[Sight], units: int, *, learned: bool) -> list[Index]:
    """Return the outputs that are told: the largest, and where there is an error, its largest."""
    y = seen[-1].y.reshape(-1)
    if y.size <= units:
        return _indices(range(y.size), seen[-1].y.shape)
    ranked = [int(y.argmax())]
    error = np.abs(seen[-1].dy.reshape(-1)) if learned else y
    ranked += [int(i) for i in np.argsort(-error, kind="stable") if i not in ranked]
    return _indices(sorted(ranked[:units]), seen[-1].y.shape)


def forward_lines(
    seen: Sequence[Sight], units: Sequence[Sequence[Index]], detail: Detail, names: Sequence[str]
) -> list[Line]:
    """Return how each told unit came about; `names` are what the last layer's outputs stand for."""
    found, within = [], replace(detail, layer=None, unit=None)
    for sight, own in zip(seen, units[1:], strict=True):
        if detail.layer is not None and sight.place != str(detail.layer):
            continue
        told = [line for unit in own for line in chapter(sight.look.layer).forward(sight, unit)]
        if sight is seen[-1]:
            told = [_named(line, sight, own, names) for line in told]
        inner = _inside(sight)
        if inner:
            found += forward_lines(inner, chosen(inner, within, own), within, ())
        found += under(
            f"Forward · layer {sight.place}: {called(sight.look.layer)}", told, sight, own
        )
    return found


def backward_lines(
    seen: Sequence[Sight],
    units: Sequence[Sequence[Index]],
    detail: Detail,
    error_of: ErrorOf,
    weights: WeightLines,
) -> list[Line]:
    """Return the error of each told unit and what its weights make of it, from the last layer.

    `error_of` tells the error of an output of the last layer, `weights` what becomes of a weight.
    """
    found, within = [], replace(detail, layer=None, unit=None)
    for place in reversed(range(len(seen))):
        sight, own = seen[place], units[place + 1]
        if detail.layer is not None and sight.place != str(detail.layer):
            continue
        after = seen[place + 1] if place + 1 < len(seen) else None
        told: list[Line] = []
        for unit in own:
            told += error_of(unit) if after is None else _error(after, unit)
        inner = _inside(sight)
        if not inner:
            for name, index in _weights(sight, own, detail):
                told += weights(sight, name, index)
        heading = f"Backward · layer {sight.place}: {called(sight.look.layer)}"
        found += under(heading, told, sight, own)
        if inner:
            passing = _passing(sight, inner[-1])
            chosen_inside = chosen(inner, within, own)
            found += backward_lines(inner, chosen_inside, within, passing, weights)
    return found


def under(heading: str, lines: Iterable[Line], sight: Sight, units: Sequence[Index]) -> list[Line]:
    """Return the lines under a heading that says what flows through the layer."""
    x, y = sight.look.x.shape[1:], sight.look.y.shape[1:]
    some = "" if len(units) == size(y) else f", {len(units)} of {size(y):,} told"
    shapes = f"{sight.before} {x} → {sight.after} {y}{some}"
    return [replace(line, section=heading, shapes=shapes) for line in lines]


def called(layer: Layer) -> str:
    """Return a layer as one would write it, without what is usual.

    >>> called(Dense(3)), called(Dense(3, bias=False)), called(Flatten())
    ('Dense(3)', 'Dense(3, bias=False)', 'Flatten()')
    """
    if isinstance(layer, Residual | Network):
        return f"{type(layer).__name__}({', '.join(map(called, layer.layers))})"
    said = []
    for field in fields(layer):  # type: ignore[arg-type]  # every concrete layer is a dataclass
        value = getattr(layer, field.name)
        if field.default is MISSING:
            said.append(f"{value!r}")
        elif value != field.default:
            said.append(f"{field.name}={value!r}")
    return f"{type(layer).__name__}({', '.join(said)})"


def _leading_to(sight: Sight, units: Sequence[Index], most: int) -> list[Index]:
    """Return the inputs of a layer that matter most to some of its outputs."""
    layer = sight.look.layer
    if isinstance(layer, SAME_UNITS):
        return list(units)
    if isinstance(layer, Flatten | Reshape):
        flat = [int(np.ravel_multi_index(unit, sight.y.shape)) for unit in units]
        return _indices(flat, sight.x.shape)
    if isinstance(layer, Dense):
        columns = sight.param("weights")[:, [unit[0] for unit in units]]
        weight = np.abs(sight.x[:, None] * columns).sum(axis=1)
    else:
        weight = np.abs(sight.x).reshape(-1)
    return _indices(largest(weight, most), sight.x.shape)


def _indices(flat: Iterable[int], shape: Index) -> list[Index]:
    return [tuple(int(i) for i in np.unravel_index(place, shape)) for place in flat]


def _named(line: Line, sight: Sight, units: Sequence[Index], names: Sequence[str]) -> Line:
    """Say at an output what it stands for."""
    by_symbol = {sight.out(unit): unit for unit in units}
    unit = by_symbol.get(line.symbol)
    if unit is None or len(names) != sight.look.y.shape[-1] or line.note:
        return line
    return replace(line, note=f"for {names[unit[-1]]}")


def _error(after: Sight, unit: Index) -> list[Line]:
    """Return the error of an output, as the layer after it passes it back."""
    return chapter(after.look.layer).back(after, unit)


def _inside(sight: Sight) -> list[Sight]:
    """Return the layers inside a layer, as they are seen from the same row."""
    layer, look = sight.look.layer, sight.look
    if not isinstance(layer, Residual | Network):
        return []
    inner = layer.network if isinstance(layer, Residual) else layer
    looks = walk_inside(inner, look.params, look.x, sight.context, look.dy)
    return sights(looks, sight.context, sight.row, sight.terms, sight.before, f"{sight.place}.")


def _passing(sight: Sight, last: Sight) -> ErrorOf:
    """Return what tells the error of the last layer inside: it is that of the whole."""

    def error_of(unit: Index) -> list[Line]:
        value = float(sight.dy[unit])
        own, out = last.out(unit), sight.out(unit)
        title = f"δ of {own}: what is added up gets the error as it is."
        return [Line(slope(own), slope(out), number(value), value, title)]

    return error_of


def _weights(sight: Sight, units: Sequence[Index], detail: Detail) -> list[tuple[str, Index]]:
    """Return the weights that are told: those with the largest gradients.

    Of one unit several of each parameter, of one layer one for each unit, else one for the layer.
    """
    found: list[tuple[str, Index]] = []
    for name, gradient in sight.look.gradients.items():
        most = detail.terms if detail.unit is not None else 1
        if detail.layer is not None and gradient.shape[-1] == sight.look.y.shape[-1]:
            for last in sorted({unit[-1] for unit in units}):
                found += _largest_of(name, gradient[..., last], most, (last,))
        else:
            found += _largest_of(name, gradient, most, ())
    return found


def _largest_of(name: str, gradient: Array, most: int, end: Index) -> list[tuple[str, Index]]:
    places = largest(np.asarray(gradient).reshape(-1), most)
    return [(name, (*index, *end)) for index in _indices(places, np.shape(gradient))]
