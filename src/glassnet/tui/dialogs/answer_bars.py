"""An answer as bars, one for each class, or as numbers: drawn anew with every key."""

from __future__ import annotations

from typing import final

import numpy as np
from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from glassnet.tui.dialogs.specimen import Answer
from glassnet.tui.drawing.numbers import percent

LONGEST_NAME = 18
MOST_BARS = 12


def draw_answer(answer: Answer, width: int) -> list[Text]:
    """Return the answer in lines of at most `width` cells, the most probable class marked.

    Of more than 12 classes the most probable are shown, in their own order.
    """
    if not answer.classes:
        return _numbers(answer, width)
    values = np.where(np.isfinite(answer.values), answer.values, -1.0)
    best = int(values.argmax()) if (values >= 0).any() else -1
    shown = list(range(len(values)))
    if len(values) > MOST_BARS:
        shown = sorted(np.argsort(-values, kind="stable")[: MOST_BARS - 1].tolist())
    names = max(cell_len(answer.names[k]) for k in shown)
    names = min(names, LONGEST_NAME, max(1, width - 8))
    lines = [
        _bar(answer.names[k], float(answer.values[k]), (names, width), marked=k == best)
        for k in shown
    ]
    if len(values) > MOST_BARS:
        lines.append(_cut(Text(f"  and {len(values) - len(lines):,} more classes", "dim"), width))
    return lines


def _bar(name: str, share: float, room: tuple[int, int], *, marked: bool) -> Text:
    """Return one class: its name, a bar in halves of a cell, and per cent."""
    names, width = room
    length = max(0, width - names - 9)
    halves = round(2 * length * share) if np.isfinite(share) else 0
    bar = "━" * (halves // 2) + "╸" * (halves % 2)
    line = Text(f"{'▸' if marked else ' '} {set_cell_size(name, names)} ")
    line.append(f"{bar:<{length}} {percent(share)}" if length else percent(share))
    line.stylize("bold" if marked else "dim")
    return _cut(line, width)


def _numbers(answer: Answer, width: int) -> list[Text]:
    """Return one line for each target: its name and the number, in its own units."""
    names = max(map(cell_len, answer.names))
    pairs = zip(answer.names, answer.values.tolist(), strict=True)
    lines = []
    for name, value in pairs:
        shown = f"{value:.5g}".replace("-", "−") if np.isfinite(value) else "?"
        lines.append(_cut(Text.assemble(set_cell_size(name, names), "  ", (shown, "bold")), width))
    return lines


def _cut(line: Text, width: int) -> Text:
    line.truncate(max(0, width), overflow="ellipsis")
    return line


@final
class AnswerBars(Widget):
    """Shows an answer, or nothing yet."""

    DEFAULT_CSS = "AnswerBars { height: auto; width: 1fr; min-width: 16; }"

    shown: reactive[Answer | None] = reactive[Answer | None](None, layout=True)

    def render(self) -> Text:
        """Return the lines."""
        if self.shown is None:
            return Text("")
        return Text("\n").join(draw_answer(self.shown, self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 (Textual's)
        """Return how many lines there are."""
        return 0 if self.shown is None else len(draw_answer(self.shown, width))
