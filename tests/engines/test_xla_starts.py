"""Many starts side by side are the single runs, one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet.engines import xla_starts
from glassnet.engines.side_by_side import at, stacked, unstacked
from glassnet.engines.xla import XlaEngine
from glassnet.engines.xla_starts import XlaStarts
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.network import Network
from glassnet.program import layout

SEEDS = (1, 5, 9)
RATES = np.full(3, 0.05)


@pytest.fixture(scope="module")
def given(problem):
    """A problem with random masks, so that starts differ in more than their weights."""
    made = problem(learning_rate=0.05)
    network = Network(Dense(4), Dropout(0.3), Dense(2))
    made.program = replace(
        made.program, experiment=replace(made.program.experiment, network=network)
    )
    return made


def start(given, seed):
    """Return the program of that seed and its first state."""
    program = replace(given.program, experiment=replace(given.program.experiment, seed=seed))
    return program, layout.initial_state(program.experiment, program.input_shape)


def started(given) -> XlaStarts:
    """Return the starts of all seeds, before their first step."""
    programs, states = zip(*(start(given, seed) for seed in SEEDS), strict=True)
    return XlaStarts(programs, given.batch, stacked(states))


@pytest.fixture(scope="module")
def singles(given):
    """Return a runner of each seed by itself, after seven steps, and its columns."""
    runners = []
    for seed in SEEDS:
        program, state = start(given, seed)
        runner = XlaEngine().start(program, given.batch, state)
        runners.append((runner, runner.advance(7, 0.05)))
    return runners


@pytest.fixture(scope="module")
def together(given):
    """Return the starts side by side, after seven steps in two calls, and their columns."""
    starts = started(given)
    parts = [starts.advance(3, RATES), starts.advance(4, RATES)]
    return starts, {name: np.concatenate([p[name] for p in parts], axis=1) for name in parts[0]}


def test_each_start_is_the_single_run_of_its_seed(singles, together):
    """States, losses and rates agree to rounding: weights, orders and masks are the seed's own."""
    starts, columns = together
    states = unstacked(starts.states())
    for number, (state, (runner, alone)) in enumerate(zip(states, singles, strict=True)):
        for name, array in runner.state().flat().items():
            np.testing.assert_allclose(state.flat()[name], array, rtol=1e-11, atol=1e-13)
        for name, column in alone.items():
            np.testing.assert_allclose(columns[name][number], column, rtol=1e-11)


def test_starts_are_strangers(together):
    """No two seeds have a loss in common."""
    _, columns = together
    assert columns["loss"].shape == (3, 7)
    assert len(np.unique(columns["loss"])) == 21


def test_predictions_of_all_starts(singles, together):
    """Every start predicts the same rows, each with its own weights."""
    starts, _ = together
    x = np.random.default_rng(3).normal(size=(6, 3))
    expected = np.stack([runner.predict(x) for runner, _ in singles])
    np.testing.assert_allclose(starts.predict(x), expected, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("most", [12, 1 << 16])
def test_all_starts_are_evaluated_on_the_same_rows(given, singles, together, monkeypatch, most):
    """The losses and the answers of the single runs, with the rows in blocks or not."""
    monkeypatch.setattr(xla_starts, "BLOCK_ROWS", most)
    losses, predictions = together[0].evaluate(given.batch)
    for number, (runner, _) in enumerate(singles):
        loss, prediction = runner.evaluate(given.batch)
        assert losses[number] == pytest.approx(loss, rel=1e-11)
        np.testing.assert_allclose(predictions[number], prediction, rtol=1e-11, atol=1e-13)


def test_no_steps_change_nothing(given):
    """Zero steps are allowed: no columns, the same states."""
    starts = started(given)
    before = starts.states()
    assert starts.advance(0, RATES) == {}
    assert starts.states().digest() == before.digest()


def test_some_go_on_without_the_others(given, singles):
    """Two of three starts go on from where they were, and get where they would have got."""
    starts = started(given)
    starts.advance(3, RATES)
    states = starts.states()
    starts.reset([2, 0], stacked([at(states, 2), at(states, 0)]))
    starts.advance(4, RATES[:2])
    for found, number in zip(unstacked(starts.states()), (2, 0), strict=True):
        for name, array in singles[number][0].state().flat().items():
            np.testing.assert_allclose(found.flat()[name], array, rtol=1e-11, atol=1e-13)


def test_many_rows_go_forward_in_blocks(monkeypatch, singles, together):
    """Rows that are too many at once go forward some at a time; the answers are the same."""
    monkeypatch.setattr(xla_starts, "BLOCK_ROWS", 12)
    x = np.random.default_rng(3).normal(size=(10, 3))
    expected = np.stack([runner.predict(x) for runner, _ in singles])
    np.testing.assert_allclose(together[0].predict(x), expected, rtol=1e-11, atol=1e-13)
