"""The rows of a table as they were written, at hand for a screen that shows one after another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import numpy as np

from glassnet.data.source import Block
from glassnet.ground.arrays import Array
from glassnet.ground.errors import GlassnetError
from glassnet.lab.explain.row import row_of
from glassnet.run.table import Table

KEPT = 50_000  # rows of a table that is read once and kept


@final
class Cells:
    """The cells of a table's rows, as text.

    A table of up to 50,000 rows is read when the first row is asked for, and kept; of a larger one
    a row is looked for in the file, which takes time, so only where one says `fetch`.
    """

    def __init__(self, table: Table) -> None:
        """Remember which table; read nothing."""
        self._source = table.source
        self._large = len(table.known) > KEPT
        self._blocks: list[Block] | None = None

    def row(self, number: int, *, fetch: bool = False) -> dict[str, str]:
        """Return the cells of the row `number` by column, images left out.

        Empty if the table is too large to be kept and `fetch` is not asked for, or if there is no
        such row, or if the file cannot be read any more.
        """
        try:
            if self._large:
                return _texts(row_of(self._source, number).cells, 0) if fetch else {}
            return self._kept(number)
        except GlassnetError:
            return {}

    def _kept(self, number: int) -> dict[str, str]:
        """Return the cells of a row that is kept, once the table was read."""
        if self._blocks is None:
            self._blocks = []  # what cannot be read is not tried again for every picture
            self._blocks = [_without_images(block) for block in self._source.blocks()]
        for block in self._blocks:
            if 0 <= number - block.first_row < len(block):
                return _texts(block.cells, number - block.first_row)
        return {}


def _without_images(block: Block) -> Block:
    """Return the columns of a block that have one cell in each row; all of them if none has."""
    flat = {name: column for name, column in block.cells.items() if column.ndim == 1}
    return Block(block.first_row, flat or {"": np.zeros((len(block), 0))})


def _texts(cells: Mapping[str, Array], place: int) -> dict[str, str]:
    """Return a row of some columns as text; nothing stands where a cell is missing."""
    found = {}
    for name, column in cells.items():
        if column.ndim == 1:
            cell = column[place]
            found[name] = "" if cell is None else str(cell)
    return found
