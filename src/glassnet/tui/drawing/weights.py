"""A table of every synapse of a layer: what it is, what each row and the batch ask of it."""

from __future__ import annotations

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
    height: int,  # noqa: ARG001 (further lines are scrolled to)
    palette: Palette,
    *,
    sort: str = "update",
) -> list[Text]:
    """Return a line for each synapse of the selected layer, at most 200.

    Beside the weight stand what this row and what the whole batch ask of it (dL/dw), what penalties
    and clipping made of that, the update, and the new weight. Where the selected layer learns
    nothing, it is the layer before. ▸ stands before what leads to the selected unit.
    """
    selected = min(max(sight.selection.layer, 0), len(sight.look.layers) - 1)
    layer = learning_layer(sight.look, selected)
    if layer is None:
        return [line(width, "no layer of this network learns anything")]
    found = synapses(sight, layer, sort, MOST)
    shown, gap = _columns(width)
    names = width - (WIDTH + gap) * len(shown) - 2
    target = min(max(2, *(cell_len(each.target) for each in found.ends)), max(3, (names - 3) // 2))
    source = min(max(4, *(cell_len(each.source) for each in found.ends)), names - 3 - target)
    head = f"  {pushed('from', source)} → {filled('to', target)}"
    head += "".join(pushed(name, WIDTH + gap) for _, name, _ in shown)
    cells = [_cells(sight, layer, found, field) for field, _, _ in shown]
    colored = tuple(k for k, (field, _, _) in enumerate(shown) if field in COLORED)
    return [
        *_heads(sight, layer, selected, len(found.weight), sort, width, palette),
        line(width, (head, palette.faint)),
        *_rows(sight, layer, found, (source, target, gap), cells, colored, palette),
    ]


def _columns(width: int) -> tuple[list[tuple[str, str, int]], int]:
    """Return the columns that have room, those that matter most, and the cells between them."""
    room = max(1, (width - NAMES) // (WIDTH + 1))
    shown = [column for column in COLUMNS if column[2] < room]
    return shown, 2 if width >= 2 * NAMES + (WIDTH + 2) * len(shown) else 1


def _heads(
    sight: Sight, layer: int, selected: int, shown: int, sort: str, width: int, palette: Palette
) -> list[Text]:
    """Return which layer it is, how many numbers it learns, and which are shown."""
    seen = sight.look.layers[layer]
    total = sum(array.size for array in seen.params.values())
    now = sight.current is not None and sight.current.kind == "update"
    style = palette.now if now else palette.head
    order = WORDS[sort]
    some = f"{total:,} numbers" if shown == total else f"{shown:,} of {total:,} numbers"
    found = [
        line(width, (f"layer {layer} {brief(seen.layer)}", style),
             (f" · {some}, {order}", palette.faint)),
    ]  # fmt: skip
    if layer != selected:
        other = type(sight.look.layers[selected].layer).__name__
        told = f"layer {selected} ({other}) learns nothing by itself"
        found.insert(0, line(width, (told, palette.faint)))
    return found


def _cells(sight: Sight, layer: int, found: Synapses, field: str) -> list[str]:
    """Return a column of numbers, or of dots where they are not computed yet."""
    numbers: Array = getattr(found, field)
    known = {"weight": True, "own": sight.reached("backward", layer)}
    known["gradient"] = known["own"]
    if not known.get(field, sight.reached("update")):
        return [pushed(NOT_YET, WIDTH)] * len(numbers)
    return [short(number) for number in numbers.tolist()]


def _rows(
    sight: Sight,
    layer: int,
    found: Synapses,
    wide: tuple[int, int, int],
    cells: list[list[str]],
    colored: tuple[int, ...],
    palette: Palette,
) -> list[Text]:
    """Return the table's lines: signs tell which way, colors say it once more."""
    here = sight.selection.layer == layer
    unit = sight.selection.unit[-1] if here and sight.selection.unit else None
    selected = (sight.selection.source, unit)
    styles = {True: palette.negative, False: palette.positive}
    source, target, gap = wide
    between, lines = " " * gap, []
    columns = zip(*cells, strict=True)
    for ends, row in zip(found.ends, columns, strict=True):
        mark = "▸" if ends.place[1] == unit else " "
        head = f"{mark} {pushed(ends.source, source)} → {filled(ends.target, target)}"
        begin, spans = len(head) + gap, []
        for k in colored:
            start = begin + (WIDTH + gap) * k
            spans.append(Span(start, start + WIDTH, styles[row[k].lstrip(" ")[0] == "−"]))
        if ends.place == selected:
            spans.append(Span(0, len(head), palette.selected))
        lines.append(Text(between.join((head, *row)), spans=spans, no_wrap=True))
    return lines
