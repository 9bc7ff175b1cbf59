"""A network drawn in text: columns of boxes, and the synapses between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from glassnet.ground.arrays import Shape
from glassnet.ground.errors import one_line
from glassnet.lab.pictures.chart import wrapped
from glassnet.lab.pictures.diagram import (
    UNITS,
    Column,
    channel_wise,
    columns,
    facts,
    names_of,
    rearranged,
)
from glassnet.nn.network import Network

BETWEEN = 5  # characters between two columns, where the synapses are
GAP = BETWEEN + 2  # and the ends of lines at a column
ROWS = 3  # of a box
NAME, SHORTEST = 12, 6  # characters of a name beside a drawing
BIAS, MORE = "B", "⋮"
COLORS = re.compile(
    r"(?P<positive>[+]\d[\d.]*(e-?\d+)?)|(?P<negative>−\d[\d.]*(e-?\d+)?)|(?P<faint>[─═▶]+)"
)
# A line's character by where it goes on: left, right, up, down.
LINES = {
    "lr": "─", "ud": "│", "ld": "┐", "lu": "┘", "rd": "┌", "ru": "└", "lrd": "┬", "lru": "┴",
    "lud": "┤", "rud": "├", "lrud": "┼", "l": "─", "r": "─",
}  # fmt: skip
# Double lines carry the same numbers on, in another shape; nothing is summed where they meet.
FOLD = str.maketrans("─│┐┘┌└┬┴┤├┼", "═║╗╝╔╚╦╩╣╠╬")


def network_text(
    network: Network,
    input_shape: Shape,
    inputs: Sequence[str] = (),
    outputs: Sequence[str] = (),
    *,
    width: int = 80,
    most: int = UNITS,
) -> list[str]:
    r"""Return the drawing of a network, and a line of facts for each of its columns.

    Every unit of a column feeds every unit of the next where the layer is dense: all lines meet in
    one. Double lines carry the same numbers on in another shape. B is a bias unit, whose output is
    always 1. What is wider than `width` goes on below.

    Args:
        network: The network.
        input_shape: The shape of one row.
        inputs: What the inputs stand for.
        outputs: What the outputs stand for.
        width: Characters in a line.
        most: Units drawn of a column, at most.

    >>> from glassnet.nn.dense import Dense
    >>> print(*network_text(Network(Dense(1, bias=False)), (2,), "ab", ["answer"]), sep="\n")
          input       layer 0
                       Dense
          ┌───┐
    a ───▶│ 0 ├───┐    ┌───┐
          └───┘   ├───▶│ 0 ├────▶ answer
          ┌───┐   │    └───┘
    b ───▶│ 1 ├───┘
          └───┘
    <BLANKLINE>
    layer 0: Dense · 2 weights
    """
    return columns_text(columns(network, input_shape, most), inputs, outputs, width=width)


def columns_text(
    found: Sequence[Column],
    inputs: Sequence[str] = (),
    outputs: Sequence[str] = (),
    *,
    width: int = 80,
) -> list[str]:
    """Return the drawing of columns, whose units may have values, and a line of facts for each.

    Names that have no room beside the drawing stand below it.
    """
    before, after = names_of(found[0], inputs), names_of(found[-1], outputs)
    told = [facts(column) for column in found]
    told = [each for each in told if each != "input"]
    found = [_cut_titles(column, (width - GAP) // 2 - 2) for column in found]
    room = _room_for_names(found, bool(before) + bool(after), width)
    sides = (_cut(before, room), _cut(after, room)) if room else ((), ())
    taken = sum(max(map(len, names)) + 4 for names in sides if names)
    drawn: list[str] = []
    for band in _bands(found, width - taken):
        left = sides[0] if band[0] is found[0] else ()
        right = sides[1] if band[-1] is found[-1] else ()
        # Two columns of tens of thousands of units with values are wider than 40 characters.
        drawn += [*(line[:width] for line in _band(band, left, right)), ""]
    if not room:
        told += _listed("inputs", found[0], before) + _listed("outputs", found[-1], after)
    return drawn + [line for words in told for line in wrapped(words, width)]


def _room_for_names(found: Sequence[Column], sides: int, width: int) -> int:
    """Return how long a name beside the drawing may be; 0 where there is no room for any."""
    widths = sorted(_width(column) + GAP for column in found)
    for fitting in (widths, widths[-2:]):  # all columns side by side, or else two at a time
        room = (width - sum(fitting)) // sides - 4 if sides else 0
        if room >= SHORTEST:
            return min(NAME, room)
    return 0


def _cut_titles(column: Column, room: int) -> Column:
    return replace(column, titles=_cut(column.titles, room))


def _cut(names: Sequence[str], room: int) -> tuple[str, ...]:
    return tuple(one_line(name, room) for name in names)


def _listed(what: str, column: Column, names: Sequence[str]) -> list[str]:
    named = zip(column.shown, _cut(names, 20), strict=False)
    return [f"{what}: {', '.join(f'{unit} {name}' for unit, name in named)}"] if names else []


def _bands(found: Sequence[Column], room: int) -> list[list[Column]]:
    """Divide the columns into those that fit beside one another; each part repeats one."""
    bands: list[list[Column]] = [[found[0]]]
    for column in found[1:]:
        band = bands[-1]
        needed = sum(_width(each) + GAP for each in (*band, column)) - BETWEEN
        if needed > room and len(band) > 1:
            bands.append([band[-1]])
        bands[-1].append(column)
    return bands


def _band(band: Sequence[Column], inputs: Sequence[str], outputs: Sequence[str]) -> list[str]:
    """Draw columns beside one another."""
    heads = max(len(column.titles) for column in band)
    tall = max(_height(column) for column in band)
    blocks: list[list[str]] = []
    rows = [_rows(column, tall) for column in band]
    if inputs:
        names = dict(zip(rows[0][0], inputs, strict=True))
        blocks.append([""] * heads + _names(names, tall, after=False))
    for place, column in enumerate(band):
        feeds = place < len(band) - 1 or bool(outputs)
        fed = place > 0 or bool(inputs)
        boxes = _boxes(column, tall, fed=fed, feeds=feeds, bias=place < len(band) - 1)
        titles = [*column.titles, *[""] * heads][:heads]
        blocks.append(titles + boxes)
        if place < len(band) - 1:
            sources, targets = [*rows[place][0], *rows[place][1]], rows[place + 1][0]
            blocks.append([""] * heads + _between(column, band[place + 1], sources, targets, tall))
    if outputs:
        names = dict(zip(rows[-1][0], outputs, strict=True))
        blocks.append([""] * heads + _names(names, tall, after=True))
    return _beside(blocks)


def _beside(blocks: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, block)) for block in blocks]
    lines = zip(*blocks, strict=True)
    joined = [
        "".join(part.center(wide) for part, wide in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return [line for line in joined if line]


def _rows(column: Column, tall: int) -> tuple[list[int], list[int]]:
    """Return the rows of the units' middles, and that of the bias unit."""
    top = (tall - _height(column)) // 2
    units = [top + 1 + ROWS * place for place in range(len(column.shown))]
    if column.folded:
        half = (len(units) + 1) // 2
        units = units[:half] + [row + 1 for row in units[half:]]
    return units, [units[-1] + ROWS] if column.bias else []


def _boxes(column: Column, tall: int, *, fed: bool, feeds: bool, bias: bool) -> list[str]:
    """Draw the boxes of a column in `tall` rows, with the ends of the lines that they are at."""
    inside = _width_of_box(column) - 4
    spare = _width(column) - inside - 4
    lines = [" " * (spare + inside + 6)] * tall
    units, below = _rows(column, tall)
    labels = list(zip(units, column.labels, strict=True))
    if bias:
        labels += [(row, BIAS) for row in below]
    for row, label in labels:
        own = label != BIAS
        to = "─" * (spare // 2) + "▶" if fed and own else " " * (spare // 2 + 1)
        away = "├" + "─" * (spare - spare // 2 + 1) if feeds and (bias or own) else "│"
        lines[row] = f"{to}│ {label.center(inside)} {away}".ljust(spare + inside + 6)
        for edge, (left, end) in ((row - 1, "┌┐"), (row + 1, "└┘")):
            box = f"{left}{'─' * (inside + 2)}{end}"
            lines[edge] = f"{'':{len(to)}}{box}".ljust(len(lines[row]))
    if column.folded:
        place = spare // 2 + 1 + (inside + 4) // 2
        lines[units[(len(units) + 1) // 2] - 2] = f"{'':{place}}{MORE}".ljust(len(lines[0]))
    return lines


def _synapses(sources: Sequence[int], targets: Sequence[int], tall: int) -> list[str]:
    """Draw lines from each source to the one where all meet, and from there to each target."""
    top, bottom = min(*sources, *targets), max(*sources, *targets)
    lines = []
    for row in range(tall):
        way = "l" * (row in sources) + "r" * (row in targets)
        way += "u" * (top < row <= bottom) + "d" * (top <= row < bottom)
        left, right = ("─" if row in rows else " " for rows in (sources, targets))
        lines.append(left * 2 + LINES.get(way, " ") + right * 2)
    return lines


def _between(
    before: Column, after: Column, sources: Sequence[int], targets: Sequence[int], tall: int
) -> list[str]:
    """Draw what is between two columns: each to its own, a fold of the same numbers, or a sum."""
    if channel_wise(before, after):
        return _straight(sources, tall)
    lines = _synapses(sources, targets, tall)
    return [line.translate(FOLD) for line in lines] if rearranged(before, after) else lines


def _straight(rows: Sequence[int], tall: int) -> list[str]:
    """Draw a line from each unit to the one beside it."""
    return [("─" if row in rows else " ") * BETWEEN for row in range(tall)]


def _names(names: dict[int, str], tall: int, *, after: bool) -> list[str]:
    """Write names beside the units in these rows, an arrow between."""
    wide = max(map(len, names.values()))
    lines = [" " * (wide + 4)] * tall
    for row, name in names.items():
        lines[row] = f"──▶ {name.ljust(wide)}" if after else f"{name.rjust(wide)} ───"
    return lines


def _height(column: Column) -> int:
    return ROWS * (len(column.shown) + column.bias) + column.folded


def _width_of_box(column: Column) -> int:
    return max(map(len, column.labels)) + 4


def _width(column: Column) -> int:
    return max(_width_of_box(column), *map(len, column.titles), 0)
