"""What stands beside the first and the last column: names and cells, classes and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import final

import numpy as np
from rich.cells import cell_len, set_cell_size

from glassnet.data.inputs import BooleanInput, CodeInput, NumberInput
from glassnet.data.targets import NumberTarget
from glassnet.ground.arrays import Array
from glassnet.tui.drawing.lines import NOT_YET, bar, cut, filled, name_of, pushed
from glassnet.tui.drawing.numbers import percent, short
from glassnet.tui.sight import Sight

BAR_CELLS = 6
BAR_BESIDE = 11  # cells of a name that come before a bar
VALUE = 8  # cells of an input's value
MOST_CUTS = 6  # times that names are cut anew to tell them apart


@final
@dataclass(frozen=True)
class Legend:
    """What is written beside a unit.

    Args:
        name: What it stands for.
        value: Its number or label, in a fixed number of cells.
        bar: Its share as a bar of a fixed length, or nothing.
        expected: Whether it is the right answer.
        note: A second line, where there is room.

    """

    name: str
    value: str
    bar: str = ""
    expected: bool = False
    note: str = ""


def input_legends(sight: Sight, shown: Sequence[int]) -> list[Legend]:
    """Return what each of the inputs is, and the shown row's cell; where it has none, the number.

    Args:
        sight: What is seen.
        shown: Which inputs, in order.

    """
    x = np.ravel(sight.look.batch.x[sight.row])
    cells = _cells(sight, frozenset(shown))
    names = sight.table.preparation.names
    found = []
    for number in shown:
        text = cells.get(number) or short(float(x[number]), VALUE)
        value = text if sight.reached("rows") else NOT_YET
        found.append(Legend(name_of(names[number]), pushed(value, VALUE)))
    return found


def output_legends(sight: Sight, shown: Sequence[int]) -> list[Legend]:
    """Return what each of the outputs answers for the shown row, and which answer is expected."""
    if sight.table.preparation.task == "regression":
        return _numbers(sight, shown)
    labels, truth = sight.table.preparation.classes, expected_class(sight)
    shares = likelihoods(sight)
    known = sight.reached("forward", len(sight.look.layers) - 1)
    one = sight.look.prediction.shape[1] == 1
    found = []
    for number in [1] if one else shown:
        share = float(shares[number])
        value = percent(share) if known else NOT_YET.rjust(5)
        note = f"expected {name_of(labels[truth])}" if one else "expected" * (number == truth)
        told = bar(share if known else 0.0, BAR_CELLS)
        found.append(Legend(name_of(labels[number]), value, told, number == truth, note))
    return found


def expected_class(sight: Sight) -> int:
    """Return the number of the shown row's class."""
    return int(np.ravel(sight.table.known[sight.look.rows[sight.row]])[0])


def likelihoods(sight: Sight) -> Array:
    """Return the probability of each class for the shown row."""
    prediction = sight.look.prediction[sight.row][None]
    loss = sight.look.program.experiment.loss
    with np.errstate(all="ignore"):
        return sight.table.targets.probabilities(loss, prediction)[0]


def input_width(sight: Sight) -> int:
    """Return the cells that the names and values of all inputs take."""
    return _widest(sight.table.preparation.names) + 1 + VALUE


def output_width(sight: Sight) -> int:
    """Return the cells that all answers take, the mark of the expected one included."""
    preparation = sight.table.preparation
    if preparation.task == "regression":
        return max(max(cell_len(t.name) for t in preparation.targets) + 2 + VALUE, 18)
    name = max(cell_len(str(label)) for label in preparation.classes)
    return max(name + 2 + 5 + 1 + BAR_CELLS, 9 + name)


def input_texts(legends: Sequence[Legend], width: int) -> list[tuple[str, str]]:
    """Return each name and value in `width` cells together; of narrow ones the names alone."""
    room = width - VALUE - 1
    alone = room < 3
    room = width if alone else room
    names = told_apart([legend.name for legend in legends], room)
    values = ["" if alone else f" {legend.value}" for legend in legends]
    return [(pushed(name, room), value) for name, value in zip(names, values, strict=True)]


def output_text(legend: Legend, width: int) -> tuple[str, str, str]:
    """Return name, value and bar in `width` cells together: the value first, if room is scarce."""
    room = width - cell_len(legend.value) - 2
    if room < 2:
        return "", pushed(legend.value.strip(), width), ""
    share = f" {legend.bar}" if legend.bar and room >= len(legend.bar) + BAR_BESIDE else ""
    return filled(legend.name, room - len(share)), f" {legend.value}", share


def without_middle(name: str, width: int) -> str:
    """Return `name` in at most `width` cells; of a longer one both ends, which tell names apart.

    >>> without_middle("sepal_length", 7), without_middle("petal_width", 7)
    ('sep…gth', 'pet…dth')
    """
    if cell_len(name) <= width or width < 3:
        return name
    start = len(name)
    while cell_len(name[start - 1 :]) <= (width - 1) // 2:
        start -= 1
    tail = name[start:]
    return set_cell_size(name, width - 1 - cell_len(tail)).rstrip() + "…" + tail


def told_apart(names: Sequence[str], width: int) -> list[str]:
    """Return each of `names` in at most `width` cells, cut so that they differ, if that can be.

    >>> told_apart(["sepal_length", "sepal_width", "petal_width"], 6)
    ['s…len…', 's…wid…', 'pet…th']
    """
    found = [without_middle(name, width) for name in names]
    for _ in range(MOST_CUTS):
        alike: dict[str, list[int]] = {}
        for place, told in enumerate(found):
            alike.setdefault(told, []).append(place)
        again = [places for places in alike.values() if len({names[k] for k in places}) > 1]
        for places in again:
            signs = zip(*(names[k] for k in places), strict=False)
            same = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, signs))
            for k in places:
                found[k] = cut(f"{names[k][:1]}…{names[k][same:]}", width)
        if not again:
            break
    return found


@lru_cache(maxsize=8)
def _widest(names: tuple[str, ...]) -> int:
    """Return the cells of the longest name: of a picture's hundreds, asked in every frame."""
    return max(map(cell_len, names))


def _cells(sight: Sight, shown: frozenset[int]) -> dict[int, str]:
    """Return the shown row's cells by the number of the input that is made of each, if one is."""
    found, place = {}, 0
    for column in sight.table.preparation.inputs:
        cell = sight.cells.get(column.name) if place in shown else None
        if cell is not None and isinstance(column, NumberInput | BooleanInput | CodeInput):
            found[place] = name_of(cell)
        place += len(column.names)
    return found


def _numbers(sight: Sight, shown: Sequence[int]) -> list[Legend]:
    """Return predicted numbers in their own units, and with each the one that is expected."""
    targets = [t for t in sight.table.preparation.targets if isinstance(t, NumberTarget)]
    prediction = np.asarray(sight.look.prediction[sight.row], dtype=np.float64)
    truth = np.asarray(sight.look.batch.y[sight.row], dtype=np.float64)
    known = sight.reached("forward", len(sight.look.layers) - 1)
    found = []
    with np.errstate(all="ignore"):
        for number in shown:
            target = targets[number]
            predicted = short(float(target.decode(prediction[number])), VALUE)
            expected = short(float(target.decode(truth[number])), VALUE)
            value = predicted if known else NOT_YET.rjust(VALUE)
            found.append(Legend(name_of(target.name), value, note=f"expected {expected}"))
    return found
