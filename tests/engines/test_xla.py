"""The fast engine: one compiled program for a whole run, and nothing of JAX's settings touched."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from glassnet.engines import xla, xla_programs
from glassnet.engines.xla import XlaEngine
from glassnet.program.batches import Batch, Chosen


@pytest.fixture
def compilations(monkeypatch):
    """Return a list that grows by what is compiled from here on."""
    made = []

    class Noted(dict):
        def __setitem__(self, key, value):
            made.append(key[0].__name__)
            super().__setitem__(key, value)

    monkeypatch.setattr(xla_programs, "_COMPILED", Noted())
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


def test_blocks_of_predictions_share_a_program(compilations, problem, monkeypatch):
    """The last block is padded to the size of the others."""
    monkeypatch.setattr(xla, "PREDICT_ROWS", 4)
    problem().start(XlaEngine()).predict(np.zeros((11, 3)))
    assert compilations == ["forward_one"]


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
