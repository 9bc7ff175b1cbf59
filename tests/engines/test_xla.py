"""The fast engine: one compiled program for a whole run, and nothing of JAX's settings touched."""

from __future__ import annotations

import gc
from collections import OrderedDict

import jax
import numpy as np
import pytest

from glassnet.engines import xla, xla_compiled
from glassnet.engines.xla import XlaEngine
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.initializers import Constant, Normal, Zeros
from glassnet.nn.network import Network
from glassnet.nn.schedules import Plateau
from glassnet.nn.smooth_schedules import Cosine
from glassnet.program import step
from glassnet.program.batches import Batch, Chosen


@pytest.fixture
def compilations(monkeypatch):
    """Return a list that grows by what is compiled from here on."""
    made = []

    class Noted(OrderedDict):
        def __setitem__(self, key, value):
            made.append(key[0].__name__)
            super().__setitem__(key, value)

    monkeypatch.setattr(xla_compiled, "_COMPILED", Noted())
    return made


def test_one_program_runs_every_length_seed_and_rate(compilations, problem):
    """The number of steps, the learning rate and the seed are arguments, not reasons to compile."""
    problem().start(XlaEngine()).advance(4, 0.1)
    assert compilations == ["advance_one"]
    runner = problem(seed=2, learning_rate=0.5).start(XlaEngine())
    for steps in (1, 2, 9):
        runner.advance(steps, 0.3)
    assert compilations == ["advance_one"]


def test_another_seed_is_another_run(problem):
    """A compiled program that is shared still gives each seed its own rows and masks."""
    one, other = (
        problem(seed=seed).start(XlaEngine()).advance(6, 0.1)["loss"].tolist() for seed in (1, 2)
    )
    assert one != other


def test_a_start_a_schedule_at_rest_and_epochs_are_no_reasons_to_compile(compilations, problem):
    """A step asks for none of how weights started, how long the run is, or a rate that stays."""
    problem().start(XlaEngine()).advance(4, 0.1)
    normal = Dense(4, weights=Normal(0.1), bias_start=Constant(1.0))
    network = Network(normal, Tanh(), Network(Dense(2, weights=Zeros())))
    flat = Network(*network.layers[:2], *network.layers[2].layers)
    for changes in ({"network": flat}, {"epochs": 9}, {"schedule": Plateau()}):
        problem(**changes).start(XlaEngine()).advance(4, 0.1)
    assert compilations == ["advance_one"]
    for changes in ({"network": network}, {"schedule": Cosine()}):
        problem(**changes).start(XlaEngine()).advance(4, 0.1)
    assert compilations == ["advance_one"] * 3


@pytest.mark.parametrize("rows", [5, 6, 8, 21, 24])
def test_few_numbers_of_rows_compile(compilations, problem, monkeypatch, rows):
    """Blocks are padded to multiples of eight, and the answers are those of as many rows."""
    monkeypatch.setattr(step, "BLOCK_ROWS", 16)
    given = problem()
    runner = given.start(XlaEngine())
    x = np.random.default_rng(rows).normal(size=(rows, 3))
    runner.predict(np.zeros((24, 3)))
    assert compilations == ["forward_one"] * 2  # of 16 and of 8 rows
    expected = step.predict(np, given.program, given.state, x)
    np.testing.assert_allclose(runner.predict(x), expected, rtol=1e-12)
    assert compilations == ["forward_one"] * 2


@pytest.mark.parametrize("rows, padded", [(0, 8), (1, 8), (130, 144), (614, 640), (1025, 1152)])
def test_few_rows_more_are_computed_than_asked_for(compilations, problem, rows, padded):
    """At most an eighth of many rows, so that a look at them costs what they cost."""
    runner = problem().start(XlaEngine())
    assert runner.predict(np.zeros((rows, 3))).shape[0] == rows
    runner.predict(np.zeros((padded, 3)))
    assert compilations == ["forward_one"]


def test_programs_that_nobody_calls_are_let_go(compilations, problem, monkeypatch):
    """However many different networks learn in a process, few of their programs stay in memory."""
    monkeypatch.setattr(xla_compiled, "KEPT", 3)
    client = jax.devices()[0].client
    gc.collect()
    before = len(client.live_executables())
    for units in range(8):
        network = Network(Dense(units + 1), Tanh(), Dense(2))
        problem(network=network).start(XlaEngine()).predict(np.zeros((1, 3)))
    gc.collect()
    assert len(compilations) == 8
    assert len(xla_compiled._COMPILED) == 3
    assert len(client.live_executables()) <= before + 3


def test_the_program_called_last_is_kept(compilations, problem, monkeypatch):
    """It is the one that was not called for longest that is compiled again."""
    monkeypatch.setattr(xla_compiled, "KEPT", 2)
    for units in (1, 2, 1, 3, 1, 2):
        network = Network(Dense(units), Tanh(), Dense(2))
        problem(network=network).start(XlaEngine()).advance(1, 0.1)
    assert len(compilations) == 4


def test_what_was_given_may_change(problem):
    """The state belongs to who gave it: changing it afterwards changes no run."""
    given = problem()
    state = given.state
    runner = XlaEngine().start(given.program, given.batch, state)
    for name in state.params:
        state.params[name][...] = 7.0
    assert runner.state().digest() == given.state.digest()


def test_a_mapped_file_is_read_by_blocks(problem, monkeypatch):
    """Only the rows of the coming steps are fetched, a bounded number at a time."""
    given = problem()
    fetched = []

    class Whole(np.ndarray):
        def __getitem__(self, rows):
            fetched.append(len(rows))
            return np.asarray(super().__getitem__(rows))

    whole = given.batch.x.view(Whole)
    given.batch = Batch(Chosen(whole, np.arange(10)), given.batch.y)
    monkeypatch.setattr(xla, "BLOCK_BYTES", 2 * 4 * 3 * 8)  # two steps of four rows of 3 × 8 bytes
    given.start(XlaEngine()).advance(6, 0.1)
    assert fetched == [8, 8, 8, 8]  # two epochs of three steps, in blocks of two


def test_rows_of_a_mapped_file_are_predicted_like_rows_in_memory(problem):
    """Validation rows may lie in a file, too: the same bits come out."""
    given = problem()
    runner = given.start(XlaEngine())
    chosen = Chosen(given.batch.x, np.arange(3, 8))
    np.testing.assert_array_equal(runner.predict(chosen), runner.predict(given.batch.x[3:8]))


def test_the_switch_for_64_bits_stays(problem):
    """A float64 run leaves JAX's process-wide precision as it was, and its default dtype."""
    before = jax.config.jax_enable_x64
    runner = problem(dtype="float64").start(XlaEngine())
    assert runner.advance(2, 0.1)["loss"].dtype == np.float64
    assert jax.config.jax_enable_x64 == before
    assert jax.numpy.zeros(1).dtype == ("float64" if before else "float32")
