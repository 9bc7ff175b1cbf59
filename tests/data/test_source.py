"""The contract of a table that can be read in blocks."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.data.source import Block, Source


def test_a_block_is_as_long_as_its_columns():
    """The length of a block is the number of its rows, 0 without columns."""
    cells = {"x": np.arange(3.0), "picture": np.zeros((3, 2, 2))}
    assert len(Block(7, cells)) == 3
    assert len(Block(0, {})) == 0


def test_the_contract_cannot_be_made_by_itself():
    """A source must say what it is called, its columns, how it was read, and its blocks."""
    with pytest.raises(TypeError, match="abstract"):
        Source()


def test_the_decimal_mark_is_a_point_unless_a_source_says_otherwise():
    """Sources without text need not speak of decimal marks."""

    class Nothing(Source):
        name, names, reading = "nothing", (), {}

        def blocks(self, rows=1):
            return iter(range(0, rows, rows))

    assert Nothing().decimal == "."
