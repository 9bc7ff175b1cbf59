"""The same run has the same bits: whole or in pieces, once or twice, from memory or from a file."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.engines import xla
from glassnet.engines.reference import ReferenceEngine
from glassnet.engines.xla import XlaEngine
from glassnet.program import layout
from glassnet.program.batches import Batch, Chosen

STEPS = 25
ENGINES = [ReferenceEngine, XlaEngine]


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.__name__)
def engine(request):
    """Each engine; XLA must promise exact bits, which one thread gives it."""
    made = request.param()
    assert getattr(made, "exact", True)
    return made


@pytest.fixture(scope="module", params=[1, 2], ids=["batch norm and dropout", "convolution"])
def problem(request, mixtures, draw_batch):
    """A program whose epochs end in a smaller batch, its rows and its first state."""
    program = mixtures[request.param].program("float32", batch_size=4)
    batch = draw_batch(program, mixtures[request.param].codes)
    return program, batch, layout.initial_state(program.experiment, program.input_shape)


def outcome(runner, pieces):
    """Return the digest and the losses after advancing by each of `pieces`."""
    losses = [runner.advance(steps, 0.01)["loss"] for steps in pieces]
    return runner.state().digest(), np.concatenate(losses).tolist()


@st.composite
def partitions(draw, total=STEPS):
    """Draw positive whole numbers that add up to `total`."""
    cuts = sorted(draw(st.sets(st.integers(1, total - 1))))
    return np.diff([0, *cuts, total]).tolist()


def test_the_number_of_steps_per_call_does_not_matter(engine, problem):
    """However a run is cut into calls, every bit of its state and losses is the same."""
    whole = outcome(engine.start(*problem), [STEPS])

    @settings(max_examples=8)
    @given(partitions())
    def held(pieces):
        assert outcome(engine.start(*problem), pieces) == whole

    held()


def test_windows_of_epochs_do_not_matter(mixtures, draw_batch, monkeypatch):
    """How many epochs XLA is given the order of at a time changes no bit."""
    program = mixtures[0].program("float32")
    given = (program, draw_batch(program, ()), layout.initial_state(program.experiment, (6,)))
    whole = outcome(XlaEngine().start(*given), [STEPS])
    monkeypatch.setattr(xla, "WINDOW_EPOCHS", 2)
    assert outcome(XlaEngine().start(*given), [1, STEPS - 1]) == whole


def test_the_same_run_twice(engine, problem):
    """The same program from the same state gives the same bits, in one process."""
    once, twice = (outcome(engine.start(*problem), [STEPS]) for _ in range(2))
    assert once == twice


def test_reset_goes_on_from_any_state(engine, problem):
    """Going back to an earlier state and on again gives the bits of the first time."""
    runner = engine.start(*problem)
    runner.advance(7, 0.01)
    middle = runner.state()
    end = outcome(runner, [STEPS - 7])
    runner.reset(middle)
    assert outcome(runner, [STEPS - 7]) == end


def test_a_state_moves_between_engines(problem):
    """What one engine hands over, the other takes and hands back, bit for bit."""
    reference, fast = (engine().start(*problem) for engine in ENGINES)
    fast.advance(5, 0.01)
    reference.reset(fast.state())
    assert reference.state().digest() == fast.state().digest()


@pytest.mark.parametrize("shuffle", [True, False], ids=["shuffled", "in order"])
def test_rows_from_a_mapped_file(engine, shuffle, mixtures, draw_batch, tmp_path, monkeypatch):
    """Rows that are read from a file as they are needed give the bits that rows in memory give."""
    program = mixtures[9].program("float32", batch_size=4, shuffle=shuffle)
    batch = draw_batch(program, ())
    stored = np.memmap(tmp_path / "rows", dtype="float32", mode="w+", shape=(15, 6))
    places = np.random.default_rng(0).permutation(15)[:10]
    stored[places] = batch.x
    state = layout.initial_state(program.experiment, program.input_shape)
    whole = outcome(engine.start(program, batch, state), [STEPS])
    mapped = Batch(Chosen(stored, places), batch.y, batch.weights)
    assert outcome(engine.start(program, mapped, state), [3, STEPS - 3]) == whole
    monkeypatch.setattr(xla, "BLOCK_BYTES", 1)  # one step at a time
    assert outcome(engine.start(program, mapped, state), [STEPS]) == whole


def test_weights_of_rows_are_followed(engine, mixtures, draw_batch):
    """A row of weight 0 might as well be absent: its values change no bit."""
    program = mixtures[0].program(batch_size=5)
    batch = draw_batch(program, ())
    state = layout.initial_state(program.experiment, program.input_shape)
    weights = np.ones(10)
    weights[3] = 0.0
    other = batch.x.copy()
    other[3] = 0.5
    one, two = (
        outcome(engine.start(program, Batch(x, batch.y, weights), state), [STEPS])
        for x in (batch.x, other)
    )
    assert one == two
