"""The usual settings: what a table of so many rows gets when nobody says otherwise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.nn.activations import Tanh
from glassnet.nn.adam import AdamW
from glassnet.nn.category_embedding import CategoryEmbedding
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.program import batches
from glassnet.program.experiment import EarlyStopping
from glassnet.program.targets import Targets
from glassnet.run import automatic
from glassnet.run.training import prepare

NUMBER = Targets("regression", 1)


def usual(rows, **given):
    """Return the experiment of a network with one output on so many training rows."""
    return automatic.experiment(Network(Dense(1)), NUMBER, rows, given)


@settings(max_examples=50, deadline=None)
@given(rows=st.integers(1, 100_000), size=st.none() | st.integers(1, 500))
def test_every_table_gets_updates_enough(rows, size):
    """Whatever the table and the batch, there are 200 epochs or more, and 2,000 updates or more."""
    chosen = {} if size is None else {"batch_size": min(size, rows)}
    experiment = usual(rows, **chosen)
    steps = batches.plan(experiment, rows).steps_per_epoch
    assert experiment.epochs >= 200
    assert steps * experiment.epochs >= 2_000
    assert steps * (experiment.epochs - 1) < 2_000 or experiment.epochs == 200
    patience = experiment.early_stopping.patience
    assert patience >= 20
    assert steps * patience >= 500


@settings(max_examples=50, deadline=None)
@given(rows=st.integers(1, 10**8), rate=st.floats(1e-38, 1e38))
def test_weights_shrink_by_a_thousandth_at_most(rows, rate):
    """η·λ is never above 0.001 and λ never above 1; in a large table both fall as 1 / rows."""
    decay = usual(rows, learning_rate=rate).weight_decay
    assert 0.0 <= decay <= 1.0
    assert rate * decay <= 0.001 * (1 + 1e-9)
    assert usual(10 * rows, learning_rate=rate).weight_decay <= decay
    if rows >= 320:
        np.testing.assert_allclose(
            usual(10 * rows, learning_rate=rate).weight_decay, decay / 10, rtol=1e-9
        )


def test_a_full_batch_is_one_update_an_epoch():
    """With all rows in one batch a small table gets 2,000 epochs and patience for 500."""
    experiment = usual(100, batch_size=None)
    assert (experiment.epochs, experiment.early_stopping.patience) == (2_000, 500)


def test_what_was_said_counts():
    """A setting that was given is kept, whatever the table."""
    given = {"epochs": 3, "weight_decay": 0.5, "loss": MSE(reduction="sum")}
    given |= {"early_stopping": EarlyStopping(patience=2), "optimizer": SGD(), "batch_size": 4}
    experiment = usual(10, **given)
    assert {name: getattr(experiment, name) for name in given} == given


def test_who_chooses_an_optimizer_gets_its_rule_alone():
    """Beside a chosen optimizer nothing shrinks the weights; beside a chosen rate alone they do."""
    assert usual(100, optimizer=SGD()).weight_decay == 0.0
    assert usual(100, optimizer=AdamW()).weight_decay == 0.0
    assert usual(100, learning_rate=0.01).weight_decay == 0.1


def test_the_usual_network_fits_every_kind_of_row():
    """Images become flat, codes get vectors, and each hidden layer its activation and dropout."""
    kinds = [type(layer).__name__ for layer in automatic.network((8, 8, 1), (), 3).layers]
    assert kinds == ["Flatten", "Dense", "ReLU", "Dense"]
    coded = automatic.network((4,), (5, 2), 3, hidden=(6, 7), activation=Tanh(), dropout=0.5)
    assert isinstance(coded.layers[0], CategoryEmbedding)
    kinds = [type(layer).__name__ for layer in coded.layers[1:]]
    assert kinds == ["Dense", "Tanh", "Dropout", "Dense", "Tanh", "Dropout", "Dense"]
    assert [layer.units for layer in coded.layers if isinstance(layer, Dense)] == [6, 7, 3]


@pytest.mark.parametrize("name", ["xor", "captcha"])
def test_a_tiny_table_is_learned_by_heart(name):
    """With the usual settings every row of a table of a few rows gets its class."""
    run = prepare(None, name, engine="reference")
    run.finish()
    assert run.step == 2_000
    prediction = run.predict(run.training.x)
    assert run.table.targets.score(np, run.experiment.loss, prediction, run.training.y) == 1.0
