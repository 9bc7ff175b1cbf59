"""Starts beside each other: each is what it would be alone, whatever becomes of the others."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.engines.side_by_side import SideBySide
from glassnet.ground.errors import DivergedError
from glassnet.nn.activations import Tanh
from glassnet.nn.adam import Adam
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.nn.schedules import Plateau
from glassnet.program.experiment import EarlyStopping
from glassnet.run import together
from glassnet.run.starts import Starts
from glassnet.run.training import train

RNG = np.random.default_rng(5)
X = RNG.normal(size=(40, 3))
Y = np.sin(X[:, 0]) + 0.3 * RNG.normal(size=40)
NETWORK = Network(Dense(6), Tanh(), Dense(1))
SETTINGS = {
    "test": 0.0,
    "validation": 0.25,
    "batch_size": 8,
    "dtype": "float64",
    "optimizer": Adam(),
    "learning_rate": 0.05,
    "epochs": 25,
    "early_stopping": EarlyStopping(patience=4),
    "seed": 3,
}
ENGINES = pytest.mark.parametrize("engine", ["reference", "xla"])


def starts(**changes) -> Starts:
    """Train three starts, or as `changes` say."""
    return train(NETWORK, X, Y, **{"starts": 3, **SETTINGS, **changes})


def alone(seed: int, **changes):
    """Train one of them by itself, with NumPy, on the rows of the first."""
    settings = {**SETTINGS, **changes, "seed": seed, "split_seed": 3, "engine": "reference"}
    return train(NETWORK, X, Y, **settings)


def assert_same(found: Starts, number: int, run) -> None:
    """Compare a start with a run: its end, its best weights, its losses, its evaluation."""
    assert found.ends[number] == run.step
    assert int(found.states[number].step) == int(run.best_state.step)
    for name, array in run.best_state.flat().items():
        np.testing.assert_allclose(found.states[number].flat()[name], array, rtol=1e-9, atol=1e-12)
    kept = found.steps < run.step
    losses = run.history["loss"][found.steps[kept]]
    np.testing.assert_allclose(found.losses[number, kept], losses, rtol=1e-9)
    assert np.isnan(found.losses[number, ~kept]).all()
    best = run.history.evaluations[run.best_state.step // run.program.plan.steps_per_epoch - 1]
    assert found.validation_losses[number] == pytest.approx(best.validation_loss, rel=1e-9)
    assert found.scores[number] == pytest.approx(best.score, rel=1e-9)


@ENGINES
def test_each_stops_early_by_itself(engine):
    """Early stopping ends each start where it would end alone, with the best weights it had."""
    found = starts(engine=engine)
    assert len(set(found.ends)) > 1
    assert found.ends.min() < found.run.program.total_steps
    for number, seed in enumerate(found.seeds):
        assert_same(found, number, alone(seed))
    assert found.best == np.argmin(found.validation_losses)


@ENGINES
def test_each_is_on_its_own_plateau(engine):
    """A plateau lowers the rate of a start when its own validation loss says so."""
    plateau = {"schedule": Plateau(decay=0.3, patience=1), "early_stopping": None, "epochs": 12}
    found = starts(engine=engine, **plateau)
    for number, seed in enumerate(found.seeds):
        run = alone(seed, **plateau)
        assert run.experiment.learning_rate < 0.05
        assert_same(found, number, run)


@ENGINES
def test_one_that_diverges_stops_nobody(engine):
    """The second start has a rate that is far too large; the first and third are as ever."""
    rates = {"learning_rate": [0.05, 1e30, 0.02], "optimizer": SGD()}
    found = starts(engine=engine, **rates)
    assert found.diverged.tolist() == [False, True, False]
    with pytest.raises(DivergedError) as told:
        alone(4, learning_rate=1e30, optimizer=SGD())
    assert 0 < found.ends[1] <= told.value.step
    assert np.isnan(found.outputs[1]).all()
    assert np.isnan(found.losses[1, found.steps >= found.ends[1]]).all()
    assert_same(found, 0, alone(3, learning_rate=0.05, optimizer=SGD()))
    assert_same(found, 2, alone(5, learning_rate=0.02, optimizer=SGD()))


def test_a_start_whose_last_update_is_not_finite_diverged():
    """The losses are finite to the last, but not the weights that they led to."""
    one = {"epochs": 1, "batch_size": None, "dtype": "float32", "scaling": "none"}
    one |= {"optimizer": SGD(), "learning_rate": 1e38}
    lost = train(NETWORK, X, 100 * Y, **{**SETTINGS, **one}, starts=2)
    assert np.isfinite(lost.losses).all()
    assert lost.diverged.all()
    assert all(np.isnan(state.params["0.weights"]).all() for state in lost.states)


def test_those_that_ended_are_left_behind_where_it_pays(monkeypatch):
    """Fewer starts are computed once some have ended; what comes of the others is the same."""
    sizes = []

    def count(self, numbers, states, before=together.OneByOne.reset):
        sizes.append(len(numbers))
        before(self, numbers, states)

    expected = starts(engine="xla")
    monkeypatch.setattr(together.OneByOne, "reset", count)
    found = starts(engine="reference")
    assert sizes[-1] == 3  # all come back, to put out their answers
    assert min(sizes) < 3
    monkeypatch.setattr(together, "COMPILING_SECONDS", -1.0)
    smaller = starts(engine="xla")
    for other in (found, smaller):
        np.testing.assert_array_equal(other.ends, expected.ends)
        np.testing.assert_allclose(other.outputs, expected.outputs, rtol=1e-9, atol=1e-12)


def test_both_ways_keep_one_contract():
    """Whoever trains starts together is SideBySide."""
    assert issubclass(together.OneByOne, SideBySide)
