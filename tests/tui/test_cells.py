"""Rows on the screen read as they do in the file."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from glassnet.data.memory import read_memory
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.program.experiment import DataChoices
from glassnet.run.table import Table, read
from glassnet.run.training import prepare
from glassnet.tui import cells
from glassnet.tui.cells import Cells

ROWS = 60


@pytest.fixture
def file(tmp_path):
    """Return a file of numbers and words, some of them missing, as it was written."""
    path = tmp_path / "trees.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["height", "kind", "age"])
        for k in range(ROWS):
            rows.writerow([f"{k / 7:.3f}", "" if k == 3 else ["oak, red", "樺"][k % 2], k * k])
    return path


def _table(file) -> Table:
    return prepare(Network(Dense(1)), str(file), target="age", kinds={"age": "number"}).table


def test_cells_are_those_of_the_file(file):
    """Every row's text is what a reader of the file finds, to the last zero."""
    found = Cells(_table(file))
    with file.open(newline="", encoding="utf-8") as stream:
        for number, row in enumerate(csv.DictReader(stream)):
            assert found.row(number) == row


def test_a_row_that_is_not_there_has_no_cells(file):
    """Before the first and after the last row there is nothing."""
    found = Cells(_table(file))
    assert found.row(-1) == found.row(ROWS) == {}


def test_a_small_table_is_read_once(file, monkeypatch):
    """However many rows are asked for, the file is opened for the first alone."""
    table, reads = _table(file), []
    blocks = type(table.source).blocks
    monkeypatch.setattr(
        type(table.source), "blocks", lambda self, *given: reads.append(1) or blocks(self, *given)
    )
    found = Cells(table)
    assert reads == []
    for number in range(ROWS):
        found.row(number)
    assert reads == [1]


def test_a_large_table_is_read_when_asked(file, monkeypatch):
    """A table that is not kept has cells only for who is ready to wait."""
    monkeypatch.setattr(cells, "KEPT", 10)
    found = Cells(_table(file))
    assert found.row(7) == {}
    assert found.row(7, fetch=True) == {"height": "1.000", "kind": "樺", "age": "49"}


def test_a_file_that_is_gone_has_no_cells(file):
    """The dashboard goes on when its file was taken away."""
    found = Cells(_table(file))
    file.unlink()
    assert found.row(0) == found.row(0, fetch=True) == {}


def test_images_are_no_text():
    """A column of arrays is left out; the rest of its row is there, typed cells as text."""
    columns = {"image": np.zeros((5, 2, 2)), "weight": np.arange(5) / 2, "kind": np.arange(5) % 2}
    table = read(DataChoices(target=("kind",)), read_memory(columns), 0, "float32")
    assert Cells(table).row(3) == {"weight": "1.5", "kind": "1"}
    alone = {"image": np.zeros((5, 2, 2)), "kind": np.arange(5) % 2}
    table = read(DataChoices(target=("kind",)), read_memory(alone), 0, "float32")
    assert Cells(table).row(2) == {"kind": "0"}
