"""Starts of several designs of one shape, trained side by side and stopped to be looked at."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import final

import numpy as np

from glassnet.engines.choice import (
    XLA_FLOPS_PER_SECOND,
    XLA_START_SECONDS,
    choose,
    step_seconds,
)
from glassnet.engines.effort import step_flops
from glassnet.engines.reference import ReferenceEngine
from glassnet.engines.side_by_side import OneByOne, SideBySide, at, stacked
from glassnet.ground.arrays import Array
from glassnet.program import layout
from glassnet.program.batches import Batch, Chosen
from glassnet.program.state import State
from glassnet.program.step import Program
from glassnet.run.run import Run

MOST_NUMBERS = 1 << 24  # floats that the starts of one heat may keep together


@final
class Heat:
    """Some designs, each from the same seeds, all at the same update.

    Args:
        runs: The designs by number, alike in shape (`heats` finds out which are).
        seeds: The seeds of the starts of each.

    """

    def __init__(self, runs: Mapping[int, Run], seeds: Sequence[int]) -> None:
        """Draw the first weights of every start."""
        self.runs = dict(runs)
        self._all = tuple(runs)
        self._trained = self._all
        self._starts = len(seeds)
        self._programs = [
            replace(run.program, experiment=replace(run.experiment, seed=seed))
            for run in runs.values()
            for seed in seeds
        ]
        first = [layout.initial_state(one.experiment, one.input_shape) for one in self._programs]
        data = next(iter(runs.values())).training
        self._training = side_by_side(self._programs, data, stacked(first))
        self._step = 0

    @property
    def total_steps(self) -> int:
        """The updates of each start, if nobody gives it up."""
        return self._programs[0].total_steps

    def advance(self, step: int) -> None:
        """Train on, up to the update number `step`."""
        if step > self._step and self.runs:
            rates = [self._programs[n].experiment.learning_rate for n in self._starts_of_trained]
            self._training.advance(step - self._step, np.array(rates))
            self._step = step

    def outputs(self, x: Array | Chosen) -> dict[int, Array]:
        """Return what the starts of each design put out for x (rows, …): (starts, rows, …)."""
        if not self.runs:
            return {}
        with np.errstate(all="ignore"):  # what diverged puts out numbers that are none
            found = self._training.predict(x[slice(0, len(x))])
        each = found.reshape(len(self._trained), self._starts, *found.shape[1:])
        return {n: part for n, part in zip(self._trained, each, strict=True) if n in self.runs}

    def keep(self, numbers: Collection[int]) -> None:
        """Go on with the designs of these numbers.

        For fewer starts another program is compiled, so all are trained on where that is shorter.
        """
        self.runs = {number: run for number, run in self.runs.items() if number in numbers}
        idle = len(self._trained) - len(self.runs)
        left = (self.total_steps - self._step) * self._starts * idle
        work = left * step_flops(self._programs[0]) / XLA_FLOPS_PER_SECOND
        cheap = isinstance(self._training, OneByOne) or work > XLA_START_SECONDS
        if not idle or not self.runs or not cheap:
            return
        places = [self._trained.index(number) for number in self.runs]
        kept = [place * self._starts + start for place in places for start in range(self._starts)]
        states = self._training.states()
        self._trained = tuple(self.runs)
        self._training.reset(self._starts_of_trained, stacked([at(states, n) for n in kept]))

    @property
    def _starts_of_trained(self) -> list[int]:
        """The places, among all starts, of those that are trained."""
        firsts = [self._all.index(number) * self._starts for number in self._trained]
        return [first + start for first in firsts for start in range(self._starts)]


def heats(runs: Mapping[int, Run], seeds: Sequence[int]) -> list[Heat]:
    """Return the runs, by number, in heats: those that can be trained side by side together.

    They differ in what a compiled program is told while it runs (rates, strengths), and in nothing
    else: not in their rows, their layers or their number of updates.
    """
    alike: list[dict[int, Run]] = []
    for number, run in runs.items():
        for group in alike:
            if _alike(first := next(iter(group.values())), run) and len(group) < _most(
                first, seeds
            ):
                group[number] = run
                break
        else:
            alike.append({number: run})
    return [Heat(group, seeds) for group in alike]


def side_by_side(programs: Sequence[Program], data: Batch, states: State) -> SideBySide:
    """Return who runs the programs: one compiled program where that is the shorter way."""
    first = programs[0]
    if isinstance(data.x, Chosen):  # a mapped file: rows are fetched when they are asked for
        return OneByOne(choose(first).engine, programs, data, states)
    wanted = first.experiment.engine
    seconds = len(programs) * first.total_steps * step_seconds(ReferenceEngine(), first)
    worth = seconds > XLA_START_SECONDS and importlib.util.find_spec("jax") is not None
    if wanted == "reference" or (wanted == "auto" and not worth):
        return OneByOne(ReferenceEngine(), programs, data, states)
    from glassnet.engines.xla_starts import XlaStarts  # noqa: PLC0415  JAX is optional, and slow

    return XlaStarts(programs, data, states)


def _alike(one: Run, other: Run) -> bool:
    same = one.program.shared == other.program.shared
    if not same or one.program.total_steps != other.program.total_steps:
        return False
    ours, theirs = one.training, other.training
    if isinstance(ours.x, Chosen) or isinstance(theirs.x, Chosen):
        return False
    return np.array_equal(ours.x, theirs.x) and np.array_equal(ours.y, theirs.y)


def _most(run: Run, seeds: Sequence[int]) -> int:
    """Return how many designs like that of `run` fit into one heat."""
    numbers = sum(int(array.size) for array in run.state.flat().values())
    size = numbers + math.prod(run.training.x.shape)
    return max(1, MOST_NUMBERS // max(1, size * len(seeds)))
