"""The same experiment from many random starts: what is luck, and what is the design."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np

from glassnet.engines.reference import ReferenceEngine
from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError
from glassnet.nn.intervals import Interval, wilson
from glassnet.nn.network import Network
from glassnet.nn.schedules import Plateau
from glassnet.program import layout
from glassnet.program.batches import Chosen
from glassnet.program.experiment import Experiment
from glassnet.program.state import State
from glassnet.program.step import in_blocks, predict
from glassnet.run.model import Model
from glassnet.run.run import Run
from glassnet.run.training import prepare

GROUP_NUMBERS = 1 << 24  # floats that the starts of one group may keep together
CURVE_POINTS = 500


@final
@dataclass(frozen=True, eq=False)
class Starts:
    """What came of many starts; every array has them as its first axis.

    Args:
        run: The run of the first seed, before its first step.
        seeds: The seed of each start.
        steps: The steps at which `losses` were taken, (points,).
        losses: (starts, points); NaN where a start diverged.
        outputs: What each start puts out for the training rows at the end, (starts, rows, …).
        states: The state of each start at the end.

    """

    run: Run
    seeds: tuple[int, ...]
    steps: Array
    losses: Array
    outputs: Array
    states: tuple[State, ...]

    def __len__(self) -> int:
        """Return the number of starts."""
        return len(self.seeds)

    def __repr__(self) -> str:
        """Return how many starts there are, and their median loss at the end."""
        last = self.losses[:, -1:]
        good = last[np.isfinite(last)]
        told = f"median loss {np.median(good):.4g}" if good.size else "no finite loss"
        return f"<{len(self)} starts, {told}>"

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
        state, seed = self.states[number], self.seeds[number]
        return Model(
            replace(self.run.experiment, seed=seed),
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


def train_starts(
    network: Network | None,
    x: object,
    y: object = None,
    *,
    starts: int = 100,
    first_seed: int = 0,
    observe: Callable[[int], None] | None = None,
    **settings: Any,
) -> Starts:
    """Train from `starts` random starts, seeds `first_seed`, …, each to the last epoch.

    With JAX they run side by side in one compiled program, without it one after the other. A start
    that diverges stays in the result; it does not stop the others.

    Args:
        network: The layers, as for `train`.
        x: The inputs, as for `train`.
        y: The answers, as for `train`.
        starts: How many.
        first_seed: The seed of the first.
        observe: Called with the number of starts that are done, now and then.
        settings: As for `train`; all rows train unless `test` and `validation` say otherwise.

    """
    if isinstance(starts, bool) or not isinstance(starts, int) or starts < 1:
        raise UsageError(f"starts must be a whole number of at least 1, got {starts!r}.")
    shares = {"test": 0.0, "validation": 0.0, "early_stopping": None}
    run = prepare(network, x, y, **{**shares, **settings, "seed": first_seed})
    return start_all(run, range(first_seed, first_seed + starts), observe)


def start_all(
    run: Run, seeds: Sequence[int], observe: Callable[[int], None] | None = None
) -> Starts:
    """Train the experiment of `run`, from the first step to the last, once from each of `seeds`.

    All learn from the training rows that `run` has, whatever its own seed is.
    """
    _refuse_answers(run.experiment)
    size = sum(array.size for array in run.state.flat().values()) + math.prod(run.training.x.shape)
    group = max(1, min(len(seeds), GROUP_NUMBERS // max(1, size)))
    parts = []
    for start in range(0, len(seeds), group):
        parts.append(_group(run, seeds[start : start + group]))
        if observe is not None:
            observe(min(len(seeds), start + group))
    steps, losses, outputs, states = zip(*parts, strict=True)
    return Starts(
        run=run,
        seeds=tuple(seeds),
        steps=steps[0],
        losses=np.concatenate(losses),
        outputs=np.concatenate(outputs),
        states=tuple(state for part in states for state in part),
    )


def _refuse_answers(experiment: Experiment) -> None:
    """Refuse what answers validation losses: starts side by side all take the same steps."""
    schedule, stopping = experiment.schedule, experiment.early_stopping
    told = schedule if isinstance(schedule, Plateau) else stopping
    if told is not None:
        raise UsageError(
            f"train_starts() validates nothing on the way, so {told!r} would do nothing; leave it "
            "out, or train each seed by itself with train(seed=…)."
        )


def _group(run: Run, seeds: Sequence[int]) -> tuple[Array, Array, Array, list[State]]:
    """Train some starts; return the steps of the curve, the curves, the outputs and the states."""
    experiments = [replace(run.experiment, seed=seed) for seed in seeds]
    first = [layout.initial_state(each, run.program.input_shape) for each in experiments]
    total = run.program.total_steps
    every = max(1, total // CURVE_POINTS)
    steps = np.unique(np.r_[0:total:every, max(0, total - 1) : total])
    if run.experiment.engine == "reference" or importlib.util.find_spec("jax") is None:
        return steps, *_one_by_one(run, seeds, first, steps)
    from glassnet.engines.xla_starts import XlaStarts  # noqa: PLC0415  JAX is optional, and slow

    together = XlaStarts(run.program, run.training, seeds, first)
    curves = [np.empty((len(seeds), 0), dtype=run.experiment.dtype)]
    for begin in range(0, total, chunk := every * 64):
        here = min(chunk, total - begin)
        losses = together.advance(here)["loss"]
        wanted = steps[(steps >= begin) & (steps < begin + here)] - begin
        curves.append(losses[:, wanted])
    outputs = together.predict(run.training.x)
    return steps, np.concatenate(curves, axis=1), outputs, together.states()


def _one_by_one(
    run: Run, seeds: Sequence[int], first: Sequence[State], steps: Array
) -> tuple[Array, Array, list[State]]:
    """Train the starts with NumPy, one after the other."""
    curves, outputs, states = [], [], []
    for seed, state in zip(seeds, first, strict=True):
        program = replace(run.program, experiment=replace(run.experiment, seed=seed))
        runner = ReferenceEngine().start(program, run.training, state)
        told = runner.advance(program.total_steps, run.experiment.learning_rate)
        curves.append(told["loss"][steps] if len(steps) else steps)
        outputs.append(runner.predict(run.training.x))
        states.append(runner.state())
    return np.stack(curves), np.stack(outputs), states
