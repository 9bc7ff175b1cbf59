"""Points in a frame of characters, with numbers at its edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError

FURTHEST = 1e300  # beyond it a difference of two numbers may be infinite


@final
@dataclass(frozen=True)
class Frame:
    """A part of the plane as rows and columns of characters; the first row is the highest y.

    Args:
        x: The least and the largest x.
        y: The least and the largest y.
        width: Characters in a row.
        height: Rows.

    """

    x: tuple[float, float]
    y: tuple[float, float]
    width: int
    height: int

    def __post_init__(self) -> None:
        """Refuse what has no room for a point."""
        if self.width < 2 or self.height < 2:
            raise UsageError(f"a chart needs 2 × 2 characters, got {self.width} × {self.height}.")

    def columns(self, x: Array) -> Array:
        """Return the columns of points x (n,)."""
        return _cells(x, self.x, self.width)

    def rows(self, y: Array) -> Array:
        """Return the rows of points y (n,)."""
        return self.height - 1 - _cells(y, self.y, self.height)

    def centers(self) -> Array:
        """Return the x and y of the middle of each character, (height, width, 2)."""
        x = np.linspace(*self.x, self.width)
        y = np.linspace(*self.y, self.height)[::-1]
        return np.stack(np.meshgrid(x, y), axis=-1)

    def empty(self) -> list[list[str]]:
        """Return rows of blanks."""
        return [[" "] * self.width for _ in range(self.height)]

    def put(self, rows: list[list[str]], x: Array, y: Array, marks: Sequence[str]) -> None:
        """Put a mark at each point (xᵢ, yᵢ) that is finite; later ones cover earlier ones."""
        seen = np.isfinite(x) & np.isfinite(y)
        places = zip(self.rows(y[seen]).tolist(), self.columns(x[seen]).tolist(), strict=True)
        kept = [mark for mark, there in zip(marks, seen.tolist(), strict=True) if there]
        for (row, column), mark in zip(places, kept, strict=True):
            rows[row][column] = mark

    def lines(self, rows: Sequence[Sequence[str]], below: str = "") -> list[str]:
        """Return the rows with a frame, its least and largest numbers, and a word `below`."""
        low, high = (f"{value:.4g}" for value in self.y)
        wide = max(len(low), len(high))
        heads = [high, *[""] * (self.height - 2), low]
        framed = [
            f"{head:>{wide}} ┤{''.join(row)}".rstrip()
            for head, row in zip(heads, rows, strict=True)
        ]
        left, right = (f"{value:.4g}" for value in self.x)
        edge = f"{'':{wide}} └{'─' * self.width}"
        room = self.width - len(left) - len(right)
        told = below[: max(0, room - 2)].center(max(2, room))
        return [*framed, edge, f"{'':{wide + 2}}{left}{told}{right}"]


def limits(values: Array, *more: Array) -> tuple[float, float]:
    """Return the least and the largest of the finite numbers, a little apart if they are alike.

    >>> limits(np.array([3.0, np.nan, 1.0])), limits(np.array([2.0]))
    ((1.0, 3.0), (1.5, 2.5))
    """
    flat = np.concatenate([np.ravel(each).astype(np.float64) for each in (values, *more)])
    finite = flat[np.isfinite(flat)]
    if not len(finite):
        return 0.0, 1.0
    low, high = np.clip((finite.min(), finite.max()), -FURTHEST, FURTHEST).tolist()
    if high - low <= 1e-9 * max(abs(low), abs(high), 1 / FURTHEST):
        half = abs(low) / 4 if abs(low) > 1 / FURTHEST else 0.5
        return low - half, high + half
    return low, high


def inside(width: int) -> int:
    """Return how many characters a frame may have within, so that it fits into `width`.

    The numbers at its edge are "-1.235e+300" at the longest.
    """
    return max(2, width - 13)


def wrapped(words: str, width: int) -> list[str]:
    """Return words in lines of at most `width` characters; what is longer than a line is cut.

    A blank that does not break (U+00A0) keeps words together, and is an ordinary one then.

    >>> wrapped("to be or not", 5)
    ['to be', 'or', 'not']
    """
    rows: list[str] = []
    for word in words.split(" "):
        shown = word if len(word) <= width else f"{word[: width - 1]}…"
        if rows and len(rows[-1]) + 1 + len(shown) <= width:
            rows[-1] += f" {shown}"
        else:
            rows.append(shown)
    return [row.replace("\xa0", " ") for row in rows]


def _cells(values: Array, ends: tuple[float, float], count: int) -> Array:
    low, high = ends
    share = (np.clip(np.asarray(values, dtype=np.float64), low, high) - low) / (high - low)
    return np.rint(share * (count - 1)).astype(np.int64)
