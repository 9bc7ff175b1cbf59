"""The contract of whatever holds a table: named columns that can be read in blocks, twice.

A source only reads; what its cells mean is decided in `columns.py`. Reading in blocks keeps memory
bounded, and a source may be read as often as one likes: first to understand, then to prepare.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from glassnet.ground.arrays import Array

BLOCK_ROWS = 65_536


@dataclass(frozen=True, eq=False)
class Block:
    """Some consecutive rows of a table.

    `cells` maps each column's name to a NumPy array whose first axis is the rows: object arrays of
    `str` (and None where nothing stands) for text, exactly as it was written; typed arrays (bool,
    integer, float, datetime64) where the format has types; more axes for images. `first_row`
    counts data rows from 0. `lines` (rows,) holds the line of the file on which each row begins,
    counted from 1, or None for formats without lines.
    """

    first_row: int
    cells: Mapping[str, Array]
    lines: Array | None = None

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(next(iter(self.cells.values()))) if self.cells else 0


class Source(ABC):
    """A table that can be read in blocks, again and again, always the same."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What a person calls it: a file name, `iris`, `a data frame`."""

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order, each once."""

    @property
    @abstractmethod
    def reading(self) -> Mapping[str, str]:
        """How it was read, in words, for the report: format, delimiter, encoding, decimal mark."""

    @property
    def decimal(self) -> str:
        """The character between whole and fraction in text cells: "." or ","."""
        return "."

    @abstractmethod
    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[Block]:
        """Yield the table from its first row, at most `rows` rows at a time."""
