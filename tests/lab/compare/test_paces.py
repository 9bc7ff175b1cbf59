"""What an update costs: measured by a clock that the test owns, and kept."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.lab.compare import paces as module
from glassnet.lab.compare.paces import BESIDE, measured, paces, shortened
from glassnet.lab.compare.store import Store
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare


def run(**changes):
    """Return a run on 40 rows of a line, before its first step."""
    x = np.linspace(-1.0, 1.0, 40)[:, None]
    usual = {"engine": "reference", "epochs": 3, "early_stopping": None}
    return prepare(Network(Dense(1)), x, 2.0 * x[:, 0], **{**usual, **changes})


@pytest.fixture
def machine(monkeypatch):
    """A made-up machine: its clock goes on by what updates cost, and by something besides."""
    now = [0.0]
    made = []

    def start_all(run, seeds):
        cost = 0.003 if run.experiment.learning_rate > 0.05 else 0.001
        made.append(run.program.total_steps)
        disturbed = 0.5 * (len(made) % 5 == 0)
        now[0] += len(seeds) * run.program.total_steps * cost + 0.04 + disturbed

    monkeypatch.setattr(module, "start_all", start_all)
    return lambda: now[0]


def test_an_update_costs_what_it_costs(machine):
    """What a run takes besides its updates does not count, nor what disturbs a round."""
    found = measured({"fast": run(), "slow": run(learning_rate=0.1)}, machine)
    assert found == {"fast": pytest.approx(0.001), "slow": pytest.approx(0.003)}


def test_a_pace_is_measured_once(machine, tmp_path):
    """What is kept is taken, also where a clock would now tell something else."""
    with Store(tmp_path) as store:
        first = paces({"a": run(), "b": run(epochs=9)}, store, machine)
        again = paces({"b": run(epochs=9), "a": run()}, store, lambda: 1 / 0)
    assert first == again


def test_a_shortened_run_is_another_of_fewer_epochs():
    """The rows are the same; a run that has so many epochs is itself."""
    whole = run(epochs=8)
    short = shortened(whole, 2)
    assert (short.program.total_steps, whole.program.total_steps) == (2, 8)
    assert short.table is whole.table
    assert shortened(whole, 8) is whole


def test_real_updates_cost_something():
    """A run of the real thing has a pace above zero; twenty starts are trained for it."""
    assert BESIDE == 20
    (pace,) = paces({"a": run()}, Store(None)).values()
    assert 0.0 < pace < 1.0
