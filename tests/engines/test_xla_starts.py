"""Many starts side by side are the single runs, one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet.engines.xla import XlaEngine
from glassnet.engines.xla_starts import XlaStarts
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.network import Network
from glassnet.program import layout

SEEDS = (1, 5, 9)


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
    states = [start(given, seed)[1] for seed in SEEDS]
    starts = XlaStarts(given.program, given.batch, SEEDS, states)
    parts = [starts.advance(3), starts.advance(4)]
    return starts, {name: np.concatenate([p[name] for p in parts], axis=1) for name in parts[0]}


def test_each_start_is_the_single_run_of_its_seed(singles, together):
    """States, losses and rates agree to rounding: weights, orders and masks are the seed's own."""
    starts, columns = together
    for number, (state, (runner, alone)) in enumerate(zip(starts.states(), singles, strict=True)):
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


def test_no_steps_change_nothing(given):
    """Zero steps are allowed: no columns, the same states."""
    states = [start(given, seed)[1] for seed in SEEDS]
    starts = XlaStarts(given.program, given.batch, SEEDS, states)
    assert starts.advance(0) == {}
    assert [s.digest() for s in starts.states()] == [s.digest() for s in states]
