"""The controls of the time machine: they move runs, and lose nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.program.experiment import EarlyStopping
from glassnet.run.commands import Change, SetLearningRate, SetWeight
from glassnet.run.training import prepare
from glassnet.tui.moments import moment_of
from glassnet.tui.stage import Stage


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        self.now += 0.001
        return self.now


def small_run(**changes):
    """Return a run on iris of 10 epochs of 4 steps, before its first step."""
    usual = {"batch_size": 32, "epochs": 10, "engine": "reference", "seed": 3}
    network = changes.pop("network", Network(Dense(4), Tanh(), Dense(3)))
    return prepare(network, "iris", **{**usual, **changes})


def stage_of(**changes):
    """Return a stage with such a run."""
    return Stage(small_run(**changes), clock=Clock())


def play(stage, most=2_000):
    """Let a stage play until it stands."""
    stage.play()
    for _ in range(most):
        if not stage.playing:
            return
        stage.tick()
    pytest.fail("it plays on and on")


def fresh_digest(step, commands=()):
    """Return the digest of a run that went straight to `step`, given the same commands."""
    run = small_run()
    for recorded in commands:
        run.seek(recorded.step)
        run.command(recorded.command)
    run.seek(step)
    return run.state.digest()


moves = st.one_of(
    st.tuples(st.just("move"), st.integers(-12, 12)),
    st.tuples(st.just("unit"), st.sampled_from(["operation", "row", "step", "epoch"])),
    st.tuples(st.just("go"), st.integers(0, 30)),
    st.tuples(st.just("rate"), st.floats(0.001, 0.1)),
    st.tuples(st.just("switch"), st.none()),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(moves, max_size=8))
def test_wherever_one_goes_the_state_is_that_of_a_fresh_run(actions):
    """Moving by any unit, changing rates and switching futures never changes what a step is."""
    stage = stage_of()
    for name, value in actions:
        match name:
            case "move":
                stage.move(value)
                stage.arrive()
            case "unit":
                stage.choose_unit(value)
            case "go":
                stage.go_to(value)
                stage.arrive()
            case "rate":
                stage.give(SetLearningRate(value))
            case "switch":
                stage.switch()
    run = stage.run
    assert stage.place.step == run.step
    assert run.state.digest() == fresh_digest(run.step, run.commands)


def test_a_change_in_the_past_begins_another_future():
    """What was recorded after that step is still there, in the first future."""
    stage = stage_of()
    stage.go_to(20)
    stage.arrive()
    losses = np.array(stage.run.history["loss"])
    stage.go_to(8)
    stage.arrive()
    stage.give(SetWeight(0, (0, 0), 1.5))
    assert (stage.active, stage.run.step, stage.branch.forked_at) == (1, 8, 8)
    assert stage.run.state.params["0.weights"][0, 0] == 1.5
    stage.go_to(20)
    stage.arrive()
    assert stage.run.history["loss"][7] == losses[7]
    assert stage.run.history["loss"][19] != losses[19]
    stage.switch()
    assert np.array_equal(stage.run.history["loss"], losses)
    assert not stage.run.commands


def test_a_change_at_the_end_of_the_record_stays_in_its_future():
    """There is nothing to lose, so there is nothing to branch."""
    stage = stage_of()
    stage.go_to(5)
    stage.arrive()
    stage.give(SetLearningRate(0.5))
    assert len(stage.branches) == 1
    assert [each.step for each in stage.run.commands] == [5]
    assert "0.5" in stage.note


def test_a_fork_with_another_optimizer_goes_its_own_way():
    """Both futures share their past and differ after it."""
    stage = stage_of()
    stage.go_to(6)
    stage.arrive()
    stage.fork(Change((("optimizer", SGD()), ("learning_rate", 0.3))))
    stage.go_to(12)
    stage.arrive()
    first, second = (branch.run.history["loss"] for branch in stage.branches)
    assert len(first) == 6
    assert np.array_equal(first, second[:6])
    assert "optimizer" in stage.branch.changes


def test_looking_changes_nothing_and_is_exact_where_one_stands():
    """A look at each step on the way leads to the same states as none, and is the run's own."""
    stage = stage_of()
    for _ in range(6):
        stage.move(1)
        stage.arrive()
        look = stage.look()
        assert look.step == stage.run.step
        assert look.before.digest() == stage.run.state.digest()
    assert stage.run.state.digest() == fresh_digest(6)


def test_a_disk_that_is_full_ends_the_keeping_not_the_training():
    """It is told as long as it is so, and the run goes on in memory."""
    why = ["cannot write iris.run: no space left."]
    stage = Stage(small_run(), clock=Clock(), keep=lambda: why[0])
    stage.play()
    for _ in range(3):
        stage.tick()
        stage.keep()
        assert "no space left" in stage.unkept
    assert stage.run.step > 0
    why[0] = ""
    stage.keep()
    assert not stage.unkept


def test_a_future_of_a_finished_run_is_not_finished():
    """One that begins where early stopping ended its elder trains on, and says no more of it."""
    stage = stage_of(epochs=40, early_stopping=EarlyStopping(patience=2), learning_rate=1e-9)
    play(stage)
    assert moment_of(stage).done
    stage.fork()
    assert not moment_of(stage).done
    stage.play()
    stage.tick()
    assert not moment_of(stage).stopped
    assert stage.moving


def test_what_cannot_be_done_is_told_and_changes_nothing():
    """A weight that is not there: one sentence, the same run."""
    stage = stage_of()
    stage.give(SetWeight(7, (0, 0), 1.0))
    assert "no parameter" in stage.note
    assert not stage.run.commands
    stage.go_to(5)
    stage.arrive()
    stage.go_to(2)
    stage.arrive()
    stage.give(SetWeight(7, (0, 0), 1.0))
    assert len(stage.branches) == 1
