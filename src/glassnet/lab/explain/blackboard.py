"""The blackboard: the arithmetic of something that was computed, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

from glassnet.lab.explain import render
from glassnet.lab.explain.line import Line


@final
@dataclass(frozen=True)
class Blackboard:
    """Lines under headings; `print` shows them, a notebook draws them.

    The totals are what the engine computed. With `digits=17` every number is exact.
    """

    title: str
    lines: tuple[Line, ...]

    def __iter__(self) -> Iterator[Line]:
        """Iterate over the lines."""
        return iter(self.lines)

    def __len__(self) -> int:
        """Return how many lines there are."""
        return len(self.lines)

    def __str__(self) -> str:
        """Return the lines as text, 80 characters wide."""
        return self.text()

    def text(self, digits: int = 4, width: int = render.WIDTH) -> str:
        """Return the lines for a terminal."""
        return render.text(self.title, self.lines, digits, width)

    def markdown(self, digits: int = 4) -> str:
        """Return the lines as tables in Markdown."""
        return render.markdown(self.title, self.lines, digits)

    def latex(self, digits: int = 4) -> str:
        """Return the lines as the body of a LaTeX document, for the package amsmath."""
        return render.latex(self.title, self.lines, digits)

    def html(self, digits: int = 4) -> str:
        """Return the lines as an element of an HTML page."""
        return render.html(self.title, self.lines, digits)

    def _repr_html_(self) -> str:
        return self.html()
