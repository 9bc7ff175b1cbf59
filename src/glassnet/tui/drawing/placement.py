"""Where everything in a picture of a network stands: which columns, which units, at which place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.tui.drawing.columns import Column, activity, column_with, columns_of, focus
from glassnet.tui.drawing.image import fitted_size
from glassnet.tui.drawing.legends import (
    expected_class,
    input_width,
    likelihoods,
    output_width,
)
from glassnet.tui.sight import Sight

Form = Literal["box", "cell", "map"]
BOX, BOX_ROWS = 14, 3
CELL, NUMBER, DELTA = 4, 9, 11  # "(▓▓)", " −0.01235", " δ −0.01235"
MARK = 2  # of the expected answer
FEW = 16  # units that are shown of a large layer, if there is room for them
TALLEST = 16  # rows of a map
LARGEST_PIXEL = 3  # cells
WIDEST_GAP = 56
PITCH = {"box": 6, "cell": 3, "map": TALLEST + 1}


@final
@dataclass(frozen=True)
class Richness:
    """How much is told beside the units, and how narrow a gap may be."""

    numbers: bool
    deltas: bool
    names: int
    answers: int
    picture: int
    gap: int


RICH = (
    Richness(True, True, 36, 36, 32, 18),
    Richness(True, True, 28, 30, 28, 12),
    Richness(True, False, 24, 26, 24, 10),
    Richness(True, False, 20, 22, 20, 9),
    Richness(True, False, 17, 18, 16, 8),
    Richness(True, False, 16, 14, 12, 6),
    Richness(False, False, 14, 14, 12, 7),
    Richness(False, False, 8, 8, 8, 5),
    Richness(False, False, 0, 0, 6, 4),
)
WINDOWED = (RICH[5], RICH[6], RICH[-1])  # where not all columns have room


@final
@dataclass(frozen=True)
class Spot:
    """A column in its place.

    Args:
        column: What stands there.
        form: What its units look like.
        shown: The numbers of the units that are drawn, from above.
        x: Where the units begin.
        width: The cells that a unit takes.
        ys: The row in which each unit begins.
        rows: The rows that a unit takes.
        before: The cells of the legend on the left.
        after: The cells of the legend on the right.
        tag: The cells of a unit's number on its left; 0 where it has none.

    """

    column: Column
    form: Form
    shown: tuple[int, ...]
    x: int
    width: int
    ys: tuple[int, ...]
    rows: int
    before: int = 0
    after: int = 0
    tag: int = 0

    @property
    def end(self) -> int:
        """The first cell behind the units and their legend."""
        return self.x + self.width + self.after

    @property
    def start(self) -> int:
        """The first cell of the units' legend, or of the units."""
        return self.x - self.before

    def rows_of(self, numbers: Array) -> Array:
        """Return in which row of dots (four a line) each number is; −1: nowhere."""
        unit = self.column.units_of(numbers)
        places = np.full(self.column.total, -1)
        places[list(self.shown)] = np.arange(len(self.shown))
        place = places[unit]
        top = 4 * np.asarray(self.ys)[place]
        inside = 4 * self.rows * (2 * self.column.rows_of(numbers) + 1)
        inside = inside // (2 * self.column.shape[0]) if self.column.maps else 2 * self.rows
        return np.where(place < 0, -1, top + inside)


@final
@dataclass(frozen=True)
class Scene:
    """The whole picture.

    Args:
        columns: All columns of the network.
        first: Which of them is the first that is shown.
        spots: The shown ones, from the left.
        rich: How much is told.
        heads: Lines for titles.
        foot: Lines below.
        focus: The column and the unit that are selected.

    """

    columns: tuple[Column, ...]
    first: int
    spots: tuple[Spot, ...]
    rich: Richness
    heads: int
    foot: int
    focus: tuple[int, int]

    def spot(self, place: int) -> Spot | None:
        """Return column number `place` in its place, if it is shown."""
        inside = 0 <= place - self.first < len(self.spots)
        return self.spots[place - self.first] if inside else None


def scene_of(sight: Sight, width: int, height: int) -> Scene:
    """Return where everything stands in `width` × `height` cells."""
    columns = columns_of(sight)
    heads = 2 if height >= 10 else 1
    foot = int(height >= 7)
    selected = focus(sight, columns)
    last = len(columns) - 1
    builder = _Builder(sight, columns, selected, heads, max(1, height - heads - foot))
    for rich in RICH[:-1]:
        spots = [builder.spot(place, rich) for place in range(last + 1)]
        if _needed(spots, rich) <= width:
            builder.widen(spots, rich, width)
            return Scene(columns, 0, _spread(spots, width), rich, heads, foot, selected)
    first, spots, rich = _window(builder, width)
    return Scene(columns, first, _spread(spots, width), rich, heads, foot, selected)


@final
@dataclass(frozen=True)
class _Builder:
    """What is needed to put one column in its place."""

    sight: Sight
    columns: tuple[Column, ...]
    focus: tuple[int, int]
    top: int
    rows: int

    def spot(self, place: int, rich: Richness) -> Spot:
        """Return column number `place`, at the left edge."""
        column = self.columns[place]
        if column.maps:
            return self._maps(place, rich)
        boxes = place > 0 and rich.numbers and column.total * BOX_ROWS <= self.rows
        form: Form = "box" if boxes else "cell"
        shown = self._shown(place, column.total if boxes else self._most(column.total))
        tag = 0 if boxes or not place else len(str(column.total - 1)) + 1
        width = BOX if boxes else tag + CELL + self._numbers(place, rich)
        rows = BOX_ROWS if boxes else 1
        before, after = self._legends(place, rich)
        ys = self._ys(len(shown), rows, form)
        return Spot(column, form, shown, before, width, ys, rows, before, after, tag)

    def widen(self, spots: list[Spot], rich: Richness, width: int) -> None:
        """Give the first and the last column what is spare of `width`: names before gaps."""
        last, spare = len(spots) - 1, width - _needed(spots, rich)
        more = spare // 4
        picture = min(RICH[0].picture, rich.picture + more)
        names = max(rich.names + more, min(RICH[0].names, rich.names + spare))
        spots[0] = self.spot(0, replace(rich, names=names, picture=picture))
        spare = width - _needed(spots, rich)
        answers = max(rich.answers + min(more, spare), min(RICH[0].answers, rich.answers + spare))
        spots[-1] = self.spot(last, replace(rich, answers=answers, picture=picture))

    def _maps(self, place: int, rich: Richness) -> Spot:
        column = self.columns[place]
        count = max(1, min(column.total, (self.rows + 1) // 5))
        rows = min(TALLEST, max(1, (self.rows + 1) // count - 1))
        # A small map is not blown up further than to be seen: what matters is beside it, too.
        widest = rich.picture if place == 0 else min(rich.picture, LARGEST_PIXEL * column.shape[1])
        tall, wide = fitted_size((max(2, column.shape[0]), column.shape[1]), widest, rows)
        rows = -(-tall // 2)
        count = max(count, min(column.total, (self.rows + 1) // (rows + 1)))
        ys = self._ys(count, rows, "map")
        return Spot(column, "map", self._shown(place, count), 0, wide, ys, rows)

    def _numbers(self, place: int, rich: Richness) -> int:
        """Return the cells of the numbers in a line: of an input, beside its cell of the table."""
        if place == 0:
            return NUMBER * (rich.deltas and bool(self.sight.cells))
        return NUMBER * rich.numbers + DELTA * rich.deltas

    def _most(self, total: int) -> int:
        """Return how many units are shown where each has a line."""
        return total if total <= self.rows else max(self.rows // 2, min(self.rows, FEW))

    def _shown(self, place: int, most: int) -> tuple[int, ...]:
        """Return the units that are shown: all, or the most active ones and the selected one."""
        column = self.columns[place]
        if column.total <= most:
            return tuple(range(column.total))
        classes = self.sight.table.preparation.task == "classification"
        last = place == len(self.columns) - 1 and classes
        rank = likelihoods(self.sight) if last else activity(self.sight, column)
        rank = np.nan_to_num(rank, nan=np.inf)
        if last:
            rank[expected_class(self.sight)] = np.inf
        if place == self.focus[0]:
            rank[self.focus[1]] = np.inf
        return tuple(sorted(np.argsort(-rank, kind="stable")[:most].tolist()))

    def _ys(self, count: int, rows: int, form: Form) -> tuple[int, ...]:
        """Return where each of `count` units begins, spread evenly around the middle."""
        pitch = max(rows, min(PITCH[form], self.rows // count))
        if form == "map":
            pitch = min(pitch, rows + 2)
        top = self.top + max(0, self.rows - pitch * (count - 1) - rows) // 2
        return tuple(top + pitch * place for place in range(count))

    def _legends(self, place: int, rich: Richness) -> tuple[int, int]:
        """Return the cells of the legends on the left and on the right."""
        if place == 0:
            names = min(rich.names, input_width(self.sight))
            return names + 1 if rich.names else 0, 0
        if place < len(self.columns) - 1:
            return 0, 0
        answers = min(rich.answers, output_width(self.sight))
        return 0, answers + 1 + MARK if rich.answers else 0


def _needed(spots: Sequence[Spot], rich: Richness) -> int:
    return sum(spot.end for spot in spots) + rich.gap * (len(spots) - 1)


def _spread(spots: Sequence[Spot], width: int) -> tuple[Spot, ...]:
    """Put columns beside one another, with gaps as wide as there is room."""
    room = width - sum(spot.end for spot in spots)
    gap = min(WIDEST_GAP, room // max(1, len(spots) - 1))
    x = max(0, room - gap * (len(spots) - 1)) // 2
    found = []
    for spot in spots:
        found.append(replace(spot, x=x + spot.before))
        x += spot.end + gap
    return tuple(found)


def _window(builder: _Builder, width: int) -> tuple[int, list[Spot], Richness]:
    """Return the columns that have room around the one that matters now, and where they begin."""
    current = builder.sight.current
    center = builder.focus[0]
    if current is not None and current.layer is not None:
        center = column_with(builder.columns, current.layer)
    for rich in WINDOWED:
        first, spots = _around(builder, center, rich, width)
        if len(spots) > 2:
            break
    return first, spots, rich


def _around(builder: _Builder, center: int, rich: Richness, width: int) -> tuple[int, list[Spot]]:
    """Return the columns that have room from `center` on to both sides, and where they begin."""
    first, spots = center, [builder.spot(center, rich)]
    nearest = sorted(range(len(builder.columns)), key=lambda place: abs(place - center))
    for place in nearest[1:]:
        if place not in (first - 1, first + len(spots)):
            continue  # behind one that had no room
        new = builder.spot(place, rich)
        grown = [new, *spots] if place < first else [*spots, new]
        if _needed(grown, rich) <= width:
            first, spots = min(first, place), grown
    return first, spots
