"""The starts of every design: those that are known are taken, the others are trained.

The starts of all designs are paired: start k of each has the same seed, so the same order of rows,
and the same division of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError
from glassnet.lab.compare.measures import Measured, Yardstick, measure
from glassnet.lab.compare.store import Store, work
from glassnet.run.run import Run
from glassnet.run.starts import start_all

GROUP = 50  # starts that are trained, and then kept, together
FURTHEST = 1e100
APART = 1_000_000  # between the seeds of one split and those of the next

Observer = Callable[[str, int, int], None]  # design, starts that are done, starts in all


@final
@dataclass(frozen=True)
class Design:
    """One of those that are compared: its name, and its run for each seed of a split."""

    name: str
    make: Callable[[int], Run]


@final
@dataclass(frozen=True)
class Plan:
    """How much is trained: `starts` in each of `splits` divisions of the rows, from `seed` on."""

    starts: int = 50
    splits: int = 1
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        for name, least in (("starts", 2), ("splits", 1), ("seed", 0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise UsageError(
                    f"{name} must be a whole number of at least {least}, got {value!r}."
                )
        if self.seed + (self.splits + 1) * APART + self.starts >= 2**64:
            raise UsageError(f"seed must leave room for further ones below 2**64, got {self.seed}.")
        if self.starts > APART:
            raise UsageError(f"starts must be at most {APART:,}, got {self.starts:,}.")

    def seeds(self, split: int) -> range:
        """Return the seeds of the starts in a split; none is in two of them."""
        first = self.seed + split * APART
        return range(first, first + self.starts)


@final
@dataclass(frozen=True, eq=False)
class Standing:
    """What came of one design.

    Args:
        name: Its name.
        run: Its run in the first split, before its first step.
        starts: What came of each start: a row for each split.
        seconds: What one start took, when it was trained beside others.
        steps: The steps of the learning curves.

    """

    name: str
    run: Run
    starts: tuple[tuple[Measured, ...], ...]
    seconds: float
    steps: tuple[int, ...]

    @property
    def parameters(self) -> int:
        """The number of weights and biases."""
        return sum(int(np.size(array)) for array in self.run.state.params.values())

    @property
    def failed(self) -> Array:
        """Which starts failed, (splits, starts)."""
        return np.array([[one.failed for one in row] for row in self.starts])

    @property
    def diverged(self) -> int:
        """How many starts diverged."""
        return sum(one.diverged for row in self.starts for one in row)

    def scores(self, by: Yardstick) -> Array:
        """Return the scores (splits, starts); inf where a start diverged and has none.

        Beyond `FURTHEST` a score is as good as infinite: squares of it would be.
        """
        values = np.array([[one.scores[by.score] for one in row] for row in self.starts])
        return np.where(np.abs(values) < FURTHEST, values, np.inf)

    @property
    def curves(self) -> Array:
        """The losses of all starts on the way, (starts of all splits, points)."""
        return np.array([one.curve for row in self.starts for one in row])


def train_designs(
    runs: dict[str, list[Run]], plan: Plan, by: Yardstick, store: Store, observe: Observer
) -> tuple[Standing, ...]:
    """Return what came of the designs, each with a run for each split."""
    return tuple(_standing(name, each, plan, by, (store, observe)) for name, each in runs.items())


def _standing(
    name: str, runs: list[Run], plan: Plan, by: Yardstick, where: tuple[Store, Observer]
) -> Standing:
    store, observe = where
    rows, seconds = [], []
    total = plan.starts * len(runs)
    for split, run in enumerate(runs):
        seeds, label = plan.seeds(split), work(run)
        known = store.get(label, seeds)
        missing = [seed for seed in seeds if seed not in known]
        for group in _groups(missing):
            observe(name, split * plan.starts + len(known), total)
            known |= _trained(run, group, by)
            each = known[group[0]][1]
            store.put(label, group, [known[seed][0] for seed in group], each)
        rows.append(tuple(known[seed][0] for seed in seeds))
        seconds += [known[seed][1] for seed in seeds]
    observe(name, total, total)
    points = len(rows[0][0].curve)
    steps = _steps(runs[0], points)
    return Standing(name, runs[0], tuple(rows), float(np.median(seconds)), steps)


def _groups(seeds: list[int]) -> list[list[int]]:
    """Return the seeds in groups of like size: a program is compiled for each size."""
    count = -(-len(seeds) // GROUP)
    return [[int(seed) for seed in part] for part in np.array_split(seeds, count)] if count else []


def _trained(run: Run, seeds: list[int], by: Yardstick) -> dict[int, tuple[Measured, float]]:
    begun = time.monotonic()
    found = measure(start_all(run, seeds), by)
    each = (time.monotonic() - begun) / len(seeds)
    return {seed: (one, each) for seed, one in zip(seeds, found, strict=True)}


def _steps(run: Run, points: int) -> tuple[int, ...]:
    """Return the steps of a curve of so many points, as `start_all` takes them."""
    last = max(0, run.program.total_steps - 1)
    return tuple(int(step) for step in np.linspace(0, last, points))
