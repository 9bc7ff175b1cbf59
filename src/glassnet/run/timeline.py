"""Time in a run: forward by computing, back by replaying from a snapshot.

The state at step t is a function of the experiment, the first weights and the commands before t.
So every step has one state, however one came there.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace
from typing import final

import numpy as np

from glassnet.engines.choice import step_seconds
from glassnet.engines.columns import joined
from glassnet.engines.engine import Columns, Engine, Runner
from glassnet.ground.arrays import Array
from glassnet.program.held_out import Rows
from glassnet.program.probes import Probe
from glassnet.program.state import State
from glassnet.program.step import Program
from glassnet.run.commands import Command, Recorded
from glassnet.run.snapshots import MEMORY_LIMIT, Snapshots

SECONDS_PER_SNAPSHOT = 0.05  # of work between two of them: what one step back may take
RUNNERS = 2  # that are kept, each with the rows: the one at work, and the one before a command
BASES = (8, 8_192)


@final
class Timeline:
    """A program's states by step, with a position that moves both ways.

    Args:
        engine: Who computes.
        program: What is run from the first step on.
        rows: What is learned from, and what each epoch is judged by.
        first: The state before the first update.
        probes: What is measured in every step.
        memory_limit: Bytes that snapshots may take.

    """

    def __init__(
        self,
        engine: Engine,
        program: Program,
        rows: Rows,
        first: State,
        probes: tuple[Probe, ...] = (),
        memory_limit: int = MEMORY_LIMIT,
    ) -> None:
        """Stand at the first state."""
        self._engine = engine
        self._probes = probes
        self._rows = rows
        self._runners: dict[Program, Runner] = {}  # the latest last
        self._told: State | None = None  # the state, once somebody has asked
        self.commands: list[Recorded] = []
        self._programs = [program]  # after none, one, two, … of the commands
        # Forward alone, through the rows held out, is a third of what an update costs.
        held_out = rows.held_out.rows.rows if rows.held_out else 0
        seconds = step_seconds(engine, program) * (1.0 + held_out / (3.0 * program.rows))
        wanted = SECONDS_PER_SNAPSHOT / max(1e-9, seconds)
        base = 1 << round(np.log2(min(max(wanted, BASES[0]), BASES[1])))
        self.snapshots = Snapshots(base, first, memory_limit)
        self.step = int(first.step)
        self._runner = self._runner_of(program, first)

    @property
    def state(self) -> State:
        """The state at the position, after the commands given there."""
        if self._told is None:
            self._told = self._runner.state()
        return self._told

    def predict(self, x: Array) -> Array:
        """Return what the network puts out for x (rows, …) at the position."""
        return self._runner.predict(x)

    @property
    def program(self) -> Program:
        """What the next update runs."""
        return self.program_at(self.step)

    def program_at(self, step: int) -> Program:
        """Return what update number `step` (from 0) runs, with all changes so far."""
        return self._programs[bisect.bisect_right(self.commands, step, key=_step)]

    def advance(self, steps: int) -> Columns:
        """Make `steps` updates; recorded commands take effect, snapshots are kept where due."""
        parts: list[Columns] = []
        target = self.step + steps
        try:
            while self.step < target:
                stop = min(target, self.snapshots.next_stop(self.step), self._next_command())
                rate = self.program.experiment.learning_rate
                self._told = None
                parts.append(self._runner.advance(stop - self.step, rate))
                self._arrive(stop)
        except BaseException:  # a signal, no memory: the runner may stand anywhere by now
            self._begin_again(self.step)
            raise
        return joined(parts)

    def seek(self, step: int) -> Columns:
        """Move to `step`, an earlier or a later one; return the columns of what was replayed."""
        nearest = self.snapshots.nearest(step)
        if step < self.step or int(nearest.step) > self.step:
            self._stand_on(nearest)
        return self.advance(step - self.step)

    def around(self, step: int) -> tuple[Program, State, State]:
        """Return what update number `step` runs, and the states before and after it; stay here.

        The state before it has the commands given at `step`, the one after it has not those given
        at `step + 1`: it is what the update itself made.
        """
        here = self.step
        self.seek(step)
        program, before = self.program, self.state
        try:
            self._runner.advance(1, program.experiment.learning_rate)
            after = self._runner.state()
        except BaseException:
            self._begin_again(here)
            raise
        self._stand_on(before)
        self.seek(here)
        return program, before, after

    def measure(self, probes: tuple[Probe, ...], start: int, stop: int) -> Columns:
        """Live the updates from `start` to `stop` again, with `probes` nobody had asked for."""
        rows = Rows(self._rows.training)  # probes are wanted, and no judgment
        first = self.snapshots.nearest(0)
        again = Timeline(self._engine, self._programs[0], rows, first, probes)
        again.adopt(self, stop)  # with the commands on the way
        again.seek(start)
        return again.advance(stop - start)

    def beginning(self) -> Timeline:
        """Return another timeline at the first step, with the commands of this, but no snapshot."""
        first = self.snapshots.nearest(0)
        other = Timeline(
            self._engine, self._programs[0], self._rows, first, self._probes, memory_limit=0
        )
        other.commands, other._programs = list(self.commands), list(self._programs)
        other._stand_on(first)
        return other

    def give(self, command: Command) -> None:
        """Let `command` take effect here; what came after this step is no longer this run's."""
        program = self.program
        after = replace(program, experiment=command.change_experiment(program.experiment))
        state = command.change_state(self.state, after.experiment)
        self.cut()
        self.commands.append(Recorded(self.step, command))
        self._programs.append(after)
        self._runner = self._runner_of(after, state)
        self.snapshots.keep(state)

    def adopt(self, other: Timeline, step: int) -> None:
        """Take over the past of `other` up to `step`, of the same program, and stand there."""
        self.commands, self._programs = list(other.commands), list(other._programs)
        self._forget_commands(step)
        self.snapshots = other.snapshots.copy(step)
        self._stand_on(self.snapshots.nearest(step))
        self.advance(step - self.step)

    def restore(self, state: State, commands: Sequence[Recorded]) -> None:
        """Stand at `state`, to which `commands` led from the first state on."""
        self.commands = list(commands)
        for recorded in commands:
            last = self._programs[-1]
            experiment = recorded.command.change_experiment(last.experiment)
            self._programs.append(replace(last, experiment=experiment))
        self._arrive(self.step)
        self.snapshots.keep(self.state)  # with the commands given before the first update
        self._stand_on(state)
        self.snapshots.keep(state)

    def cut(self) -> None:
        """Forget what was recorded after the position."""
        self._forget_commands(self.step)
        self.snapshots.cut(self.step)

    def _forget_commands(self, step: int) -> None:
        """Forget the commands that were given after `step`."""
        kept = bisect.bisect_right(self.commands, step, key=_step)
        del self.commands[kept:], self._programs[kept + 1 :]

    def _stand_on(self, state: State) -> None:
        """Stand where `state` was kept; the commands given there are in it."""
        self.step = int(state.step)
        self._runner = self._runner_of(self.program, state)

    def _begin_again(self, step: int) -> None:
        """Stand at the last snapshot before `step` with a new runner: the old one may be amiss."""
        self._runners.clear()
        self._stand_on(self.snapshots.nearest(step))

    def _next_command(self) -> int:
        """Return the step of the first command after the position."""
        place = bisect.bisect_right(self.commands, self.step, key=_step)
        return self.commands[place].step if place < len(self.commands) else 2**63

    def _arrive(self, step: int) -> None:
        """Stand at `step`: let its commands take effect, keep a snapshot if one belongs here."""
        self.step = step
        here = [recorded.command for recorded in self.commands if recorded.step == step]
        if here:
            state = self.state
            for command in here:
                state = command.change_state(state, self.program.experiment)
            self._runner = self._runner_of(self.program, state)
        if step % self.snapshots.base == 0 and step not in self.snapshots.steps:
            self.snapshots.keep(self.state)

    def _runner_of(self, program: Program, state: State) -> Runner:
        """Return the runner of `program`, standing at `state`.

        Programs that differ in the base rate alone share one: the rate is an argument.
        """
        same = replace(program, experiment=replace(program.experiment, learning_rate=1.0))
        self._told = None
        runner = self._runners.pop(same, None)
        if runner is None:
            training, held_out = self._rows
            runner = self._engine.start(same, training, state, self._probes, held_out)
        else:
            runner.reset(state)
        self._runners[same] = runner
        for old in tuple(self._runners)[:-RUNNERS]:
            del self._runners[old]
        return runner


def _step(recorded: Recorded) -> int:
    return recorded.step
