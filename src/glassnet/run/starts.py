"""The same experiment from many random starts: what is luck, and what is the design."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError
from glassnet.nn.intervals import Interval, wilson
from glassnet.nn.schedules import Plateau
from glassnet.program.batches import Chosen
from glassnet.program.experiment import Experiment
from glassnet.program.state import State
from glassnet.program.step import in_blocks, predict
from glassnet.run.model import Model
from glassnet.run.run import Run
from glassnet.run.together import Outcome, curve_steps, train_together

GROUP_NUMBERS = 1 << 24  # floats that the starts of one group may keep together

Observer = Callable[[int], None]


@final
@dataclass(frozen=True, eq=False)
class Starts:
    """What came of many starts; every array has them as its first axis.

    Args:
        run: The run of the first start, before its first step.
        experiments: What each start did: its seed, its rate, ….
        steps: The steps at which `losses` were taken, (points,).
        losses: (starts, points); NaN after the end of a start.
        outputs: What each start puts out for the training rows at the end, (starts, rows, …).
        states: The state of each start that its model has: that of its best evaluation, or without
            validation rows that of its end.
        ends: The number of updates of each, (starts,): early stopping and divergence end some.
        diverged: Which ones ended because a number stopped being finite, (starts,).
        validation_losses: Those of the best evaluations, (starts,); NaN without validation rows.
        scores: The accuracy or R² on the validation rows there, (starts,); NaN without any.

    """

    run: Run
    experiments: tuple[Experiment, ...]
    steps: Array
    losses: Array
    outputs: Array
    states: tuple[State, ...]
    ends: Array
    diverged: Array
    validation_losses: Array
    scores: Array

    def __len__(self) -> int:
        """Return the number of starts."""
        return len(self.experiments)

    def __repr__(self) -> str:
        """Return how many starts there are, their median loss, and how many diverged."""
        good = self.final_losses[np.isfinite(self.final_losses)]
        rows = "validation " if self.run.validation.rows else ""
        told = f"median {rows}loss {np.median(good):.4g}" if good.size else "no finite loss"
        lost = f", {self.diverged.sum()} diverged" if self.diverged.any() else ""
        return f"<{len(self)} starts, {told}{lost}>"

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seed of each start."""
        return tuple(experiment.seed for experiment in self.experiments)

    @property
    def final_losses(self) -> Array:
        """What each start is judged by, (starts,): NaN for one that diverged.

        The loss on the validation rows, of the best evaluation; without such rows that on all
        training rows at the end.
        """
        if np.isfinite(self.validation_losses).any():
            return np.where(self.diverged, np.nan, self.validation_losses)
        loss, y = self.run.experiment.loss, self.run.training.y
        with np.errstate(all="ignore"):
            values = [loss.value_and_gradient(np, outputs, y)[0] for outputs in self.outputs]
        return np.where(self.diverged, np.nan, np.array(values, dtype=np.float64))

    @property
    def best(self) -> int:
        """The number of the start whose final loss is the smallest.

        It was chosen because it did well on those rows, so its score there is too good to be true;
        rows held out for a test tell how good it is.
        """
        if not np.isfinite(self.final_losses).any():
            raise UsageError(
                f"all {len(self)} starts diverged; lower learning_rate (it is "
                f"{self.run.experiment.learning_rate:g})."
            )
        return int(np.nanargmin(self.final_losses))

    @property
    def answers(self) -> Array:
        """The outputs for the training rows as values or probabilities, of the same shape."""
        with np.errstate(all="ignore"):  # what diverged stays NaN
            return np.asarray(self.run.experiment.loss.to_probability(np, self.outputs))

    @property
    def right_side(self) -> Array:
        """Whether each start answers every training row right, (starts,): nearest class or side.

        A network with several outputs is right if each answer is on the right side of one half;
        one half itself is on no side, and what is not a number is never right.
        """
        y, answers = self.run.training.y, self.answers
        finite = np.isfinite(answers).all(axis=tuple(range(1, answers.ndim)))
        if y.ndim == 1:
            return finite & np.all(answers.argmax(axis=-1) == y, axis=1)
        sides = np.where(y > 0.5, answers > 0.5, answers < 0.5)
        return finite & np.all(sides, axis=tuple(range(1, answers.ndim)))

    def within(self, distance: float) -> Array:
        """Whether every answer of each start is nearer than `distance` to its target, (starts,).

        For classes that is the probability of each: 1 is wanted of the right one, else 0.
        """
        y = self.run.training.y
        wanted = y if y.ndim > 1 else y[:, None] == np.arange(self.outputs.shape[-1])
        near = np.abs(self.answers - wanted) < distance
        return np.all(near, axis=tuple(range(1, near.ndim)))

    def model(self, number: int) -> Model:
        """Return what start `number` learned, from 0: to predict with, and to be saved."""
        if not 0 <= number < len(self):
            raise UsageError(f"there are the starts 0 … {len(self) - 1}, got {number}.")
        if self.diverged[number]:
            raise UsageError(
                f"start {number} diverged after {self.ends[number]:,} updates, so it has no model; "
                "`diverged` tells which did."
            )
        state = self.states[number]
        return Model(
            self.experiments[number],
            self.run.table.preparation,
            state.params,
            state.memory,
            provenance={
                "step": int(state.step),
                "rows": self.run.training.rows,
                "data": self.run.table.source.name,
            },
        )

    def predict(self, data: object) -> Array:
        """Return the answers of all starts for every row of `data`, (starts, rows, …).

        They are in the table's own terms, as those of `Model.predict`.
        """
        x = self.model(0).prepare(data).x
        models = map(self.model, range(len(self)))
        return np.stack([model.answer(model.forward(x)) for model in models])

    def outputs_for(self, x: Array | Chosen) -> Array:
        """Return what every start puts out for prepared rows x (rows, …): (starts, rows, …).

        What diverged puts out numbers that are none.
        """
        program = self.run.program

        def forward(state: State) -> Array:
            return in_blocks(lambda part: predict(np, program, state, part), x)

        return np.stack([forward(state) for state in self.states])

    def share(self, which: Array) -> Interval:
        """Return the 95 % interval of the share of starts for which `which` (starts,) holds."""
        return wilson(int(np.sum(which)), len(self))


def start_all(run: Run, seeds: Sequence[int], observe: Observer | None = None) -> Starts:
    """Train the experiment of `run`, from the first step to the last, once from each of `seeds`.

    All learn from the training rows that `run` has, whatever its own seed is, and nobody looks at
    its validation rows: what comes of a start is its end.
    """
    schedule, stopping = run.experiment.schedule, run.experiment.early_stopping
    told = schedule if isinstance(schedule, Plateau) else stopping
    if told is not None:
        raise UsageError(
            f"a comparison validates nothing on the way, so {told!r} would do nothing; leave "
            "it out."
        )
    experiments = [with_seed(run.experiment, seed, run.experiment.seed) for seed in seeds]
    return train_each(run, experiments, observe, validating=False)


def with_seed(experiment: Experiment, seed: int, divides: int) -> Experiment:
    """Return `experiment` with another seed; its rows are divided as seed `divides` does."""
    data = experiment.data
    if data is not None and data.split_seed is None and seed != divides:
        data = replace(data, split_seed=divides)
    return replace(experiment, seed=seed, data=data)


def train_each(
    run: Run,
    experiments: Sequence[Experiment],
    observe: Observer | None = None,
    *,
    validating: bool = True,
) -> Starts:
    """Train `experiments`, which differ from that of `run` in numbers, on the rows of `run`.

    Those that compile alike are trained side by side, as many as memory allows at a time.
    `observe` is told how many are done.
    """
    outcomes: dict[int, Outcome] = {}
    outputs: dict[int, Array] = {}
    for group in _groups(run, experiments):
        here = [experiments[number] for number in group]
        found, put_out = train_together(run, here, validating=validating)
        outcomes.update(zip(group, found, strict=True))
        outputs.update(zip(group, put_out, strict=True))
        if observe is not None:
            observe(len(outcomes))
    numbers = range(len(experiments))
    each = [outcomes[number] for number in numbers]
    return Starts(
        run=run,
        experiments=tuple(experiments),
        steps=curve_steps(run.program),
        losses=np.stack([one.losses for one in each]),
        outputs=np.stack([outputs[number] for number in numbers]),
        states=tuple(one.state for one in each),
        ends=np.array([one.end for one in each]),
        diverged=np.array([one.diverged for one in each]),
        validation_losses=np.array([one.validation_loss for one in each]),
        scores=np.array([one.score for one in each]),
    )


def _groups(run: Run, experiments: Sequence[Experiment]) -> Iterator[list[int]]:
    """Yield the numbers of experiments that are trained together."""
    size = sum(array.size for array in run.state.flat().values()) + math.prod(run.training.x.shape)
    most = max(1, GROUP_NUMBERS // max(1, size))
    alike: dict[object, list[int]] = {}
    for number, experiment in enumerate(experiments):
        alike.setdefault(replace(run.program, experiment=experiment).shared, []).append(number)
    for numbers in alike.values():
        for start in range(0, len(numbers), most):
            yield numbers[start : start + most]
