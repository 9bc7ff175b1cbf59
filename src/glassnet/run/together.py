"""Several starts of one experiment, trained beside each other to the end of each.

A start ends when its epochs are made, when early stopping says so, or when a number stops being
finite; the others go on, and each is what it would have been alone.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from glassnet.engines.choice import choose, step_seconds
from glassnet.engines.side_by_side import OneByOne, SideBySide, at, stacked
from glassnet.ground.arrays import Array
from glassnet.program import layout
from glassnet.program.batches import Chosen
from glassnet.program.experiment import Experiment
from glassnet.program.state import State
from glassnet.program.step import Program
from glassnet.run.divergence import is_finite
from glassnet.run.progress import Progress
from glassnet.run.run import Run

CURVE_POINTS = 500
CHUNK_POINTS = 64  # of the curve, that are computed at a time where nothing is validated
COMPILING_SECONDS = 1.0  # what a program for fewer starts costs, before it saves anything


@final
@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of one start.

    Args:
        state: The state of its best evaluation; without any, that of its end.
        losses: Its losses at the points of the curve; NaN after its end.
        end: The number of updates that it made.
        diverged: Whether it ended because a number stopped being finite.
        validation_loss: That of its best evaluation; NaN without any.
        score: The accuracy or R² there; NaN without any.

    """

    state: State
    losses: Array
    end: int
    diverged: bool
    validation_loss: float
    score: float


def curve_steps(program: Program) -> Array:
    """Return the steps at which losses are kept: every so many, and the last."""
    total = program.total_steps
    every = max(1, total // CURVE_POINTS)
    return np.unique(np.r_[0:total:every, max(0, total - 1) : total])


def train_together(
    run: Run, experiments: Sequence[Experiment], *, validating: bool
) -> tuple[list[Outcome], Array]:
    """Train `experiments`, which compile alike; return what came of each, and their outputs.

    All learn from the training rows of `run`. If `validating`, its validation rows are looked at
    after each epoch, as a run of one does. The outputs (starts, rows, …) are those for the training
    rows; NaN where a start diverged.
    """
    course = _Course(run, experiments, validating=validating)
    course.finish()
    outcomes = course.outcomes()
    course.together.reset(range(len(experiments)), stacked([one.state for one in outcomes]))
    return outcomes, course.together.predict(run.training.x)


@final
class _Course:
    """The way of several starts: who is still going, and what is known of each."""

    def __init__(self, run: Run, experiments: Sequence[Experiment], *, validating: bool) -> None:
        """Stand before the first update."""
        self.programs = [replace(run.program, experiment=each) for each in experiments]
        shape, count = run.program.input_shape, len(experiments)
        first = stacked([layout.initial_state(each, shape) for each in experiments])
        self.together = _side_by_side(run, self.programs, first)
        self._run = run
        self._validates = validating and run.validation.rows > 0
        self._step, self._total = 0, run.program.total_steps
        self._steps = curve_steps(run.program)
        self._losses = np.full((count, len(self._steps)), np.nan, dtype=run.experiment.dtype)
        self._there = np.arange(count)  # the starts that are computed, ended ones among them
        self._going = np.ones(count, dtype=bool)
        self._diverged = np.zeros(count, dtype=bool)
        self._ends = np.full(count, self._total)
        self._rates = np.array([each.learning_rate for each in experiments])
        self._progress = [Progress()] * count
        self._scores = np.full(count, np.nan)
        self._kept: dict[int, State] = {}  # of the best evaluation, or of the end

    def finish(self) -> None:
        """Train until all have ended."""
        every = max(1, self._total // CURVE_POINTS)
        chunk = every * CHUNK_POINTS
        if self._validates:
            chunk = self._run.program.plan.steps_per_epoch
        while self._going.any() and self._step < self._total:
            self._advance(min(chunk, self._total - self._step))
            if self._validates:
                self._validate()
            self._keep_ended()
            self._leave_ended_behind()
        self._end_all()

    def _end_all(self) -> None:
        """Let those that made all their epochs be done."""
        states = self.together.states()
        for place in np.flatnonzero(self._going[self._there]):
            number = int(self._there[place])
            self._diverged[number] = not is_finite(at(states, place))
            self._end(number, self._total)
        self._keep_ended()

    def outcomes(self) -> list[Outcome]:
        """Return what came of each start."""
        return [self._outcome(number) for number in range(len(self.programs))]

    def _outcome(self, number: int) -> Outcome:
        state, progress = self._kept[number], self._progress[number]
        diverged = bool(self._diverged[number])
        return Outcome(
            state=_without_numbers(state) if diverged else state,
            losses=self._losses[number],
            end=int(self._ends[number]),
            diverged=diverged,
            validation_loss=np.nan if progress.best_step is None else progress.best_loss,
            score=float(self._scores[number]),
        )

    def _advance(self, steps: int) -> None:
        """Make `steps` updates of all, and see whose numbers stop being finite."""
        rates = self._rates[self._there]
        losses = self.together.advance(steps, rates)["loss"]
        finite = np.isfinite(losses)
        good = np.where(
            finite.all(axis=1), steps, finite.argmin(axis=1)
        )  # updates before the first
        points = np.flatnonzero((self._steps >= self._step) & (self._steps < self._step + steps))
        columns = self._steps[points] - self._step
        kept = np.where(columns < good[:, None], losses[:, columns], np.nan)
        going = self._going[self._there]
        self._losses[np.ix_(self._there[going], points)] = kept[going]
        for number, made in zip(self._there[going], good[going], strict=True):
            if made < steps:
                self._diverged[number] = True
                self._end(number, self._step + int(made))
        self._step += steps

    def _validate(self) -> None:
        """Look at the validation rows, as a run of one does after each epoch."""
        targets, validation = self._run.table.targets, self._run.validation
        losses, predictions = self.together.evaluate(validation)
        better = []
        for place in np.flatnonzero(self._going[self._there]):
            number = int(self._there[place])
            experiment, before = self.programs[number].experiment, self._progress[number]
            after = before.after(experiment, self._step, float(losses[place]))
            self._progress[number] = after
            self._rates[number] = after.lowered(self._rates[number], before)
            if after.best_step == self._step:
                better.append(number)
                found = targets.score(np, experiment.loss, predictions[place], validation.y)
                self._scores[number] = float(found)
            if after.stopped(experiment):
                self._end(number, self._step)
        self._keep(better)

    def _end(self, number: int, step: int) -> None:
        """Let a start be done."""
        self._going[number] = False
        self._ends[number] = step

    def _keep_ended(self) -> None:
        """Remember the ends of those that were never evaluated."""
        ended = np.flatnonzero(~self._going).tolist()
        self._keep([number for number in ended if number not in self._kept])

    def _keep(self, numbers: Sequence[int]) -> None:
        """Remember the states of some starts as they are now."""
        if not numbers:
            return
        states = self.together.states()
        for place in np.flatnonzero(np.isin(self._there, numbers)):
            self._kept[int(self._there[place])] = at(states, place)

    def _leave_ended_behind(self) -> None:
        """Compute those alone that still go, where that spares more time than it costs."""
        going = self._there[self._going[self._there]]
        if len(going) in (0, len(self._there)):
            return
        spared = (len(self._there) - len(going)) * (self._total - self._step)
        seconds = spared * step_seconds(self._run.engine.engine, self._run.program)
        if isinstance(self.together, OneByOne) or seconds > COMPILING_SECONDS:
            places = np.flatnonzero(self._going[self._there])
            states = self.together.states()
            self.together.reset(going.tolist(), stacked([at(states, place) for place in places]))
            self._there = going


def _side_by_side(run: Run, programs: Sequence[Program], first: State) -> SideBySide:
    """Return who trains them: JAX all at once, if it is there; else one after the other."""
    program = programs[0]
    alone = program.experiment.engine == "reference" or isinstance(run.training.x, Chosen)
    if alone or importlib.util.find_spec("jax") is None:
        return OneByOne(choose(program).engine, programs, run.training, first)
    from glassnet.engines.xla_starts import XlaStarts  # noqa: PLC0415  JAX is optional, and slow

    return XlaStarts(programs, run.training, first)


def _without_numbers(state: State) -> State:
    """Return the state of a start that diverged: it has learned no numbers."""
    return state._replace(params={n: np.full_like(a, np.nan) for n, a in state.params.items()})
