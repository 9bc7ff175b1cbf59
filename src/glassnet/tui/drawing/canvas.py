"""A sheet of characters that is drawn on from all sides, and becomes lines of text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import final

from rich.cells import cell_len
from rich.text import Span, Text

Cell = tuple[int, int, str, str]  # x, y, what stands there, and its style


@final
@dataclass
class Canvas:
    """`width` × `height` characters, each with a style; what is put beside the sheet is cut off.

    A wide character takes two places, the second of which is empty.
    """

    width: int
    height: int
    glyphs: list[list[str]] = field(init=False)
    styles: list[list[str]] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with an empty sheet."""
        self.glyphs = [[" "] * self.width for _ in range(self.height)]
        self.styles = [[""] * self.width for _ in range(self.height)]

    def put(self, x: int, y: int, text: str, style: str = "") -> None:
        """Write `text` from (x, y) to the right."""
        if not 0 <= y < self.height:
            return
        if _narrow(text):
            self._put_narrow(x, y, text, style)
            return
        for glyph in text:
            wide = cell_len(glyph)
            if wide and 0 <= x <= self.width - wide:
                self._halve(y, x, x + wide)
                self.glyphs[y][x : x + wide] = [glyph, *[""] * (wide - 1)]
                self.styles[y][x : x + wide] = [style] * wide
            x += wide

    def put_cells(self, cells: Iterable[Cell]) -> None:
        """Write characters of one cell, each at its place, on the sheet and over nothing wide."""
        for x, y, glyph, style in cells:
            self.glyphs[y][x] = glyph
            self.styles[y][x] = style

    def lines(self) -> list[Text]:
        """Return the sheet as lines."""
        return [_line(*row) for row in zip(self.glyphs, self.styles, strict=True)]

    def _halve(self, y: int, start: int, end: int) -> None:
        """Take away wide characters of which one half will be written over."""
        row = self.glyphs[y]
        if start < end and row[start] == "":
            row[start - 1] = " "
        if start < end < self.width and row[end] == "":
            row[end] = " "

    def _put_narrow(self, x: int, y: int, text: str, style: str) -> None:
        """Write characters of one cell each."""
        text = text[max(0, -x) : max(0, self.width - x)]
        x = max(0, x)
        self._halve(y, x, x + len(text))
        self.glyphs[y][x : x + len(text)] = text
        self.styles[y][x : x + len(text)] = [style] * len(text)


@lru_cache(maxsize=4096)
def _narrow(text: str) -> bool:
    """Tell whether every character takes one cell: none is wide, none joins the one before."""
    return text.isascii() or all(cell_len(glyph) == 1 for glyph in text)


def _line(glyphs: list[str], styles: list[str]) -> Text:
    """Return a line with as few spans as there are changes of style."""
    if "" in glyphs:  # the second place of a wide character is no character of the text
        styles = [style for glyph, style in zip(glyphs, styles, strict=True) if glyph]
    spans, start, last = [], 0, styles[0]
    for place, style in enumerate(styles):
        if style != last:
            if last:
                spans.append(Span(start, place, last))
            start, last = place, style
    if last:
        spans.append(Span(start, len(styles), last))
    return Text("".join(glyphs), spans=spans, no_wrap=True, end="")
