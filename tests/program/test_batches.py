"""The rows of a step follow from the seed and the step alone; every epoch sees every row once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import DataError, UsageError
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.program.batches import Batch, Chosen, Plan, orders, plan, rows_of_step
from glassnet.program.experiment import Experiment


def experiment(batch_size, seed=0, **fields):
    """Return an experiment of which only the batches matter."""
    return Experiment(Network(Dense(1)), MSE(), batch_size=batch_size, seed=seed, **fields)


@st.composite
def cuts(draw):
    """Draw a number of rows and a batch size that fits it, or None."""
    rows = draw(st.integers(1, 60))
    return rows, draw(st.none() | st.integers(1, rows))


@given(cut=cuts(), seed=st.integers(0, 2**64 - 1), epoch=st.integers(0, 5), shuffle=st.booleans())
@settings(max_examples=60)
def test_an_epoch_sees_every_row_once(cut, seed, epoch, shuffle):
    """The batches of an epoch are a permutation of the rows, each as large as planned."""
    rows, batch_size = cut
    described = experiment(batch_size, seed, shuffle=shuffle)
    planned = plan(described, rows)
    first = epoch * planned.steps_per_epoch
    batches = [rows_of_step(described, rows, first + i) for i in range(planned.steps_per_epoch)]
    assert sorted(np.concatenate(batches)) == list(range(rows))
    sizes = [len(batch) for batch in batches]
    assert sizes == [planned.batch_size] * planned.full + [planned.rest] * (planned.rest > 0)


@given(cut=cuts(), seed=st.integers(0, 2**64 - 1), step=st.integers(0, 200))
@settings(max_examples=60)
def test_rows_are_a_pure_function_of_the_step(cut, seed, step):
    """Asking again, after other steps, or for several epochs together gives the same rows."""
    rows, batch_size = cut
    described = experiment(batch_size, seed)
    before = rows_of_step(described, rows, step)
    rows_of_step(described, rows, step + 1)
    assert np.array_equal(rows_of_step(described, rows, step), before)
    planned = plan(described, rows)
    epoch, position = divmod(step, planned.steps_per_epoch)
    together = orders(described, rows, 0, epoch + 2)[epoch]
    start = position * planned.batch_size
    assert np.array_equal(together[start : start + planned.batch_size], before)


def test_epochs_and_seeds_have_orders_of_their_own():
    """Two epochs, or two seeds, see the rows in different orders; the batch size has no say."""
    first = orders(experiment(4), 50, 0, 3)
    assert len({tuple(order) for order in first}) == 3
    assert not np.array_equal(first, orders(experiment(4, seed=1), 50, 0, 3))
    assert np.array_equal(first, orders(experiment(7), 50, 0, 3))


def test_without_shuffling_rows_keep_their_order():
    """With shuffle=False the rows come as they are, in every epoch."""
    described = experiment(3, shuffle=False)
    seen = [list(rows_of_step(described, 7, step)) for step in range(4)]
    assert seen == [[0, 1, 2], [3, 4, 5], [6], [0, 1, 2]]


def test_a_first_row_is_equally_likely():
    """Over many epochs every row comes first about as often as any other (χ² test)."""
    first = orders(experiment(1, seed=3), 10, 0, 5000)[:, 0]
    found = np.bincount(first, minlength=10)
    # The 99.9 % quantile of χ² with 9 degrees of freedom is 27.9.
    assert np.sum((found - 500.0) ** 2 / 500.0) < 27.9


def test_plans():
    """A plan counts whole batches, the rest and the steps of an epoch."""
    assert plan(experiment(4), 10) == Plan(10, 4)
    assert (Plan(10, 4).full, Plan(10, 4).rest, Plan(10, 4).steps_per_epoch) == (2, 2, 3)
    assert (Plan(8, 4).full, Plan(8, 4).rest, Plan(8, 4).steps_per_epoch) == (2, 0, 2)
    assert plan(experiment(None), 10) == Plan(10, 10)


def test_what_does_not_fit_is_refused():
    """A batch larger than the table is a mistake of the experiment, an empty table one of data."""
    with pytest.raises(UsageError, match="at most the 10 training rows, got 11"):
        plan(experiment(11), 10)
    for batch_size in (None, 1):
        with pytest.raises(DataError, match="got 0 training rows"):
            plan(experiment(batch_size), 0)


def test_a_batch_takes_rows():
    """Rows of x, y and weights go together, in the order asked for."""
    batch = Batch(np.arange(12).reshape(4, 3), np.arange(4), np.arange(4) * 10)
    taken = batch.take(np.array([2, 0, 2]))
    assert taken.rows == 3
    assert np.array_equal(taken.x[:, 0], [6, 0, 6])
    assert np.array_equal(taken.y, [2, 0, 2])
    assert np.array_equal(taken.weights, [20, 0, 20])
    assert Batch(batch.x, batch.y).take(np.array([1])).weights is None


@given(chosen=st.lists(st.integers(0, 9), min_size=1, max_size=8), data=st.data())
@settings(max_examples=40)
def test_chosen_rows_are_those_of_a_copy(chosen, data):
    """Rows fetched later are the rows that a copy made now would have."""
    whole = np.arange(30).reshape(10, 3)
    later, copy = Chosen(whole, np.array(chosen)), whole[chosen]
    asked = data.draw(st.lists(st.integers(0, len(chosen) - 1), max_size=5))
    assert later.shape == copy.shape
    assert len(later) == len(copy)
    assert np.array_equal(later[np.array(asked, dtype=int)], copy[np.array(asked, dtype=int)])
    assert np.array_equal(later[1:3], copy[1:3])
