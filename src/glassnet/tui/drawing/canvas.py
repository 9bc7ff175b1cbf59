"""A sheet of characters that is drawn on from all sides, and becomes lines of text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import final

from rich.cells import cell_len
from rich.text import Span, Text


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
        for glyph in text:
            wide = cell_len(glyph)
            if wide and 0 <= x <= self.width - wide:
                self.glyphs[y][x : x + wide] = [glyph, *[""] * (wide - 1)]
                self.styles[y][x : x + wide] = [style] * wide
            x += wide

    def put_cells(self, x: int, y: int, rows: Iterable[Iterable[tuple[str, str]]]) -> None:
        """Write rows of characters, each with its style, from (x, y) to the right and down."""
        for below, row in enumerate(rows):
            for right, (glyph, style) in enumerate(row):
                self.put(x + right, y + below, glyph, style)

    def lines(self) -> list[Text]:
        """Return the sheet as lines."""
        return [_line(*row) for row in zip(self.glyphs, self.styles, strict=True)]


def _line(glyphs: list[str], styles: list[str]) -> Text:
    """Return a line; as few spans as there are changes of style."""
    spans, place = [], 0
    start = 0
    for style, run in groupby(styles):
        count = sum(1 for _ in run)
        length = sum(map(len, glyphs[start : start + count]))
        if style:
            spans.append(Span(place, place + length, style))
        start, place = start + count, place + length
    return Text("".join(glyphs), spans=spans, no_wrap=True, end="")
