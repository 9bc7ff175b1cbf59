"""Lines of `In; 1; 1; Expected; 0` are examples of numbers and what is expected of them."""

from __future__ import annotations

import pytest

from glassnet.data.sources import open_source
from glassnet.ground.errors import DataError

XOR = "In; 1; 1; Expected; 0\nIn; 1; 0; Expected; 1\nIn; 0; 1; Expected; 1\nIn; 0; 0; Expected; 0"


@pytest.mark.parametrize("rows", [1, 3, 100])
def test_the_exclusive_or_is_read(tmp_path, rows):
    """Two inputs and one output a line, by content and in blocks of any size."""
    (tmp_path / "training_data.txt").write_text(XOR)
    source = open_source(tmp_path / "training_data.txt")
    blocks = list(source.blocks(rows))
    assert source.names == ("in 1", "in 2", "expected")
    assert [int(line) for block in blocks for line in block.lines] == [1, 2, 3, 4]
    assert [cell for block in blocks for cell in block.cells["expected"]] == ["0", "1", "1", "0"]
    assert [cell for block in blocks for cell in block.cells["in 1"]] == ["1", "1", "0", "0"]
    assert "Expected" in source.reading["format"]


def test_several_outputs_are_numbered(tmp_path):
    """More than one expected number gives as many columns; blank lines are skipped."""
    (tmp_path / "a.txt").write_text("\nIn; 1.5; Expected; 0; 1\r\n\r\nIn;2;Expected;;0\r\n")
    (block,) = open_source(tmp_path / "a.txt").blocks()
    assert {name: list(cells) for name, cells in block.cells.items()} == {
        "in 1": ["1.5", "2"],
        "expected 1": ["0", None],
        "expected 2": ["1", "0"],
    }


@pytest.mark.parametrize("line", ["In; 1; Expected; 1", "Out; 1; 1; Expected; 1", "In; 1; 2; 3"])
def test_an_uneven_line_is_placed(tmp_path, line):
    """A line that is no such example is named with its number and its text."""
    (tmp_path / "a.txt").write_text(f"{XOR}\n{line}\n")
    with pytest.raises(DataError, match=rf'a\.txt, line 5: "{line}" should hold'):
        list(open_source(tmp_path / "a.txt").blocks())
