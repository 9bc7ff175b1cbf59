"""Lines of a drawing: words that are cut, filled up and wrapped by the cells they take."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from functools import lru_cache
from itertools import zip_longest

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from glassnet.ground.errors import one_line

EIGHTHS = " ▏▎▍▌▋▊▉"
NOT_YET = "·"  # stands where a result is not computed yet
LONGEST = 60  # characters of a name that came with the data
Part = str | tuple[str, str]


def cut(words: str, width: int) -> str:
    """Return `words` in at most `width` cells; … at the end says that there was more.

    >>> cut("petal length", 8), cut("花の長さ", 6)
    ('petal l…', '花の…')
    """
    if cell_len(words) <= width:
        return words
    return set_cell_size(words, max(0, width - 1)).rstrip() + "…" if width > 0 else ""


def filled(words: str, width: int) -> str:
    """Return `words` in exactly `width` cells, cut or followed by blanks.

    >>> filled("petal", 8), filled("花の長さ", 6)
    ('petal   ', '花の… ')
    """
    return set_cell_size(cut(words, width), width)


def pushed(words: str, width: int) -> str:
    """Return `words` in exactly `width` cells, cut or after blanks.

    >>> pushed("5.1", 6)
    '   5.1'
    """
    told = cut(words, width)
    return " " * (width - cell_len(told)) + told


def wrapped(words: str, width: int, hang: int = 0) -> list[str]:
    """Return `words` in lines of at most `width` cells, all but the first `hang` cells further in.

    Lines end at blanks, and where a word is too long, inside of it.

    >>> wrapped("the rate of learning", 12, 2)
    ['the rate of', '  learning']
    """
    margin = " " * min(hang, width // 2)
    lines, line = [], words[: len(words) - len(words.lstrip(" "))]
    empty = True
    for word in words.split():
        tried = line + word if empty else f"{line} {word}"
        if cell_len(tried) > width and not empty:
            lines.append(line)
            tried = margin + word
        while cell_len(tried) > width:
            head = set_cell_size(tried, width)
            if not tried.startswith(head):  # half of a wide sign had no room
                head = tried[: len(head) - 1]
            lines.append(head)
            tried = margin + tried[len(head) :]
        line, empty = tried, False
    return [*lines, line]


def line(width: int, *parts: Part) -> Text:
    """Return words and (words, style) after one another, cut at `width` cells."""
    text = Text.assemble(*parts, no_wrap=True)
    if text.cell_len > width:
        text.truncate(width, overflow="ellipsis")
    return text


def beside(left: Sequence[Text], right: Sequence[Text], gap: int = 3) -> list[Text]:
    """Return two drawings side by side."""
    wide = max((text.cell_len for text in left), default=0) + gap
    found = []
    for one, other in zip_longest(left, right):
        text = Text(no_wrap=True) if one is None else one.copy()
        if other is not None:
            text.append(" " * (wide - text.cell_len)).append_text(other)
        found.append(text)
    return found


def bar(share: float, width: int) -> str:
    """Return a bar that fills `share` of `width` cells, to an eighth of a cell.

    >>> bar(0.5, 5)
    '██▌  '
    """
    eighths = 0 if math.isnan(share) else round(min(max(share, 0.0), 1.0) * 8 * width)
    whole, rest = divmod(eighths, 8)
    return ("█" * whole + (EIGHTHS[rest] if rest else "")).ljust(width)


@lru_cache(maxsize=4_096, typed=True)
def name_of(thing: Hashable) -> str:
    """Return a name that came with the data so that it can be printed."""
    return one_line(thing, LONGEST)
