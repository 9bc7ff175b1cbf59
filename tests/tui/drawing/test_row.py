"""The row on the screen is the row of the table, and what was prepared of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare
from glassnet.tui.cells import Cells
from glassnet.tui.drawing.numbers import short
from glassnet.tui.drawing.row import draw_row
from glassnet.tui.palette import DARK
from tests.tui.sights import (
    digits_run,
    iris_run,
    many_sights,
    maps_run,
    mixed_run,
    numbers_run,
    sight_of,
)


def _plain(sight, width=100, height=20):
    return "\n".join(text.plain for text in draw_row(sight, width, height, DARK))


@given(many_sights(), st.integers(20, 130), st.integers(3, 40), st.booleans())
@settings(max_examples=60)
def test_every_row_fits(sight, width, height, with_cells):
    """No line is wider than the panel, whatever the network, the table and the moment."""
    if with_cells:
        number = int(sight.look.rows[sight.row])
        cells = Cells(sight.table).row(number)
        sight = sight_of_same(sight, cells)
    lines = draw_row(sight, width, height, DARK)
    assert lines
    assert all(text.cell_len <= width for text in lines)


def sight_of_same(sight, cells):
    """Return the same sight with the row's cells."""
    return type(sight)(
        sight.moment, sight.look, sight.table, sight.row, sight.operation, sight.selection, cells
    )


@pytest.mark.parametrize("row", [0, 7, 15])
def test_cells_stand_beside_what_was_prepared(row):
    """Each column is there by name, as it was written, and as the network takes it."""
    run = iris_run()
    number = int(run.look().rows[row])
    cells = Cells(run.table).row(number)
    told = _plain(sight_of(run, row=row, cells=cells))
    x = run.look().batch.x[row]
    for name, value in zip(run.table.preparation.names, x, strict=True):
        line = next(line for line in told.splitlines() if name in line)
        assert line.split()[-3:] == [name, cells[name], short(float(value)).strip()]
    assert f"row {number:>3}" in told
    assert f"line {number + 2} of iris" in told


def test_without_cells_they_are_worked_out():
    """In a table too large to be kept, a cell is the prepared number in its own unit again."""
    run = numbers_run()
    number = int(run.look().rows[0])
    cells, told = Cells(run.table).row(number), _plain(sight_of(run, row=0))
    for column in run.table.preparation.inputs:
        line = next(line for line in told.splitlines() if f" {column.name} " in line)
        assert float(line.split()[-2]) == pytest.approx(float(cells[column.name]), rel=1e-3)


def test_all_kinds_of_columns_are_told():
    """Words, missing numbers and codes read as what they were, with and without their cells."""
    run = mixed_run()
    for row, number in enumerate(run.look().rows):
        cells = Cells(run.table).row(int(number))
        told = _plain(sight_of(run, row=row))
        assert ("missing" in told) == (cells[r"weight\x1b in kg"] == "")
        assert cells["樺の色"][:5] in told
        assert r"weight\x1b in kg" in told


def test_an_image_is_a_picture():
    """A row that is an image is drawn, laid flat or not; its pixels' names are not listed."""
    for run in (digits_run(), maps_run()):
        told = _plain(sight_of(run))
        assert "▀" in told
        assert "[0, 1]" not in told


def test_numbered_columns_are_a_picture():
    """Columns pixel1 … pixel25 are an image of 5×5, where they are all numbers; others are none."""
    x = np.random.default_rng(0).random((30, 25))
    columns = {f"pixel{k + 1}": x[:, k] for k in range(25)}
    y = {"kind": np.array(["a", "b"], dtype=object)[np.arange(30) % 2]}
    run = prepare(Network(Dense(2)), {**columns, **y}, target="kind", engine="reference")
    assert "▀" in _plain(sight_of(run))
    columns = {f"{'pq'[k % 2]}{k + 1}": x[:, k] for k in range(25)}
    run = prepare(Network(Dense(2)), {**columns, **y}, target="kind", engine="reference")
    assert "▀" not in _plain(sight_of(run))


def test_a_row_beyond_a_shorter_batch_is_its_last():
    """The last batch of an epoch may be shorter: its last row is shown."""
    run = iris_run()
    assert _plain(sight_of(run, row=99)) == _plain(sight_of(run, row=15))
