"""The network: columns of units that are shaded by what they put out, and synapses between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from rich.cells import cell_len
from rich.text import Text

from glassnet.ground.arrays import Array, Shape
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.residual import Residual
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.columns import Column, number_of
from glassnet.tui.drawing.lines import cut
from glassnet.tui.drawing.links import Links, links
from glassnet.tui.drawing.placement import Scene, Spot, scene_of
from glassnet.tui.drawing.titles import Drawn, draw_foot, draw_titles
from glassnet.tui.drawing.units import draw_spot
from glassnet.tui.drawing.wires import (
    LEVELS,
    Wires,
    draw_wires,
    passing_wires,
    strongest_wires,
)
from glassnet.tui.palette import Palette
from glassnet.tui.sight import Index, Selection, Sight

MOST, MOST_A_ROW = 60, 2  # between two columns: more would be a black mass
FORTH, BACK = "▸", "◂"
NARROWEST_WORDS = 12  # cells


def draw_network(sight: Sight, width: int, height: int, palette: Palette) -> list[Text]:
    """Return the picture of the network in exactly `height` lines.

    What does not fit is folded, and the picture says so: units above their column, synapses in the
    last line.
    """
    canvas = Canvas(width, height)
    scene = scene_of(sight, width, height)
    places = range(scene.first, scene.first + len(scene.spots))
    drawn = [_synapses(canvas, sight, scene, place, palette) for place in places[1:]]
    for place in places:
        draw_spot(canvas, sight, scene, place, palette)
    draw_titles(canvas, sight, scene, palette)
    if scene.foot:
        draw_foot(canvas, sight, scene, drawn, palette)
    return canvas.lines()


def shown_units(sight: Sight, width: int, height: int) -> tuple[tuple[int, tuple[Index, ...]], ...]:
    """Return of each column its layer, and the units that are shown, from above.

    The inputs are no layer's units and have no entry. A unit that is a map stands for one of its
    numbers: the selected one, or the one in the middle.
    """
    scene = scene_of(sight, width, height)
    return tuple(
        (spot.column.head, tuple(_index(sight, spot.column, unit) for unit in spot.shown))
        for spot in scene.spots
        if spot.column.head is not None
    )


def unit_at(sight: Sight, width: int, height: int, x: int, y: int) -> Selection | None:
    """Return what is selected by a click on the cell (x, y) of the picture, if there is a unit.

    An input selects the synapse that leads from it to the unit selected in the next column, or to
    the first one there.
    """
    scene = scene_of(sight, width, height)
    for place, spot in enumerate(scene.spots, scene.first):
        for unit, top in zip(spot.shown, spot.ys, strict=True):
            if not (spot.start <= x < spot.end and top <= y < top + spot.rows):
                continue
            number = _number(spot, unit, x - spot.x, y - top)
            if spot.column.head is None:
                return _from_input(sight, scene, place, number)
            shape = sight.look.layers[spot.column.head].y.shape[1:]
            index = _unraveled(number, shape)
            return replace(sight.selection, layer=spot.column.head, unit=index, source=None)
    return None


def _synapses(canvas: Canvas, sight: Sight, scene: Scene, place: int, palette: Palette) -> Drawn:
    """Draw what leads into column number `place` from the one before; tell how much of it is."""
    before, after = scene.spot(place - 1), scene.spot(place)
    assert before is not None and after is not None  # noqa: S101, PT018  # for the type checker
    found = links(sight, before.column, after.column)
    left, width, below = before.end, after.start - before.end, canvas.height - scene.foot
    most = min(MOST, MOST_A_ROW * max(6, below - scene.heads), 2 * max(6, width))
    wires = _wires(found, before, after, (most, _target(scene, place, found.targets, after.column)))
    canvas.put_cells(draw_wires(wires, left, width, below, palette))
    one = _selected_wire(sight, scene, place, found)
    for x, y, glyph, _ in draw_wires(one, left, width, below, palette) if one else ():
        canvas.put(x, y, glyph, palette.now)
    _inside(canvas, sight, (before, after), palette)
    _direction(canvas, sight, (before, after), palette)
    return Drawn(len(wires), found.count, wires.passes)


def _wires(found: Links, before: Spot, after: Spot, choice: tuple[int, Array]) -> Wires:
    most, target = choice
    if found.weights is None:
        starts, ends = before.rows_of(found.pairs[0]), after.rows_of(found.pairs[1])
        return passing_wires(starts, ends, most)
    starts, ends = before.rows_of(found.sources), after.rows_of(found.targets)
    return strongest_wires(found.weights, starts, ends, most=most, target=target)


def _target(scene: Scene, place: int, targets: Array, column: Column) -> Array:
    """Return which targets are the selected unit's."""
    chosen, unit = scene.focus
    return (column.units_of(targets) == unit) & (chosen == place)


def _selected_wire(sight: Sight, scene: Scene, place: int, found: Links) -> Wires | None:
    """Return the line of the selected synapse, if it leads into this column and is shown."""
    source, (chosen, unit) = sight.selection.source, scene.focus
    before, after = scene.spot(place - 1), scene.spot(place)
    if source is None or chosen != place or before is None or after is None:
        return None
    at = np.flatnonzero(found.sources == source)
    if found.weights is None or not len(at):
        return None
    start, end = before.rows_of(found.sources[at]), after.rows_of(found.targets[[unit]])
    if start[0] < 0 or end[0] < 0:
        return None
    level = np.where(found.weights[at, unit] < 0, -LEVELS, LEVELS)
    return Wires(start, end, level, np.ones(1, np.bool_))


def _inside(canvas: Canvas, sight: Sight, ends: tuple[Spot, Spot], palette: Palette) -> None:
    """Write what is inside a network within the network, whose synapses are not drawn."""
    before, after = ends
    layer = sight.look.layers[after.column.head or 0].layer
    room = after.start - before.end - 2
    if not isinstance(layer, (Network, Residual)) or room < NARROWEST_WORDS:
        return
    words = cut("inside: " + " · ".join(type(each).__name__ for each in layer.layers), room)
    middle = (min(after.ys) + max(after.ys) + after.rows) // 2
    canvas.put(before.end + 1 + (room - cell_len(words)) // 2, middle, words, palette.faint)


def _direction(canvas: Canvas, sight: Sight, ends: tuple[Spot, Spot], palette: Palette) -> None:
    """Point to where numbers flow in the current operation: forth, or the error back."""
    before, after = ends
    now = sight.current
    if now is None or now.layer != after.column.head:
        return
    if now.kind == "forward":
        for y in after.ys:
            canvas.put(after.start - 1, y + after.rows // 2, FORTH, palette.now)
    elif now.kind == "backward":
        for y in before.ys:
            canvas.put(before.end, y + before.rows // 2, BACK, palette.now)


def _index(sight: Sight, column: Column, unit: int) -> Index:
    """Return the index of a unit among the outputs of its column's head."""
    assert column.head is not None  # noqa: S101  # for the type checker
    shape = sight.look.layers[column.head].y.shape[1:]
    if not column.maps:
        return _unraveled(unit, shape)
    rows, across, channels = column.shape
    inside = rows // 2 * across + across // 2
    if sight.selection.layer == column.head:
        inside = number_of(sight.selection.unit, shape) // channels
    return _unraveled(inside * channels + unit, shape)


def _number(spot: Spot, unit: int, right: int, down: int) -> int:
    """Return which of a column's numbers is under a cell of a unit."""
    column = spot.column
    if not column.maps:
        return unit
    rows, across, channels = column.shape
    row = min(rows - 1, (2 * down + 1) * rows // (2 * spot.rows))
    place = min(across - 1, max(0, right) * across // spot.width)
    return (row * across + place) * channels + unit


def _from_input(sight: Sight, scene: Scene, place: int, number: int) -> Selection | None:
    """Return the synapse from an input to a unit of the next column."""
    after = scene.spot(place + 1)
    if after is None or after.column.head is None:
        return None
    chosen, selected = scene.focus
    unit = selected if chosen == place + 1 else after.shown[0]
    source = number if isinstance(sight.look.layers[after.column.head].layer, Dense) else None
    index = _index(sight, after.column, unit)
    return replace(sight.selection, layer=after.column.head, unit=index, source=source)


def _unraveled(number: int, shape: Shape) -> Index:
    return tuple(int(place) for place in np.unravel_index(number, shape))
