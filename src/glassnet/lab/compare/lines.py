"""Rows and items as lines of text that fit."""

from __future__ import annotations

from collections.abc import Sequence

from glassnet.ground.errors import one_line
from glassnet.lab.pictures.chart import wrapped

FEWEST = 8  # characters that are left of a name, however narrow it is


def both_ends(name: str, room: int) -> str:
    """Return a name in at most `room` characters; of a longer one both ends, which tell it apart.

    >>> both_ends("16-16-16-16/adam", 9), both_ends("8-8", 9)
    ('16-1…adam', '8-8')
    """
    shown = one_line(name, max(room, 1000))
    if len(shown) <= room:
        return shown
    head = room // 2
    return f"{shown[:head]}…{shown[len(shown) - (room - head - 1) :]}"


def aligned(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Return rows in columns, the first to the left, the others to the right.

    Where they are wider than `width`, the gaps shrink, and then the names in the first column.
    """
    names, *others = zip(*rows, strict=True)
    wide = [max(map(len, column)) for column in others]
    longest = max(map(len, names))
    gap = 3 if longest + sum(wide) + 3 * len(wide) <= width else 1
    room = max(FEWEST, min(longest, width - sum(wide) - gap * len(wide)))
    return [
        (" " * gap)
        .join(
            [
                both_ends(row[0], room).ljust(room),
                *(cell.rjust(size) for cell, size in zip(row[1:], wide, strict=True)),
            ]
        )
        .rstrip()
        for row in rows
    ]


def item(told: str, width: int) -> list[str]:
    """Return a sentence with a dot before it, in lines of at most `width` characters."""
    first, *rest = wrapped(told, width - 4)
    return [f"  · {first}", *(f"    {line}" for line in rest)]
