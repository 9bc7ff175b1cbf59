"""Which unit or synapse is looked at closely next."""

from __future__ import annotations

from dataclasses import replace

from glassnet.nn.dense import Dense
from glassnet.run.look import Look
from glassnet.tui.drawing.network import shown_units, unit_at
from glassnet.tui.sight import ORDERS, Index, Selection, Sight

Room = tuple[int, int]


def first(look: Look) -> Selection:
    """Return the first unit of the first layer that learns something."""
    layer = next((each for each in look.layers if each.params), look.layers[0])
    return Selection(layer.number, (0,) * (layer.y.ndim - 1))


def fits(selection: Selection, look: Look) -> bool:
    """Tell whether what is selected is there: another future may have another network."""
    if selection.layer >= len(look.layers):
        return False
    layer = look.layers[selection.layer]
    shape, unit, source = layer.y.shape[1:], selection.unit, selection.source
    is_there = len(unit) == len(shape) and all(map(int.__lt__, unit, shape))
    return is_there and (source is None or source < layer.x.shape[-1])


def at(sight: Sight, room: Room, place: tuple[int, int]) -> Selection | None:
    """Return the unit that a drawing of the network in `room` has at a `place`, if any.

    An input is selected as the source of the selected unit's synapse.
    """
    found = unit_at(sight, *room, *place)
    return None if found is None else replace(found, order=sight.selection.order)


def next_unit(sight: Sight, room: Room, by: int) -> Selection | None:
    """Return the unit that is drawn below the selected one, or above it where `by` is negative."""
    for layer, units in shown_units(sight, *room):
        if layer == sight.selection.layer and units:
            place = units.index(sight.selection.unit) if sight.selection.unit in units else -by
            return _moved(sight, layer, units[(place + by) % len(units)])
    return next_layer(sight, room, 0)


def next_layer(sight: Sight, room: Room, by: int) -> Selection | None:
    """Return the first drawn unit of the next column that can be selected, or of the one before."""
    columns = [(layer, units) for layer, units in shown_units(sight, *room) if units and layer >= 0]
    if not columns:
        return None
    here = _column(columns, sight.selection.layer)
    layer, units = columns[(here + by) % len(columns)]
    return _moved(sight, layer, units[0])


def next_source(sight: Sight, by: int) -> Selection:
    """Return the selected unit with its next synapse; behind the last one comes none."""
    look = sight.layer
    if not isinstance(look.layer, Dense):
        return replace(sight.selection, source=None)
    count = look.x.shape[-1] + 1  # none of them is a choice, too
    here = count - 1 if sight.selection.source is None else sight.selection.source
    chosen = (here + by) % count
    return replace(sight.selection, source=None if chosen == count - 1 else chosen)


def next_order(sight: Sight) -> Selection:
    """Return the same selection with the weights in the next of the orders."""
    place = ORDERS.index(sight.selection.order)
    return replace(sight.selection, order=ORDERS[(place + 1) % len(ORDERS)])


def _moved(sight: Sight, layer: int, unit: Index) -> Selection:
    return replace(sight.selection, layer=layer, unit=unit, source=None)


def _column(columns: list[tuple[int, tuple[Index, ...]]], layer: int) -> int:
    """Return which of the columns a layer is in: the last that does not begin after it."""
    before = [place for place, (own, _) in enumerate(columns) if own <= layer]
    return before[-1] if before else 0
