"""A table on its way into a run: which rows train, and what is said about it."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.data.memory import read_memory
from glassnet.ground.errors import UsageError
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.program.experiment import DataChoices, Experiment
from glassnet.run import table


def read(rows, **choices):
    """Return a table of so many rows: a number, and a target that follows from it."""
    x = np.linspace(0.0, 1.0, rows)
    source = read_memory({"x": x, "y": 2.0 * x + 0.1})
    return table.read(DataChoices(target=("y",), **choices), source, 0, "float32")


@pytest.mark.parametrize("rows", [2, 4, 19])
def test_a_tiny_table_is_not_divided(rows):
    """Below 20 rows all rows train, and a note says so with the number of rows."""
    found = read(rows)
    np.testing.assert_array_equal(found.split.train, np.arange(rows))
    assert len(found.split.validation) == len(found.split.test) == 0
    assert len(found.split.notes) == 1
    assert found.split.notes[0].startswith(f"{rows} rows are too few to hold any out")


def test_twenty_rows_are_divided():
    """From 20 rows on some are held out, and nothing needs to be said."""
    split = read(20).split
    assert (len(split.train), len(split.validation), len(split.test)) == (14, 2, 4)
    assert split.notes == ()


@pytest.mark.parametrize("choices", [{"test": 0.25}, {"validation": 0.5}])
def test_a_share_that_is_asked_for_is_held_out(choices):
    """A tiny table is divided as well, if somebody says how."""
    split = read(8, **choices).split
    assert len(split.test) == 2
    assert len(split.validation) > 0
    assert sorted([*split.train, *split.validation, *split.test]) == list(range(8))


def test_what_is_prepared_is_fitted_on_the_training_rows():
    """A tiny table is standardized by all its rows, for all of them train."""
    x, y = read(5).part(np.arange(5))
    np.testing.assert_allclose([x.mean(), x.std()], [0.0, 1.0], atol=1e-6)
    np.testing.assert_allclose([y.mean(), y.std()], [0.0, 1.0], atol=1e-6)


def test_a_batch_is_what_the_loss_takes():
    """The rows that are asked for come in order, the target with one column for each output."""
    found = read(6)
    experiment = Experiment(network=Network(Dense(1)), loss=MSE())
    batch = found.batch(experiment, np.array([3, 1]))
    np.testing.assert_array_equal(batch.x, found.rows.x[[3, 1]])
    np.testing.assert_array_equal(batch.y, np.asarray(found.rows.y)[[3, 1]].reshape(2, 1))


def test_a_table_without_a_target_asks_for_one():
    """Nobody knows what to predict in a table of one's own; the columns are named."""
    source = read_memory({"height": np.arange(30.0), "width": np.arange(30.0)})
    with pytest.raises(UsageError, match=r"say which column of .* to predict: height, width"):
        table.read(DataChoices(), source, 0, "float32")
