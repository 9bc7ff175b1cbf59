"""What the columns of a row become."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from glassnet.data.sources import open_source
from glassnet.ground.errors import UsageError
from glassnet.lab.explain.notation import Plain
from glassnet.lab.explain.row import input_names, output_names, row_lines, row_of
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare

FRAME = pd.DataFrame(
    {
        "length": [1.4, 2.0, None, 3.5, 4.0, 5.0, 6.5, 1.0],
        "color\x1b[1m": ["red", "blue", "green", "red", "blue", "green", "red", "blue"],
        "known": [True, False, True, True, False, True, False, False],
        "kind": ["a", "b", "a", "b", "a", "b", "a", "b"],
    }
)


@pytest.fixture
def run():
    """Return a run on a table with numbers, words, yes and no, and a missing cell."""
    return prepare(
        Network(Dense(2)), FRAME, target="kind", test=0.0, validation=0.0, dtype="float64"
    )


def lines(run, row):
    """Return every input of a row."""
    prepared = run.table.rows.x[row]
    every = list(np.ndindex(prepared.shape))
    block = row_of(run.table.source, row)
    return row_lines(run.table.preparation, block, ".", prepared, every)


@pytest.mark.parametrize("row", range(8))
def test_every_input_comes_to_what_the_network_takes(run, arithmetic, row):
    """Scaled numbers, one-hot words and marks for missing cells: a reader computes each x."""
    for line in lines(run, row):
        assert arithmetic(Plain(17).write(line.worked)) == pytest.approx(line.value, rel=1e-12)


def test_a_number_is_told_with_its_scaling(run):
    """length = 1.4 is (1.4 − center) / scale."""
    first = lines(run, 0)[0]
    assert first.note == "length = 1.4"
    assert Plain(4).write(first.worked).startswith("(1.4 − ")


def test_a_missing_number_is_said_to_be_missing(run):
    """The mean of the training rows stands for it."""
    assert lines(run, 2)[0].note.startswith("length is missing")
    assert lines(run, 2)[0].value == pytest.approx(0.0, abs=1e-12)


def test_names_are_fit_to_print(run):
    """No control character of a column's name comes through."""
    assert all(name.isprintable() for name in input_names(run.table.preparation))
    assert all(line.note.isprintable() for line in lines(run, 0))
    assert output_names(run.table.preparation) == ("a", "b")


@pytest.mark.parametrize("row", [-1, 8])
def test_a_row_that_is_not_there_is_refused(row):
    """The row and the number of rows are named."""
    with pytest.raises(UsageError, match=f"row {row}"):
        row_of(open_source(FRAME), row)


def test_a_pixel_is_told_by_its_place():
    """An image's inputs are its pixels."""
    images = np.random.default_rng(0).random((6, 4, 4))
    from glassnet.nn.shape import Flatten

    run = prepare(Network(Flatten(), Dense(2)), images, np.arange(6) % 2 == 0, test=0.0,
                  validation=0.0, dtype="float64")  # fmt: skip
    told = lines(run, 1)
    assert told[5].note == f"{run.table.preparation.names[5]} = {images[1, 1, 1]:g}"
