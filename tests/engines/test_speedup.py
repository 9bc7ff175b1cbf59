"""Whether more devices pay: arithmetic, a measurement, and one line."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from glassnet.engines.machines import Machines
from glassnet.engines.speedup import Speedup, predicted, speedup, together
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network

TWO = Machines(2)
LARGE = Speedup(TWO, 2, (0.010, 0.006), (0.012, 0.008), batch=512, rows=60_000)
SMALL = replace(LARGE, measured=(1e-5, 1e-4))  # 95 µs are for sums, and 5 µs could be spared


def test_what_pays_is_told_with_its_prediction():
    """In one line: both times, the ratio, and what arithmetic expected."""
    assert str(LARGE) == (
        "2 devices make a step in 8 ms, one device in 12 ms: 1.5 times as fast (predicted: 1.7)."
    )


def test_what_does_not_pay_is_told_with_what_would():
    """The work for which the spared time is that of the sums: 95 / 5 = 19 times as much."""
    assert math.isclose(SMALL.needed, 19.0)
    assert "2 devices do not pay: a step takes 0.1 ms, on one device 0.01 ms" in str(SMALL)
    assert "0.1 times as fast" in str(SMALL)
    assert str(SMALL).endswith("they would with a batch of about 9,800 rows, or more units.")
    few = replace(SMALL, rows=600)
    assert "with about 19 times the work in a step" in str(few)


def test_devices_that_share_a_core_never_pay():
    """However large the work."""
    shared = replace(SMALL, shares=1)
    assert shared.needed == math.inf
    assert str(shared).endswith("they share one core.")


@pytest.mark.parametrize("measured", [(1.0, 1.1), (1.0, 3.0), (2.0, 2.5)])
def test_with_the_work_that_is_needed_both_take_as_long(measured):
    """The definition: f t₁ = f t₁ / n + s, where s = tₙ − t₁ / n."""
    found = replace(LARGE, measured=measured)
    one, every = measured
    more = found.needed * one
    assert math.isclose(more, more / 2 + (every - one / 2))


def test_a_larger_network_and_batch_are_predicted_to_gain(problem, monkeypatch):
    """And a small one to lose; hosts lose more than threads."""
    monkeypatch.setattr("glassnet.engines.speedup.shares", lambda machines: machines.total)
    small = problem()
    one, every = predicted(small.program, small.state, TWO)
    assert one < every < predicted(small.program, small.state, Machines(hosts=2))[1]
    wide = problem(network=Network(Dense(4000), Dense(4000), Dense(2)))
    wide.program = replace(wide.program, rows=4096, experiment=wide.program.experiment)
    wide.program = replace(
        wide.program, experiment=replace(wide.program.experiment, batch_size=4096)
    )
    one, every = predicted(wide.program, wide.state, TWO)
    assert one > every > one / 2


def test_a_step_is_measured(problem):
    """Both programs run, and their times are told; the state given is not used up."""
    given = problem()
    state = given.state
    found = speedup(given.program, given.batch, state, Machines(), 1.0)
    assert 0.0 < found.measured[0] < math.inf
    assert found.measured[1] == 1.0
    assert together(given.program, given.batch, state, Machines()) > 0.0
    assert state.digest() == given.state.digest()
