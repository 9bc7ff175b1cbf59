"""Time in a run: forward by computing, back by replaying from a snapshot.

The state at step t is a function of the experiment, the first weights and the commands before t.
So every step has one state, however one came there.
"""

from __future__ import annotations

import bisect
from dataclasses import replace
from typing import final

import numpy as np

from glassnet.engines.choice import step_flops
from glassnet.engines.engine import Columns, Engine, Runner
from glassnet.ground.arrays import Array
from glassnet.program.batches import Batch
from glassnet.program.state import State
from glassnet.program.step import Program
from glassnet.run.commands import Command, Recorded
from glassnet.run.snapshots import MEMORY_LIMIT, Snapshots

# Between two snapshots lies about the work of so many flops: some ten milliseconds on one core.
FLOPS_PER_SNAPSHOT = 1e10
BASES = (64, 8_192)


@final
class Timeline:
    """A program's states by step, with a position that moves both ways.

    Args:
        engine: Who computes.
        program: What is run from the first step on.
        training: The rows.
        first: The state before the first update.
        memory_limit: Bytes that snapshots may take.

    """

    def __init__(
        self,
        engine: Engine,
        program: Program,
        training: Batch,
        first: State,
        memory_limit: int = MEMORY_LIMIT,
    ) -> None:
        """Stand at the first state."""
        self._engine = engine
        self._training = training
        self._first_program = program
        self._runners: dict[Program, Runner] = {}
        self.commands: list[Recorded] = []
        wanted = FLOPS_PER_SNAPSHOT / max(1.0, step_flops(program))
        base = 1 << max(0, round(np.log2(wanted)))
        self.snapshots = Snapshots(min(max(base, BASES[0]), BASES[1]), first, memory_limit)
        self.step = int(first.step)
        self._runner = self._runner_of(program, first)

    @property
    def state(self) -> State:
        """The state at the position, after the commands given there."""
        return self._runner.state()

    def predict(self, x: Array) -> Array:
        """Return what the network puts out for x (rows, …) at the position."""
        return self._runner.predict(x)

    @property
    def program(self) -> Program:
        """What the next update runs."""
        return self.program_at(self.step)

    def program_at(self, step: int) -> Program:
        """Return what update number `step` (from 0) runs, with all changes so far."""
        experiment = self._first_program.experiment
        for recorded in self.commands:
            if recorded.step <= step:
                experiment = recorded.command.change_experiment(experiment)
        return replace(self._first_program, experiment=experiment)

    def advance(self, steps: int) -> Columns:
        """Make `steps` updates; recorded commands take effect, snapshots are kept where due."""
        parts: list[Columns] = []
        target = self.step + steps
        while self.step < target:
            stop = min(target, self.snapshots.next_stop(self.step), self._next_command())
            rate = self.program.experiment.learning_rate
            parts.append(self._runner.advance(stop - self.step, rate))
            self._arrive(stop)
        names = parts[0] if parts else ()
        return {name: np.concatenate([part[name] for part in parts]) for name in names}

    def seek(self, step: int) -> Columns:
        """Move to `step`, an earlier or a later one; return the columns of what was replayed."""
        nearest = self.snapshots.nearest(step)
        if step < self.step or int(nearest.step) > self.step:
            self.step = int(nearest.step)
            self._runner = self._runner_of(self.program, nearest)
        return self.advance(step - self.step)

    def around(self, step: int) -> tuple[Program, State, State]:
        """Return what update number `step` runs, and the states before and after it; stay here."""
        here = self.step
        self.seek(step)
        program, before = self.program, self.state
        self.advance(1)
        after = self.state
        self.seek(here)
        return program, before, after

    def give(self, command: Command) -> None:
        """Let `command` take effect here; what came after this step is no longer this run's."""
        after = command.change_experiment(self.program.experiment)
        state = command.change_state(self.state, after)
        self.cut()
        self.commands.append(Recorded(self.step, command))
        self._runner = self._runner_of(self.program, state)
        self.snapshots.keep(state)

    def adopt(self, other: Timeline, step: int) -> None:
        """Take over the past of `other` up to `step`, of the same program, and stand there."""
        self.commands = [recorded for recorded in other.commands if recorded.step <= step]
        self.snapshots = other.snapshots.copy(step)
        self.seek(step)

    def cut(self) -> None:
        """Forget what was recorded after the position."""
        self.commands = [c for c in self.commands if c.step <= self.step]
        self.snapshots.cut(self.step)

    def _next_command(self) -> int:
        """Return the step of the first command after the position."""
        place = bisect.bisect_right(self.commands, self.step, key=lambda recorded: recorded.step)
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
        if same not in self._runners:
            self._runners[same] = self._engine.start(same, self._training, state)
        else:
            self._runners[same].reset(state)
        return self._runners[same]
