"""The blackboard of what is looked at: one operation, or one unit there and back again."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from glassnet.ground.errors import GlassnetError
from glassnet.lab.explain import render
from glassnet.tui.drawing.board import board
from glassnet.tui.drawing.lines import line, wrapped
from glassnet.tui.palette import Palette
from glassnet.tui.sight import Sight

DIGITS = 4
HEAD = 3  # lines of the blackboard's own title, which the panel has already


def draw_arithmetic(
    sight: Sight,
    width: int,
    height: int,
    palette: Palette,
) -> list[Text]:
    """Return the arithmetic of the operation that was just made, for the units that matter most.

    Where the whole update is shown, it is the selected unit's: how it came about, its error, and
    what its weights learn of it.
    """
    try:
        lines = board(sight)
    except GlassnetError as error:
        return [line(width, row) for row in wrapped(str(error), width)]
    if not lines:
        return [line(width, ("nothing is computed here", palette.faint))]
    rows = render.text("", lines, DIGITS, width).split("\n")[HEAD:]
    rule = "─" * width
    found: list[Text] = []
    for row, following in zip(rows, [*rows[1:], ""], strict=True):
        if row == rule:
            continue
        heading = following == rule
        style = palette.faint
        if heading:
            style = palette.head if sight.current is None else palette.now
        elif row.startswith("  "):
            style = ""
        found += [Text(part, style, no_wrap=True) for part in _fitting(row, width)]
    return found


def _fitting(row: str, width: int) -> list[str]:
    """Return a line as it is, or what is too wide wrapped further in."""
    if cell_len(row) <= width:
        return [row]
    return wrapped(row, width, len(row) - len(row.lstrip()) + 2)
