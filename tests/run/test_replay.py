"""A run lived again from the first step says whether it is the same, and where it is not."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.nn.optimizers import SGD
from glassnet.nn.schedules import Plateau
from glassnet.run.commands import Change, SetWeight
from glassnet.run.replay import Replay


@pytest.mark.parametrize("engine", ["reference", "xla"])
def test_a_run_lived_again_is_the_same(made, engine):
    """Commands and a plateau's lower rates included; every state that is kept is compared."""
    run = made(engine=engine, schedule=Plateau(decay=0.5, patience=0), learning_rate=0.3)
    run.command(SetWeight(0, (0, 0), 0.5))
    run.advance(14)
    run.command(Change((("optimizer", SGD()),)))
    run.advance(9)
    run.seek(5)
    here = run.state.digest()
    found = run.replay()
    kept = len(run._timeline.snapshots.steps)
    assert found == Replay(23, 0.0, 0, kept, 0.0, 0)
    assert found.exact
    assert kept > 3
    assert str(found) == (
        f"23 steps made again give the same losses and {kept} states, to the last bit."
    )
    assert (run.step, run.recorded, run.state.digest()) == (5, 23, here)


def test_a_run_without_steps_is_the_same(made):
    """There is nothing that could differ but the first state."""
    assert made().replay() == Replay(0, 0.0, 0, 1, 0.0, 0)


def test_a_state_that_differs_is_told(made):
    """One number, moved by a quarter in a kept state, is found, with the step and the size."""
    run = made()
    run.advance(20)
    spoiled = run._timeline.snapshots.nearest(8)
    name = "0.bias"
    value = spoiled.params[name].copy()
    value[1] += 0.25
    run._timeline.snapshots.keep(spoiled._replace(params={**spoiled.params, name: value}))
    found = run.replay()
    assert not found.exact
    assert (found.loss_step, found.state_step) == (0, 8)
    assert found.state_difference == pytest.approx(0.25, rel=1e-6)
    assert "states that differ by up to 0.25, first after step 8." in str(found)


def test_losses_that_differ_are_told(made):
    """The first of them, and the largest distance."""
    run = made()
    run.advance(10)
    loss = np.array(run.history["loss"])
    loss[6:8] += [0.5, 2.0]
    run.history.cut(0)
    run.history.append({"loss": loss, "learning_rate": np.full(10, 0.01)})
    found = run.replay()
    assert (found.loss_step, found.state_step) == (7, 0)
    assert found.loss_difference == pytest.approx(2.0, rel=1e-6)
    assert str(found) == "10 steps made again give losses that differ by up to 2, first at step 7."
