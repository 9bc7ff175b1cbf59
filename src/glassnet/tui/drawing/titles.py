"""What stands above the columns, and the line below the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from rich.cells import cell_len

from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.columns import Column
from glassnet.tui.drawing.lines import cut
from glassnet.tui.drawing.numbers import short
from glassnet.tui.drawing.placement import Scene, Spot
from glassnet.tui.palette import Palette
from glassnet.tui.sight import Sight

PLUS, MINUS = "━━", "╍╍"  # what whole and dashed lines look like beside a word
EARLIER, LATER = "‹", "›"


@final
@dataclass(frozen=True)
class Drawn:
    """How many lines lead into a column, of how many synapses, and whether they have no weight."""

    lines: int
    synapses: int
    passes: bool


def draw_titles(canvas: Canvas, sight: Sight, scene: Scene, palette: Palette) -> None:
    """Write over each column its layers' numbers and kinds, and how many units it has."""
    for place, spot in enumerate(scene.spots):
        start, end = _room(canvas.width, scene.spots, place)
        _title(canvas, sight, spot, (start, end), palette)
        if scene.heads > 1:
            text = _first_fitting(_counts(sight, scene, spot), end - start)
            canvas.put(_centered(spot, text, start, end), 1, text, palette.faint)
    if scene.foot:
        return  # which says it in words
    if scene.first:
        canvas.put(0, 0, EARLIER, palette.now)
    if scene.first + len(scene.spots) < len(scene.columns):
        canvas.put(canvas.width - 1, 0, LATER, palette.now)


def draw_foot(
    canvas: Canvas, sight: Sight, scene: Scene, drawn: Sequence[Drawn], palette: Palette
) -> None:
    """Write below the picture how to read it, and what is left out; the most important first."""
    y = canvas.height - 1
    parts: list[tuple[str, str]] = []
    hidden = len(scene.columns) - len(scene.spots)
    if hidden:
        last = scene.first + len(scene.spots)
        parts.append((f"columns {scene.first + 1} to {last} of {len(scene.columns)}", palette.now))
    weighted = [each for each in drawn if not each.passes]
    total, lines = sum(each.synapses for each in weighted), sum(each.lines for each in weighted)
    if total:
        parts += [(f"{PLUS} +", palette.positive), (f"{MINUS} −", palette.negative)]
    if lines < total:
        parts.append((f"the {lines:,} strongest of {total:,} synapses", palette.faint))
    elif total:
        parts.append((f"{total:,} synapses", palette.faint))
    if sight.reached("loss"):
        now = sight.current is not None and sight.current.kind == "loss"
        loss = float(sight.look.losses[sight.row])
        told = f"loss of the row {short(loss).strip()}"
        parts.append((told, palette.now if now else palette.faint))
    if sight.current is not None and sight.current.kind == "update":
        parts.append(("every weight has moved", palette.now))
    x = 1
    for text, style in parts:
        if x + cell_len(text) > canvas.width:
            return
        canvas.put(x, y, text, style)
        x += cell_len(text) + 3


def _title(
    canvas: Canvas, sight: Sight, spot: Spot, room: tuple[int, int], palette: Palette
) -> None:
    """Write the kinds of a column's layers; the one at work is marked."""
    now = sight.current
    words = _kinds(spot.column)
    text = cut(" · ".join(words), room[1] - room[0])
    x = _centered(spot, text, *room)
    canvas.put(x, 0, text, palette.head)
    if now is None:
        return
    at_work = now.layer in spot.column.layers if now.layer is not None else False
    if now.kind == "rows" and spot.column.head is None:
        canvas.put(x, 0, text, palette.now)
    elif at_work:
        skipped = int(spot.column.head is None)
        place = spot.column.layers.index(now.layer or 0) + skipped
        before = cell_len(" · ".join(words[:place])) + 3 * bool(place)
        canvas.put(x + before, 0, text[before:][: len(words[place])], palette.now)


def _kinds(column: Column) -> list[str]:
    """Return "0 Dense", "1 ReLU": each layer's number and kind."""
    if column.head is None:
        numbers = ["", *(f"{number} " for number in column.layers)]
    else:
        numbers = [f"{number} " for number in column.layers]
    return [number + kind for number, kind in zip(numbers, column.kinds, strict=True)]


def _counts(sight: Sight, scene: Scene, spot: Spot) -> list[str]:
    """Return how many units there are and which are shown: at length, and shorter."""
    column, shown = spot.column, len(spot.shown)
    if column.maps:
        size = f"{column.shape[0]}×{column.shape[1]}"
        if column.head is None and column.total == 1:
            return [f"{size} image", size]
        few = f"{shown} most active of " if shown < column.total else ""
        maps = "map" if column.total == 1 else "maps"
        short = f"{shown} of {column.total}" if few else f"{column.total} {maps}"
        return [f"{few}{column.total:,} {maps}, {size}", f"{column.total:,} × {size}", short]
    unit = "number" if column.head is None else "unit"
    units = unit if column.total == 1 else f"{unit}s"
    if shown == column.total:
        return [f"{column.total:,} {units}", f"{column.total:,}"]
    last = spot.column is scene.columns[-1]
    classes = last and sight.table.preparation.task == "classification"
    which = "likeliest" if classes else "most active"
    return [
        f"showing {shown} of {column.total:,}: the {which}" + " of the batch" * (not classes),
        f"showing {shown} of {column.total:,}: the {which}",
        f"{shown} {which} of {column.total:,}",
        f"{shown} of {column.total:,}",
    ]


def _first_fitting(texts: Sequence[str], room: int) -> str:
    fitting = [text for text in texts if cell_len(text) <= room]
    return fitting[0] if fitting else cut(texts[-1], room)


def _room(width: int, spots: Sequence[Spot], place: int) -> tuple[int, int]:
    """Return the cells that a column's titles may take: up to the middle of the gaps beside it."""
    start, end = 0, width
    if place:
        start = (spots[place - 1].end + spots[place].start) // 2 + 1
    if place + 1 < len(spots):
        end = (spots[place].end + spots[place + 1].start) // 2
    return start, max(start, end)


def _centered(spot: Spot, text: str, start: int, end: int) -> int:
    """Return where `text` begins to stand over the middle of the units, within its room."""
    wanted = spot.x + (spot.width - cell_len(text)) // 2
    return max(start, min(wanted, end - cell_len(text)))
