"""What a run keeps of its past is counted, and never is more than it says."""

from __future__ import annotations

import tracemalloc

import pytest

from glassnet.program.probes import WeightNorm
from glassnet.run import snapshots
from glassnet.run.evaluation import Evaluation
from glassnet.run.memory import Memory, in_units


def test_it_counts_the_bytes_that_are_there(made):
    """The states by their arrays, the history by its columns, which have room to grow."""
    run = made(probes=(WeightNorm(),))
    run.advance(20)
    kept = run._timeline.snapshots
    arrays = [a for step in kept.steps for a in kept.nearest(step).flat().values()]
    assert run.memory.states == sum(a.nbytes for a in arrays)
    columns = len(run.history) * 1024 * 8
    assert run.memory.history == columns + run.history.evaluations.memory + run._epochs.memory
    assert len(run.history) == 2 + 4


@pytest.mark.parametrize("limit", [1, 2_000, 1 << 20])
def test_it_never_goes_beyond_its_limits(made, limit, monkeypatch):
    """However long the run, and however little memory is allowed; two states need their place."""
    run = made(epochs=1_100, probes=(WeightNorm(),))
    monkeypatch.setattr(run._timeline.snapshots, "memory_limit", limit)
    for _ in range(11):
        run.advance(300)
        states, states_limit, history, history_limit = run.memory[:4]
        assert 0 < states <= states_limit
        assert 0 < history <= history_limit
    assert run.step == run.last_step == 3_300
    assert states_limit <= max(limit, 2 * states)


def test_a_million_epochs_take_what_is_told(made):
    """What the epochs came to is counted as the interpreter counts it, and stays small."""
    run, epochs = made(epochs=1_000_000), 8_000
    tracemalloc.start()
    try:
        before, counted = tracemalloc.get_traced_memory()[0], run.memory.history
        for epoch in range(1, epochs + 1):
            found = Evaluation(epoch * 3, epoch, 1.0 / epoch, 0.1, 2.0 / epoch, 0.5)
            run.history.evaluations.append(found)
            run._epochs._add(found)
        taken = tracemalloc.get_traced_memory()[0] - before
        told = run.memory.history - counted
    finally:
        tracemalloc.stop()
    # What else the validation leaves behind: the best state, and caches.
    assert epochs * 80 < told
    assert abs(taken - told) < 0.1 * told + 50_000
    assert run.memory.history_limit == 2 * (16 * 3_000_000 + (50 + 48) * 1_000_000)


def test_the_limit_is_the_one_that_holds(made):
    """What is told is what the snapshots obey."""
    assert made().memory.states_limit == snapshots.MEMORY_LIMIT


def test_it_is_told_in_words(made):
    """On the page that a notebook shows."""
    run = made()
    assert str(Memory(2_400_000, 268_435_456, 999, 1_000)) == (
        "states 2.4 MB of at most 268 MB, history 999 B of at most 1 kB"
    )
    assert f"<td>memory</td><td>{run.memory}</td>" in run._repr_html_()


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, "0 B"), (999, "999 B"), (1_000, "1 kB"), (999_700, "1 MB"), (5 * 10**13, "5e+04 GB")],
)
def test_bytes_have_the_unit_that_suits_them(count, told):
    """Three digits, and never a thousand of a smaller unit."""
    assert in_units(count) == told
