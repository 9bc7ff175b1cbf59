"""The lines of arithmetic that belong to a sight: those of one operation, or of one unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from glassnet.data.source import Block
from glassnet.ground.errors import GlassnetError
from glassnet.lab.explain.expression import number
from glassnet.lab.explain.line import Line
from glassnet.lab.explain.losses import Verdict, loss_lines, slope_lines
from glassnet.lab.explain.row import output_names, row_lines
from glassnet.lab.explain.sight import LETTERS, Index, symbol
from glassnet.lab.explain.sight import Sight as Page
from glassnet.lab.explain.step import gradient_lines, move_lines, training, weight_lines
from glassnet.lab.explain.tour import (
    Detail,
    backward_lines,
    called,
    chosen,
    forward_lines,
    important_outputs,
    sights,
    under,
)
from glassnet.run.look import Look
from glassnet.tui.drawing.lines import name_of
from glassnet.tui.drawing.synapses import learning_layer
from glassnet.tui.sight import Sight

TERMS = 6  # of a sum that are written out
WEIGHTS = 3  # of a unit whose learning is told, those with the steepest slopes
UNITS = 3  # of a layer in which none is selected
WeightLines: TypeAlias = Callable[[Look, Page, str, Index], list[Line]]


def board(sight: Sight) -> list[Line]:
    """Return the arithmetic that is looked at.

    Of an operation, that of the selected unit if it is of the operation's layer, else of those that
    matter most. Of a whole update, that of the selected unit: how it came about, its error, and
    what its weights learn.
    """
    with np.errstate(all="ignore"):  # what is not finite is told as what it is
        return _lines(sight)


def _lines(sight: Sight) -> list[Line]:
    current = sight.current
    if current is None:
        layer = sight.selection.layer
        return _forward(sight, layer) + _backward(sight, layer, weight_lines)
    told: dict[str, Callable[[], list[Line]]] = {
        "rows": lambda: _entering(sight),
        "forward": lambda: _forward(sight, current.layer or 0),
        "loss": lambda: _loss(sight),
        "backward": lambda: _backward(sight, current.layer or 0, _gradient),
        "update": lambda: _moves(sight),
    }
    return told[current.kind]()


def _pages(sight: Sight) -> list[Page]:
    """Return each layer as it is seen from the row."""
    look = sight.look
    return sights(look.layers, training(look), _row(sight), TERMS)


def _row(sight: Sight) -> int:
    return min(max(sight.row, 0), len(sight.look.rows) - 1)


def _detail(sight: Sight, layer: int) -> Detail:
    """Return what is told of a layer: its selected unit, or some."""
    unit = None
    if layer == sight.selection.layer:
        shape = sight.look.layers[layer].y.shape[1:]
        given = (*sight.selection.unit, *(0,) * len(shape))
        unit = tuple(min(max(k, 0), n - 1) for k, n in zip(given, shape, strict=False))
    return Detail(layer, unit, UNITS, TERMS)


def _units(pages: list[Page], detail: Detail) -> list[list[Index]]:
    """Return the units that are told of each layer, the inputs first."""
    return chosen(pages, detail, important_outputs(pages, UNITS, learned=True))


def _entering(sight: Sight) -> list[Line]:
    """Return what the columns of the row became."""
    pages, preparation = _pages(sight), sight.table.preparation
    x, units = pages[0].x, _units(pages, Detail(units=TERMS, terms=TERMS))[0]
    cells = {name: np.array([cell], dtype=object) for name, cell in sight.cells.items()}
    decimal = sight.table.source.decimal
    try:
        preparation.require(cells)
        told = row_lines(preparation, Block(0, cells), decimal, x, units)
    except GlassnetError:  # the cells are not at hand, or not as they were
        names = preparation.names
        places = [int(np.ravel_multi_index(unit, x.shape)) for unit in units]
        told = [
            Line(symbol("x", unit), "", number(float(x[unit])), float(x[unit]),
                 note=f"{name_of(names[place])}, prepared")
            for unit, place in zip(units, places, strict=True)
        ]  # fmt: skip
    some = "" if len(units) == x.size else f"{len(units)} of {x.size:,} inputs told"
    return [replace(line, section="The row", shapes=some) for line in told]


def _forward(sight: Sight, layer: int) -> list[Line]:
    """Return how units of a layer came about."""
    pages, detail = _pages(sight), _detail(sight, layer)
    names = output_names(sight.table.preparation)
    return forward_lines(pages, _units(pages, detail), detail, names)


def _verdict(sight: Sight, pages: list[Page]) -> Verdict:
    """Return the loss on the row."""
    look, names = sight.look, output_names(sight.table.preparation)
    own = names if len(names) == pages[-1].y.shape[-1] else ()
    loss = look.program.experiment.loss
    return Verdict(loss, look.prediction, look.batch, _row(sight), pages[-1].after, own, TERMS)


def _errors(verdict: Verdict, pages: list[Page]) -> Callable[[Index], list[Line]]:
    """Return what tells the error of an output of the last layer."""
    return lambda unit: slope_lines(verdict, unit[-1], float(pages[-1].dy[unit]))


def _loss(sight: Sight) -> list[Line]:
    """Return the loss of the row and of the batch, and the errors where they begin."""
    pages, look = _pages(sight), sight.look
    verdict = _verdict(sight, pages)
    told, error_of = loss_lines(verdict, look.losses, look.loss), _errors(verdict, pages)
    for unit in important_outputs(pages, UNITS, learned=True):
        told += error_of(unit)
    return [replace(line, section="Loss") for line in told]


def _backward(sight: Sight, layer: int, weights: WeightLines) -> list[Line]:
    """Return the error of units of a layer, and what their weights make of it."""
    pages, detail, look = _pages(sight), _detail(sight, layer), sight.look

    def own(page: Page, name: str, index: Index) -> list[Line]:
        return weights(look, page, name, index)

    units, few = _units(pages, detail), replace(detail, terms=WEIGHTS)
    return backward_lines(pages, units, few, _errors(_verdict(sight, pages), pages), own)


def _gradient(look: Look, page: Page, name: str, index: Index) -> list[Line]:
    """Return one weight's gradient, before the step is made."""
    first, *others = gradient_lines(look, page, name, index)
    all_rows = ", and all rows together" * bool(others)
    return [replace(first, title=f"{_weight(name, index)}: this row's part{all_rows}."), *others]


def _weight(name: str, index: Index) -> str:
    """Return what a weight is called, in a layer inside a layer, too."""
    return symbol(LETTERS.get(name, name), index)


def _moves(sight: Sight) -> list[Line]:
    """Return how weights move: of the selected layer, or of the one before it that learns."""
    look = sight.look
    layer = learning_layer(look, sight.selection.layer)
    if layer is None:
        return []
    told: list[Line] = []

    def moved(look: Look, page: Page, name: str, index: Index) -> list[Line]:
        found = move_lines(look, page, name, index)
        if found:
            title = f"How {_weight(name, index)} moves."
            told.extend([replace(found[0], title=title), *found[1:]])
        return []

    _backward(sight, layer, moved)
    pages = _pages(sight)
    heading = f"Update · layer {layer}: {called(look.layers[layer].layer)}"
    return under(heading, told, pages[layer], _units(pages, _detail(sight, layer))[layer + 1])
