"""One experiment being done: the one door through which a run is moved and seen."""

from __future__ import annotations

from typing import Any, final, overload

from glassnet.engines.choice import choose
from glassnet.engines.engine import Columns
from glassnet.engines.machines import ALONE, Machines
from glassnet.ground.arrays import Array
from glassnet.program import layout
from glassnet.program.batches import rows_of_step
from glassnet.program.experiment import Experiment
from glassnet.program.held_out import HeldOut, Rows
from glassnet.program.probes import Probe
from glassnet.program.state import State
from glassnet.program.step import Program
from glassnet.run import reach
from glassnet.run.commands import Change, Command, Recorded
from glassnet.run.epochs import Epochs
from glassnet.run.evaluation import Evaluation
from glassnet.run.fitness import check_fitness
from glassnet.run.history import History
from glassnet.run.look import Look, RowLook, look
from glassnet.run.memory import Memory, memory_of
from glassnet.run.model import Model
from glassnet.run.observers import Observer, Observers
from glassnet.run.progress import Progress
from glassnet.run.replay import Replay, replay
from glassnet.run.summary import run_html
from glassnet.run.table import Table
from glassnet.run.timeline import Timeline
from glassnet.run.trail import Trail


@final
class Run:
    """A run of `experiment` on `table`: it learns from the training rows, and from no other.

    It stands at a step and moves both ways. What was once computed is recorded in `history`;
    going back does not forget it, a command given in the past does.

    Raises:
        UsageError: the network, the loss or the batch size do not fit the data.

    """

    def __init__(
        self,
        experiment: Experiment,
        table: Table,
        probes: tuple[Probe, ...] = (),
        machines: Machines = ALONE,
    ) -> None:
        """Check that everything fits, choose the engine and draw the first weights."""
        self.first_experiment, self.probes = experiment, probes
        self.table = table
        shape = table.preparation.input_shape
        table.targets.check(experiment.network, experiment.loss, shape)
        self.training = table.batch(experiment, table.split.train)
        self.validation = table.batch(experiment, table.split.validation)
        table.targets.check_reach(experiment.network, experiment.loss, shape, self.training.y)
        program = Program(experiment, self.training.rows, shape)
        check_fitness(program, self.validation.rows)
        self.engine = choose(program, machines)
        self.observers = Observers()
        first = layout.initial_state(experiment, shape)
        held_out = HeldOut(self.validation, table.targets) if self.validation.rows else None
        rows = Rows(self.training, held_out)
        self._timeline = Timeline(self.engine.engine, program, rows, first, probes)
        self._epochs = Epochs(self._timeline, held_out)
        alone = machines.hosts == 1
        self._trail = Trail(self._timeline, self._epochs, self.training, alone=alone)

    def __repr__(self) -> str:
        """Return where the run is."""
        return (
            f"<Run step {self.step:,} of {self.program.total_steps:,}, epoch {self.epoch:,} of "
            f"{self.experiment.epochs:,}, {self.engine.name} engine>"
        )

    def _repr_html_(self) -> str:
        latest = self.history.evaluations[self.epoch - 1] if self.epoch else None
        facts = {"engine": self.engine.reason, "memory": str(self.memory)}
        return run_html(repr(self), facts, latest, self.program)

    @property
    def program(self) -> Program:
        """What the next update runs."""
        return self._timeline.program

    @property
    def experiment(self) -> Experiment:
        """The experiment in force, with what commands have changed so far."""
        return self._timeline.program.experiment

    @property
    def state(self) -> State:
        """The state after the last update."""
        return self._timeline.state

    @property
    def step(self) -> int:
        """The number of updates made up to here."""
        return self._timeline.step

    @property
    def epoch(self) -> int:
        """The number of whole epochs made up to here."""
        return self.step // self.program.plan.steps_per_epoch

    @property
    def history(self) -> History:
        """What was recorded: of every update, and of every epoch."""
        return self._trail.history

    @property
    def replay_difference(self) -> float:
        """The largest difference of a loss that was lived again from the recorded one."""
        return self._trail.replay_difference

    @property
    def replay_step(self) -> int:
        """The first update whose loss, lived again, was not the recorded one; 0 without any."""
        return self._trail.replay_step

    @property
    def recorded(self) -> int:
        """The number of updates in the history, from the first to the furthest."""
        return self.history.steps

    @property
    def last_step(self) -> int:
        """Where the last epoch ends, or the record, if it reaches further: no step is beyond it."""
        return max(self.recorded, self._timeline.program_at(self.recorded).total_steps)

    @property
    def memory(self) -> Memory:
        """The bytes that the past takes, and those it takes at most."""
        return memory_of(self._timeline, self.history, self._epochs, self.last_step)

    @property
    def commands(self) -> tuple[Recorded, ...]:
        """What was changed on the way, and before which step."""
        return tuple(self._timeline.commands)

    @property
    def progress(self) -> Progress:
        """The best evaluation up to here, and how long ago it was."""
        return self._epochs.progress(self.epoch)

    @property
    def stopped(self) -> str:
        """Why the run ended before its last epoch, or nothing."""
        return self.progress.stopped(self.experiment)

    @property
    def done(self) -> bool:
        """Whether all epochs are made, or early stopping ended the run."""
        return bool(self.stopped) or self.step >= self.program.total_steps

    @property
    def best_state(self) -> State:
        """The state of the best evaluation up to here; the present one where there is none."""
        return self._epochs.best_state(self.epoch)

    @property
    def model(self) -> Model:
        """What was learned: the weights of the best evaluation, or the present ones without any."""
        best = self.best_state
        where = {"step": int(best.step), "rows": self.training.rows, "data": self.table.source.name}
        return Model(
            self.experiment, self.table.preparation, best.params, best.memory, provenance=where
        )

    def predict(self, x: Array) -> Array:
        """Return what the network puts out for prepared rows x (rows, …) here."""
        return self._timeline.predict(x)

    def advance(self, steps: int = 1) -> None:
        """Make `steps` updates, fewer if `last_step` comes first.

        Those that are recorded already are lived again, to the last bit.

        Raises:
            UsageError: less than no step.
            DivergedError: a number stopped being finite; the run stands before that update.

        """
        reach.require_forward(steps)
        target = min(self.step + steps, self.last_step)
        self._trail.advance(target)

    def back(self, steps: int = 1) -> None:
        """Go back by `steps` updates, to the exact state there."""
        self.seek(self.step - steps)

    def seek(self, step: int) -> None:
        """Move to `step`, before or after this one; one beyond `last_step` is a UsageError."""
        reach.require_reachable(step, self.last_step, self.program.plan.steps_per_epoch)
        self._trail.seek(step)
        self._trail.advance(step)

    @overload
    def look(self, step: int | None = None) -> Look: ...

    @overload
    def look(self, step: int | None = None, *, sample: int) -> RowLook: ...

    def look(self, step: int | None = None, *, sample: int | None = None) -> Look | RowLook:
        """Return everything computed inside the update that follows `step` (here by default).

        With a `sample`, a row of the table that the update learned from, return that row's part.
        The run stays where it is. A step beyond what was recorded is a UsageError.
        """
        at = self._made(step, "one can look into")
        program, state, following = self._timeline.around(at)
        order = rows_of_step(program.experiment, program.rows, at)
        rows = self.table.split.train[order]
        seen = look(program, self.training.take(order), rows, state, following)
        return seen if sample is None else seen.row(sample)

    def measure(self, *probes: Probe, start: int = 0, stop: int | None = None) -> Columns:
        """Return what `probes` measure in the recorded updates `start` … `stop`, lived again."""
        end = self.recorded if stop is None else stop
        reach.require_span(start, end, self.recorded)
        return self._timeline.measure(probes, start, end)

    def replay(self) -> Replay:
        """Make all recorded updates again, from the first; tell what differs, and by how much."""
        return replay(self._timeline, self.history)

    def command(self, command: Command) -> None:
        """Let `command` take effect here; a recorded future is forgotten, `fork` keeps it."""
        changed = command.change_experiment(self.experiment)
        self.table.targets.check(changed.network, changed.loss, self.program.input_shape)
        self._timeline.give(command)
        self._trail.forget(self.step)

    def fork(self, step: int | None = None, **changes: Any) -> Run:
        """Return another run with the same past up to `step` (here by default).

        There its experiment changes in the fields given, such as `learning_rate=0.01`.
        """
        at = self._made(step, "a run can fork at")
        other = Run(self.first_experiment, self.table, self.probes, self.engine.machines)
        other._trail.history = self.history.copy(at)
        other._epochs.adopt(self._epochs, len(other.history.evaluations))
        other._timeline.adopt(self._timeline, at)
        if changes:
            other.command(Change(tuple(sorted(changes.items()))))
        return other

    def restore(
        self, state: State, commands: tuple[Recorded, ...], history: History, best: State | None
    ) -> None:
        """Stand where another process stood with a run of the same experiment and data."""
        self._timeline.restore(state, commands)
        self._epochs.restore(history.evaluations, best)
        self._trail.history = history

    def finish(self, observe: Observer | None = None) -> None:
        """Train to the end: epoch after epoch, until all are made or nothing improves.

        `observe` is told of each evaluation, of some epochs together where they are quick; one that
        raises is switched off (`observers.errors`).
        """
        with self.observers.also(observe):
            while not self.done:
                self.advance_part(self._timeline.snapshots.base)

    def advance_epoch(self) -> Evaluation:
        """Go to the end of the epoch that is being made, and return what was found there."""
        self.seek((self.epoch + 1) * self.program.plan.steps_per_epoch)
        return self.history.evaluations[self.epoch - 1]

    def advance_part(self, steps: int) -> None:
        """Make about so many steps, and tell the observers of the epochs that ended.

        A longer epoch is made in parts; of shorter ones as many are made as `steps` hold, and where
        early stopping ends the run among them, it stands there, and knows of no later step.
        """
        reach.require_forward(steps)
        begun = self.epoch
        try:
            self._trail.advance_part(min(steps, self.last_step - self.step))
        finally:
            for found in self.history.evaluations[begun : self.epoch]:
                self.observers.tell(found)

    def _made(self, step: int | None, doing: str) -> int:
        """Return `step`, this one by default, if it was made."""
        return reach.require_made(self.step if step is None else step, self.recorded, doing)
