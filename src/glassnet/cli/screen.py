"""What a screen is made of: a label on the left, lines beside it, aligned; color only as a hint.

Made with rich, which leaves colors out where NO_COLOR says so, and every escape where the output
is no terminal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from glassnet.cli.streams import say
from glassnet.ground.errors import one_line

NARROWEST, WIDEST = 40, 100
LABEL = 11
GAP = "   "
GOOD, DOUBTFUL, BAD = "green", "yellow", "red"
HEAD, FAINT = "bold", "dim"


def width() -> int:
    """Return how wide a screen is drawn: the terminal's width, within what reads well."""
    try:
        asked = int(os.environ.get("COLUMNS", ""))
    except ValueError:
        asked = 0
    if asked <= 0:
        asked = _terminal_width()
    return max(NARROWEST, min(WIDEST, asked))


def _terminal_width() -> int:
    for stream in (sys.stdout, sys.stderr):
        try:
            return os.get_terminal_size(stream.fileno()).columns or 80
        except (OSError, ValueError, AttributeError):
            continue
    return 80


def console() -> Console:
    """Return a console that decides about color by standard output, and writes to a text."""
    real = Console(file=sys.stdout)
    return Console(
        file=StringIO(),
        width=width(),
        force_terminal=real.is_terminal,
        no_color=real.no_color,
        color_system="auto",
        highlight=False,
        markup=False,
        emoji=False,
    )


class Screen:
    """Lines that are collected, and shown at once."""

    def __init__(self) -> None:
        """Start empty."""
        self._console = console()
        self.width = self._console.width

    @property
    def room(self) -> int:
        """The width beside the labels."""
        return self.width - LABEL

    def title(self, left: str, right: str = "") -> None:
        """Add a headline with a rule below it."""
        space = max(1, self.width - cell_len(left) - cell_len(right))
        line = Text(cut(left, self.width - len(right) - 1), style=HEAD)
        self._line(line + Text(" " * space) + Text(right, style=FAINT))
        self._line(Text("─" * self.width, style=FAINT))

    def section(self, label: str, lines: Iterable[str | Text]) -> None:
        """Add a blank line, then `lines`, wrapped, with the label beside the first, if any."""
        for place, part in enumerate(part for line in lines for part in self._wrapped(line)):
            if place == 0:
                self.blank()
            name = Text("" if place else label, style=HEAD)
            name.pad_right(LABEL - cell_len(name.plain))
            self._line(name + part)

    def blank(self) -> None:
        """Add an empty line."""
        self._line(Text(""))

    def plain(self, line: str | Text) -> None:
        """Add a line without a label, as it is."""
        self._line(Text(line) if isinstance(line, str) else line)

    def indented(self, line: Text) -> None:
        """Add a line without a label, wrapped, a little to the right."""
        for part in wrapped(line, self.width - 2):
            self._line(Text("  ") + part)

    def show(self) -> None:
        """Print everything on standard output."""
        say(self.text().rstrip("\n"))

    def text(self) -> str:
        """Return everything as it will be printed."""
        stream = self._console.file
        assert isinstance(stream, StringIO)  # noqa: S101  made so in `console`
        return stream.getvalue()

    def _wrapped(self, line: str | Text) -> list[Text]:
        """Break `line` between words where it is too long; further lines are indented like it."""
        text = Text(line) if isinstance(line, str) else line
        return wrapped(text, self.room)

    def _line(self, line: Text) -> None:
        line.rstrip()
        self._console.print(line, soft_wrap=True)


def wrapped(text: Text, room: int) -> list[Text]:
    """Return `text` in lines of at most `room` cells, the further ones under its second column."""
    if cell_len(text.plain) <= room:
        return [text]
    indent = _indent(text.plain)
    if room < NARROWEST or indent > room // 2:
        indent = 0
    head, rest = text[:indent], text[indent:]
    lines = list(rest.wrap(Console(width=room, file=StringIO()), room - indent))
    margin = Text(" " * indent)
    return [head + lines[0], *(margin + line for line in lines[1:])]


def _indent(line: str) -> int:
    """Return where the last column begins: after the last run of blanks, or at the line's start.

    >>> _indent("numbers     age, fare"), _indent("a sentence of words")
    (12, 0)
    """
    place = line.rstrip().rfind("  ")
    return place + 2 if place >= 0 else 0


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = (), gap: str = GAP) -> list[str]:
    """Return `rows` as lines whose columns are aligned, those numbered in `right` at their end.

    >>> columns([("a", "1"), ("bcd", "10")], right=[1])
    ['a      1', 'bcd   10']
    """
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        gap.join(
            " " * (wide - cell_len(cell)) + cell
            if place in right
            else cell + " " * (wide - cell_len(cell))
            for place, (cell, wide) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def listed(names: Sequence[str], most: int = 8) -> str:
    """Return names with commas between them, the first `most` of them, safe to print.

    >>> listed(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    shown = [one_line(name, 40) for name in names[:most]]
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(shown) + more


def cut(text: str, room: int) -> str:
    """Return `text` in at most `room` characters."""
    return text if len(text) <= room else text[: max(0, room - 1)] + "…"


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> count(1, "row"), count(1200, "row"), count(2, "class", "classes")
    ('1 row', '1,200 rows', '2 classes')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def number(value: float) -> str:
    """Return a number with four figures that matter, as a person writes it.

    >>> number(0.000123456), number(12345.678), number(3.0)
    ('0.0001235', '12,346', '3')
    """
    if abs(value) >= 1000:
        return f"{value:,.0f}" if abs(value) < 1e9 else f"{value:.3e}"
    return f"{value:.4g}"
