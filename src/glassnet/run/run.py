"""One experiment being done: the one door through which a run is moved and seen."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from glassnet.engines.choice import choose
from glassnet.ground.arrays import Array
from glassnet.ground.errors import DivergedError
from glassnet.nn.schedules import Plateau
from glassnet.program import layout
from glassnet.program.batches import Batch
from glassnet.program.experiment import Experiment
from glassnet.program.state import State
from glassnet.program.step import Program
from glassnet.run.divergence import explain
from glassnet.run.history import Evaluation, History
from glassnet.run.model import Model
from glassnet.run.table import Table

Observer = Callable[[Evaluation], None]


@dataclass(frozen=True)
class Progress:
    """What a run knows beside its state: the best evaluation so far, and how long ago it was."""

    best_loss: float = math.inf
    best_step: int = 0
    stale_epochs: int = 0
    plateau: Plateau.State | None = None

    def after(self, loss: float, step: int, minimum_improvement: float) -> Progress:
        """Return the progress after an evaluation; NaN never is an improvement."""
        if loss < self.best_loss - minimum_improvement:
            return replace(self, best_loss=loss, best_step=step, stale_epochs=0)
        return replace(self, stale_epochs=self.stale_epochs + 1)


@final
class Run:
    """A run of `experiment` on `table`: it learns from the training rows, and from no other.

    Raises:
        UsageError: the network, the loss or the batch size do not fit the data.

    """

    def __init__(self, experiment: Experiment, table: Table) -> None:
        """Check that everything fits, choose the engine and draw the first weights."""
        self.experiment = experiment
        self.table = table
        self.training = self._rows(table.split.train)
        self.validation = self._rows(table.split.validation)
        shape = table.preparation.input_shape
        self.program = Program(experiment, self.training.rows, shape)
        table.targets.check(experiment.network, experiment.loss, shape)
        self.engine = choose(self.program)
        self.history = History()
        self.progress = Progress()
        self.stopped = ""
        self.observer_error = ""
        self._best: State | None = None
        first = layout.initial_state(experiment, shape)
        self._runner = self.engine.engine.start(self.program, self.training, first)

    def __repr__(self) -> str:
        """Return where the run is."""
        return (
            f"<Run step {self.step} of {self.program.total_steps}, epoch {self.epoch} of "
            f"{self.experiment.epochs}, {self.engine.name} engine>"
        )

    @property
    def state(self) -> State:
        """The state after the last update."""
        return self._runner.state()

    @property
    def best_state(self) -> State:
        """The state of the best evaluation, or the last one where nothing was evaluated."""
        return self._best if self._best is not None else self.state

    @property
    def step(self) -> int:
        """The number of updates made."""
        return len(self.history.get("loss", ()))

    @property
    def epoch(self) -> int:
        """The number of whole epochs made."""
        return self.step // self.program.plan.steps_per_epoch

    @property
    def model(self) -> Model:
        """What was learned: the weights of the best evaluation, or the last ones without any."""
        best = self.best_state
        where = {"step": int(best.step), "rows": self.training.rows, "data": self.table.source.name}
        return Model(
            self.experiment, self.table.preparation, best.params, best.memory, provenance=where
        )

    @property
    def done(self) -> bool:
        """Whether all epochs are made, or early stopping ended the run."""
        return bool(self.stopped) or self.step >= self.program.total_steps

    def advance(self, steps: int = 1) -> None:
        """Make `steps` updates.

        Raises:
            DivergedError: the loss stopped being finite; the run stands before that step.

        """
        before = self._runner.state()
        columns = self._runner.advance(steps, self.learning_rate)
        finite = np.isfinite(columns["loss"])
        if finite.all():
            self.history.append(columns)
            return
        good = int(np.argmin(finite))
        self._runner.reset(before)
        if good:
            self.history.append(self._runner.advance(good, self.learning_rate))
        raise self._diverged(float(columns["loss"][good]))

    def finish(self, observe: Observer | None = None) -> None:
        """Train to the end: epoch after epoch, until all are made or nothing improves.

        `observe` is told of each evaluation; if it raises, it is not asked again and the run goes
        on, with a line in `observer_error`.
        """
        while not self.done:
            evaluation = self.advance_epoch()
            if observe is not None:
                try:
                    observe(evaluation)
                except Exception as error:  # noqa: BLE001  whoever watches must not harm the run
                    self.observer_error = f"{type(error).__name__}: {error}"
                    observe = None

    def advance_epoch(self) -> Evaluation:
        """Go to the end of the current epoch, evaluate, and remember the best."""
        per_epoch = self.program.plan.steps_per_epoch
        start = self.step
        self.advance(per_epoch - start % per_epoch)
        evaluation = self._evaluate(start)
        self.history.evaluations.append(evaluation)
        if evaluation.validation_loss is not None:
            self._judge(evaluation.validation_loss)
        return evaluation

    @property
    def learning_rate(self) -> float:
        """The base learning rate in force: the experiment's, lowered by a plateau."""
        schedule, plateau = self.experiment.schedule, self.progress.plateau
        factor = plateau.factor if isinstance(schedule, Plateau) and plateau is not None else 1.0
        return self.experiment.learning_rate * factor

    def predict(self, x: Array) -> Array:
        """Return what the network puts out for x (rows, …) now."""
        return self._runner.predict(x)

    def _rows(self, rows: Array) -> Batch:
        """Return the rows numbered `rows` of the table, as the network and the loss take them."""
        experiment, table = self.experiment, self.table
        x, known = table.part(rows)
        (outputs, *_) = experiment.network.output_shape(table.preparation.input_shape) or (1,)
        return Batch(x, table.targets.encode(experiment.loss, known, outputs, experiment.dtype))

    def _evaluate(self, since: int) -> Evaluation:
        loss, rate = self.history["loss"], self.history["learning_rate"]
        found = Evaluation(
            step=self.step,
            epoch=self.epoch,
            training_loss=float(loss[since:].mean()),
            learning_rate=float(rate[-1]),
        )
        if self.validation.rows == 0:
            return found
        prediction = self.predict(self.validation.x)
        with np.errstate(all="ignore"):
            value, _ = self.experiment.loss.value_and_gradient(
                np, prediction, self.validation.y, self.validation.weights
            )
        score = self.table.targets.score(self.experiment.loss, prediction, self.validation.y)
        return replace(found, validation_loss=float(value), score=score)

    def _judge(self, validation_loss: float) -> None:
        """Keep the best state, stop when nothing improves, lower the rate on a plateau."""
        stopping, schedule = self.experiment.early_stopping, self.experiment.schedule
        least = stopping.minimum_improvement if stopping is not None else 0.0
        self.progress = self.progress.after(validation_loss, self.step, least)
        if self.progress.stale_epochs == 0:
            self._best = self.state
        if isinstance(schedule, Plateau):
            state = schedule.react(self.progress.plateau or schedule.start(), validation_loss)
            self.progress = replace(self.progress, plateau=state)
        if stopping is not None and self.progress.stale_epochs >= stopping.patience:
            self.stopped = f"no improvement for {stopping.patience} epochs"

    def _diverged(self, loss: float) -> DivergedError:
        """Say at which step and in which layer it began, by looking at that step with NumPy."""
        return explain(self.program, self.training, self.state, loss)
