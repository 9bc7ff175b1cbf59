"""Typing or drawing a row, and seeing at once what the model says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, final

import numpy as np
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from glassnet.ground.errors import GlassnetError, one_line
from glassnet.run.model import Model
from glassnet.run.table import Table
from glassnet.tui.dialogs.answer_bars import AnswerBars
from glassnet.tui.dialogs.dialog import Dialog, field, told
from glassnet.tui.dialogs.ink import InkGrid
from glassnet.tui.dialogs.specimen import (
    Answer,
    answer,
    expected,
    ground_of,
    row_cells,
    typical_cells,
)

GOLDEN = 0.618033988749895  # its multiples visit a table's rows far apart, and never in turn
MOST_COLUMNS = 100  # have a line to type in; the others keep their typical value


@final
class Predict(Dialog[None]):
    """What does the model say of this row? There is nothing to answer: it is told as one types.

    Args:
        model: Who is asked.
        table: Where rows are taken from, and what is typical.

    """

    heading: ClassVar[str] = "Predict"
    DEFAULT_CSS = """
    Predict #cells { height: auto; max-height: 55vh; scrollbar-size-vertical: 1; }
    Predict #cells .field Label { width: 38%; max-width: 30; text-wrap: nowrap;
        text-overflow: ellipsis; padding: 0 1 0 0; }
    Predict #sheet { height: auto; }
    Predict #told { margin: 0; }
    Predict AnswerBars { margin: 1 0 0 0; }
    Predict #sheet AnswerBars { margin: 0 0 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "take_row", show=False),
        Binding("r", "take_row", show=False),
        Binding("c", "clear", show=False),
    ]

    def __init__(self, model: Model, table: Table) -> None:
        """Begin with an empty sheet, or with the typical row."""
        super().__init__()
        self._model, self._table = model, table
        self._ground = ground_of(table)
        self._cells = {} if self._ground is not None else typical_cells(table)
        typed = (name for name, cell in self._cells.items() if isinstance(cell, str))
        self._names = tuple(typed)[:MOST_COLUMNS]
        self._taken = 0  # rows so far
        self._shown: dict[str, Any] | None = None  # the row of the table that is shown
        self._source = ""

    def body(self) -> ComposeResult:
        """Yield a sheet to draw on, or a line for each column; then the answer."""
        if self._ground is not None:
            with Horizontal(id="sheet"):
                yield InkGrid(self._ground.shape, shades=self._ground.shades)
                yield AnswerBars()
        else:
            with VerticalScroll(id="cells", can_focus=False):
                for number, name in enumerate(self._names):
                    label, hint = one_line(name, 60), self._labels(name)
                    yield field(label, self._cells[name], f"cell-{number}", hint)
            yield AnswerBars()
        yield told()

    def keys(self) -> str:
        """Return the keys for the lower edge."""
        leave = "[@click=screen.cancel]esc close[/]"
        row = "[@click=screen.take_row]{} a row[/]"
        if self._ground is not None:
            clear = "[@click=screen.clear]c clear[/]"
            return f"space ink · {clear} · {row.format('r')} · {leave}"
        return f"enter next · {row.format('ctrl+r')} · {leave}"

    def answer(self) -> None:
        """Return nothing: it is told."""

    def action_accept(self) -> None:
        """Go on to the next column."""
        self.focus_next()

    def action_take_row(self) -> None:
        """Take another training row: its cells are written in, and what is expected is told."""
        rows = self._table.split.train
        self._taken += 1
        row = int(rows[int(self._taken * GOLDEN % 1.0 * len(rows))])
        self._source = (
            f"Row {row:,} of the table, where the answer is {expected(self._table, row)}."
        )
        self._shown = cells = row_cells(self._table, row)
        if self._ground is not None:
            self.query_one(InkGrid).ink = self._ground.ink(cells)
            return
        self._cells = cells
        for number, name in enumerate(self._names):
            self.query_one(f"#cell-{number}", Input).value = cells[name]
        self.tell_preview()

    def action_clear(self) -> None:
        """Take all ink away, or take the typical row again."""
        if self._ground is not None:
            self.query_one(InkGrid).clear()

    def on_ink_grid_drawn(self) -> None:
        """Ask anew."""
        self.tell_preview()

    def tell_preview(self) -> None:
        """Ask the model, show its answer, and tell what is to be told of the row."""
        cells = self._row()
        bars = self.query_one(AnswerBars)
        try:
            found = answer(self._model, cells)
        except GlassnetError as error:
            bars.shown = self._no_answer()
            self.tell(str(error), mistake=True)
            return
        bars.shown = found
        self.tell(" ".join((*found.notes, self._where(cells))).strip())

    def _row(self) -> dict[str, Any]:
        """Return the row as it stands on the screen."""
        if self._ground is not None:
            ink = self.query_one(InkGrid).ink
            if self._shown is not None and np.array_equal(ink, self._ground.ink(self._shown)):
                return self._shown  # to the last bit, and in its colors
            return self._ground.cells(ink, self._model.preparation.inputs)
        typed = {
            name: self.query_one(f"#cell-{number}", Input).value.strip()
            for number, name in enumerate(self._names)
        }
        return {**self._cells, **typed}

    def _labels(self, name: str) -> str:
        """Return the labels of a category, for an empty line; of a number nothing."""
        column = next(each for each in self._model.preparation.inputs if each.name == name)
        return ", ".join(one_line(label, 20) for label in getattr(column, "labels", ())[:12])

    def _where(self, cells: Mapping[str, Any]) -> str:
        """Return which row it is while nobody changed it, or else where one is."""
        shown, names = self._shown, self._names
        typed = shown is not None and names and all(cells[n] == shown[n] for n in names)
        if cells is shown or typed:
            return self._source
        self._shown = None
        if self._ground is None:
            hidden = len(self._cells) - len(self._names)
            return f"Columns that keep their typical value: {hidden:,}." if hidden else ""
        sheet = self.query_one(InkGrid)
        row, column = sheet.cursor
        return f"Row {row}, column {column}: {float(sheet.ink[row, column]):.0%} ink."

    def _no_answer(self) -> Answer:
        """Return an answer that says nothing, as tall as the others."""
        targets = self._model.preparation
        names = targets.classes or tuple(target.name for target in targets.targets)
        nothing = np.full(len(names), np.nan)
        return Answer(tuple(one_line(n, 40) for n in names), nothing, bool(targets.classes))
