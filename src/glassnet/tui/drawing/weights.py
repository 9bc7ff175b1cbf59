"""A table of every synapse of a layer: what it is, what each row and the batch ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from rich.cells import cell_len
from rich.text import Span, Text

from glassnet.ground.arrays import Array
from glassnet.nn.brief import brief
from glassnet.tui.drawing.lines import NOT_YET, filled, line, pushed
from glassnet.tui.drawing.numbers import WIDTH, short
from glassnet.tui.drawing.synapses import Synapses, learning_layer, synapses
from glassnet.tui.palette import Palette
from glassnet.tui.sight import Sight

MOST = 200  # synapses in the table: what is drawn thirty times a second
WORDS = {
    "update": "what moves most first",
    "weight": "the largest weights first",
    "gradient": "the steepest first",
    "place": "in their order",
}
# The columns: their field, their head, and what goes first where there is no room for all.
COLUMNS = (
    ("weight", "weight", 0),
    ("own", "this row", 3),
    ("gradient", "batch", 2),
    ("applied", "applied", 5),
    ("update", "update", 1),
    ("after", "new", 4),
)
COLORED = ("weight", "update")  # the others have their signs
NAMES = 14  # cells for where a synapse leads, at least


def draw_weights(
    sight: Sight,
    width: int,
    height: int,
    palette: Palette,
    *,
    sort: str = "update",
) -> list[Text]:
    """Return a line for each synapse of the selected layer, at most 200.

    Beside the weight stand what this row and what the whole batch ask of it (dL/dw), what penalties
    and clipping made of that, the update, and the new weight. Where the selected layer learns
    nothing, it is the layer before. ▸ stands before what leads to the selected unit.
    """
    layer = learning_layer(sight.look, sight.selection.layer)
    if layer is None:
        return [line(width, "no layer of this network learns anything")]
    found = synapses(sight, layer, sort, MOST)
    room = _room(found, width)
    return [
        *_heads(sight, found, sort, width, palette),
        line(width, (room.head, palette.faint)),
        *_rows(sight, found, room, palette),
    ]


@final
@dataclass(frozen=True)
class _Room:
    """How the cells of a line are shared: columns with `gap` cells between them, and names."""

    columns: tuple[tuple[str, str], ...]
    gap: int
    source: int
    target: int

    @property
    def head(self) -> str:
        """The line above the table."""
        columns = "".join(pushed(head, WIDTH + self.gap) for _, head in self.columns)
        return f"  {pushed('from', self.source)} → {filled('to', self.target)}{columns}"


def _room(found: Synapses, width: int) -> _Room:
    """Return the columns that have room, those that matter most, and what is left for names."""
    room = max(1, (width - NAMES) // (WIDTH + 1))
    columns = tuple((field, head) for field, head, rank in COLUMNS if rank < room)
    gap = 2 if width >= 2 * NAMES + (WIDTH + 2) * len(columns) else 1
    names = width - (WIDTH + gap) * len(columns) - 2
    target = min(max(2, *(cell_len(each.target) for each in found.ends)), max(3, (names - 3) // 2))
    source = min(max(4, *(cell_len(each.source) for each in found.ends)), names - 3 - target)
    return _Room(columns, gap, source, target)


def _heads(sight: Sight, found: Synapses, sort: str, width: int, palette: Palette) -> list[Text]:
    """Return which layer it is, how many numbers it learns, and which are shown."""
    layer, selected = found.layer, sight.selection.layer
    seen, shown = sight.look.layers[layer], len(found.weight)
    total = sum(array.size for array in seen.params.values())
    now = sight.current is not None and sight.current.kind == "update"
    some = f"{total:,} numbers" if shown == total else f"{shown:,} of {total:,} numbers"
    told = [
        line(width, (f"layer {layer} {brief(seen.layer)}", palette.now if now else palette.head),
             (f" · {some}, {WORDS[sort]}", palette.faint)),
    ]  # fmt: skip
    if layer != selected:
        other = type(sight.layer.layer).__name__
        words = f"layer {selected} ({other}) learns nothing by itself"
        told.insert(0, line(width, (words, palette.faint)))
    return told


def _cells(sight: Sight, found: Synapses, field: str) -> list[str]:
    """Return a column of numbers, or of dots where they are not computed yet."""
    numbers: Array = getattr(found, field)
    gone_back = sight.reached("backward", found.layer)
    known = {"weight": True, "own": gone_back, "gradient": gone_back}
    if not known.get(field, sight.reached("update")):
        return [pushed(NOT_YET, WIDTH)] * len(numbers)
    return [short(number) for number in numbers.tolist()]


def _rows(sight: Sight, found: Synapses, room: _Room, palette: Palette) -> list[Text]:
    """Return the table's lines: signs tell which way, colors say it once more."""
    here = sight.selection.layer == found.layer
    unit = sight.selection.unit[-1] if here and sight.selection.unit else None
    selected = (sight.selection.source, unit)
    styles = {True: palette.negative, False: palette.positive}
    columns = [_cells(sight, found, field) for field, _ in room.columns]
    colored = [k for k, (field, _) in enumerate(room.columns) if field in COLORED]
    between, lines = " " * room.gap, []
    for ends, row in zip(found.ends, zip(*columns, strict=True), strict=True):
        mark = "▸" if ends.place[1] == unit else " "
        head = f"{mark} {pushed(ends.source, room.source)} → {filled(ends.target, room.target)}"
        spans = []
        for k in colored:
            start = len(head) + room.gap + (WIDTH + room.gap) * k
            spans.append(Span(start, start + WIDTH, styles[row[k].lstrip(" ")[0] == "−"]))
        if ends.place == selected:
            spans.append(Span(0, len(head), palette.selected))
        lines.append(Text(between.join((head, *row)), spans=spans, no_wrap=True))
    return lines
