"""Time in a run: every step has one state, which the commands before it decide."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.engines.reference import ReferenceEngine
from glassnet.nn.adam import Adam
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.program import layout
from glassnet.program.batches import Batch
from glassnet.program.experiment import Experiment
from glassnet.program.held_out import Rows
from glassnet.program.step import Program
from glassnet.run import timeline
from glassnet.run.commands import Change, SetLearningRate, SetWeight
from glassnet.run.timeline import Timeline

RATE = SetLearningRate(0.5)
WEIGHT = SetWeight(0, (0, 0), 3.0)
PLAIN = Change((("optimizer", SGD()),))


class CountingEngine(ReferenceEngine):
    """Counts the programs it starts."""

    started = 0

    def start(self, *arguments):
        """Start one more."""
        self.started += 1
        return super().start(*arguments)


@pytest.fixture
def line(monkeypatch):
    """A timeline at its first step, with a snapshot at every fourth."""
    monkeypatch.setattr(timeline, "BASES", (4, 4))
    random = np.random.default_rng(1)
    x = random.normal(size=(8, 2)).astype("float32")
    experiment = Experiment(Network(Dense(1)), MSE(), Adam(), 0.1, batch_size=2)
    program = Program(experiment, 8, (2,))
    first = layout.initial_state(experiment, (2,))
    return Timeline(CountingEngine(), program, Rows(Batch(x, x[:, :1] - x[:, 1:])), first)


def beginning(line):
    """Return a timeline of its own with the same first program and, but for commands, state."""
    program = line.program_at(-1)
    first = layout.initial_state(program.experiment, (2,))
    return Timeline(ReferenceEngine(), program, line._rows, first)


def digests(line, *steps):
    """Return what each of these steps looks like."""
    found = []
    for step in steps:
        line.seek(step)
        found.append(line.state.digest())
    return found


def test_a_step_back_is_the_state_that_was_there(line):
    """Each state is the same on the way back as on the way there; columns are told again."""
    there = []
    for step in range(14):
        there.append((step, line.state.digest()))
        line.advance(1)
    for step, digest in reversed(there):
        line.seek(step)
        assert (line.step, line.state.digest()) == (step, digest)
    assert list(line.seek(6)) == ["loss", "learning_rate"]
    assert len(line.advance(5)["loss"]) == 5
    assert line.advance(0) == {}


def test_a_command_in_the_past_leaves_nothing_of_the_old_future(line):
    """Snapshots and commands after it are forgotten: the new future is one's own."""
    line.advance(6)
    line.give(WEIGHT)
    line.advance(20)
    line.seek(2)
    line.give(RATE)
    assert [recorded.step for recorded in line.commands] == [2]
    assert max(line.snapshots.steps) == 2
    line.advance(24)
    other = beginning(line)
    other.advance(2)
    other.give(RATE)
    other.advance(24)
    places = range(26, -1, -3)
    assert digests(line, *places) == digests(other, *places)


def test_commands_of_one_step_take_effect_in_their_order(line):
    """Also when they are lived again without a snapshot of theirs."""
    line.advance(5)
    for command in (WEIGHT, SetWeight(0, (0, 0), -2.0), PLAIN, RATE):
        line.give(command)
    assert line.state.params["0.weights"][0, 0] == -2.0
    assert line.state.slots["0.weights"] == {}
    line.advance(3)
    end = line.state.digest()
    line.snapshots.cut(0)
    line.seek(0)
    line.advance(8)
    assert line.state.digest() == end


def test_the_program_is_that_of_the_commands_up_to_a_step(line):
    """Before a command the old one runs, from it on the new."""
    line.advance(3)
    line.give(RATE)
    line.advance(3)
    line.give(PLAIN)
    rates = [line.program_at(step).experiment.learning_rate for step in (0, 2, 3, 9)]
    assert rates == [0.1, 0.1, 0.5, 0.5]
    assert [line.program_at(step).experiment.optimizer for step in (5, 6)] == [Adam(), SGD()]
    line.seek(1)
    assert line.program.experiment.learning_rate == 0.1


def test_around_a_step_are_its_own_states(line):
    """Before it with the commands given there, after it without those given there; one stays."""
    line.advance(4)
    line.give(RATE)
    with_rate = line.state.digest()
    line.advance(1)
    plain = line.state.digest()
    line.give(WEIGHT)
    commanded = line.state.digest()
    line.advance(2)
    kept = line.snapshots.steps
    program, before, after = line.around(4)
    assert program.experiment.learning_rate == 0.5
    assert (before.digest(), after.digest()) == (with_rate, plain)
    assert line.around(5)[1].digest() == commanded
    assert line.step == 7
    here = line.state.digest()
    line.around(7)
    assert (line.step, line.snapshots.steps, line.state.digest()) == (7, kept, here)


@pytest.mark.parametrize("commands", [[WEIGHT], [PLAIN], [RATE, WEIGHT]], ids=str)
@pytest.mark.parametrize("at", [0, 3, 4])
def test_who_adopts_a_past_has_its_commands(line, commands, at):
    """Also those given at the very step where the two part, the first one included."""
    line.advance(at)
    for command in commands:
        line.give(command)
    here = line.state.digest()
    line.advance(9)
    end = line.state.digest()
    line.give(WEIGHT)
    other = beginning(line)
    other.adopt(line, at)
    assert (other.step, other.state.digest(), other.program) == (at, here, line.program_at(at))
    assert len(other.commands) == len(commands)
    other.advance(9)
    assert other.state.digest() == end


def test_a_refused_command_changes_nothing(line):
    """The future is forgotten only for a command that can be followed."""
    line.advance(9)
    line.seek(4)
    before = line.state.digest(), line.snapshots.steps
    with pytest.raises(ValueError, match=r"there is no parameter 7\.weights"):
        line.give(SetWeight(7, (0, 0), 1.0))
    with pytest.raises(ValueError, match="learning_rate must be a number in"):
        line.give(SetLearningRate(-1.0))
    assert (line.state.digest(), line.snapshots.steps) == before
    assert not line.commands


def test_a_new_rate_starts_no_new_runner(line):
    """The engine compiles once for all rates, and once for another optimizer."""
    for rate in (0.3, 0.2, 0.1):
        line.give(SetLearningRate(rate))
        line.advance(3)
    assert line._engine.started == 1
    line.give(PLAIN)
    line.seek(0)
    line.advance(20)
    assert line._engine.started == 2


def test_of_many_programs_two_stay_ready(line):
    """Each holds the rows; what is forgotten is begun anew, and leads to the same states."""
    for decay in (0.1, 0.2, 0.3, 0.4):
        line.advance(2)
        line.give(Change((("l2", decay),)))
    line.advance(4)
    there = line.state.digest()
    started = line._engine.started
    assert (started, len(line._runners)) == (5, 2)
    line.seek(7)
    line.seek(9)
    assert line._engine.started == started
    line.seek(0)
    line.seek(12)
    assert line.state.digest() == there
    assert line._engine.started > started
    assert len(line._runners) == 2


def test_the_state_is_fetched_once(line, monkeypatch):
    """However often one asks; after a step it is another."""
    line.advance(3)
    calls = []
    runner = type(line._runner)
    fetch = runner.state
    monkeypatch.setattr(runner, "state", lambda self: calls.append(1) or fetch(self))
    assert line.state is line.state
    assert len(calls) == 1
    before = line.state.digest()
    line.advance(1)
    assert line.state.digest() != before
    line.seek(3)
    assert line.state.digest() == before


def test_a_look_that_is_broken_off_leaves_the_timeline_where_a_snapshot_is(line, monkeypatch):
    """What the runner was at is not believed; the state is one that belongs to its step."""
    line.advance(10)
    digest = {step: digests(line, step)[0] for step in (8, 10)}
    fetch = type(line._runner).state

    def broken(self):
        if int(fetch(self).step) == 7:
            raise KeyboardInterrupt
        return fetch(self)

    monkeypatch.setattr(type(line._runner), "state", broken)
    with pytest.raises(KeyboardInterrupt):
        line.around(6)
    monkeypatch.undo()
    assert line.state.digest() == digest[line.step]
    assert line.step == 8
