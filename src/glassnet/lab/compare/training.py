"""The starts of every design: those that are known are taken, the others are trained.

The starts of all designs are paired: start k of each has the same seed, so the same order of rows,
and the same division of them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import FileError, UsageError, one_line
from glassnet.lab.compare.crews.crew import Work, in_turn
from glassnet.lab.compare.crews.task import Broken, Job, Task, Trained
from glassnet.lab.compare.measures import Measured, Yardstick
from glassnet.lab.compare.store import Store
from glassnet.lab.compare.store import work as work_name
from glassnet.run.run import Run

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
@dataclass(frozen=True)
class Sizes:
    """What is told of a design beside its scores.

    Args:
        parameters: The number of its weights and biases.
        updates: The updates of each start.
        test_share: The held-out rows, in units of the training rows.

    """

    parameters: int
    updates: int
    test_share: float


def sizes_of(run: Run) -> Sizes:
    """Return the sizes of a design by its run, before its first step."""
    split = run.table.split
    return Sizes(
        sum(int(np.size(array)) for array in run.state.params.values()),
        run.program.total_steps,
        len(split.test) / max(1, len(split.train)),
    )


@final
@dataclass(frozen=True, eq=False)
class Standing:
    """What came of one design.

    Args:
        name: Its name.
        of: Its run in the first split, before its first step; its sizes if it was read from where
            results are kept.
        starts: What came of each start: a row for each split.
        seconds: What one start took, when it was trained beside others.
        steps: The steps of the learning curves.

    """

    name: str
    of: Run | Sizes
    starts: tuple[tuple[Measured, ...], ...]
    seconds: float
    steps: tuple[int, ...]

    @property
    def run(self) -> Run:
        """Its run in the first split, before its first step."""
        if isinstance(self.of, Run):
            return self.of
        raise UsageError(f"{one_line(self.name)} was read from a file, which holds no run of it.")

    @property
    def sizes(self) -> Sizes:
        """What is told of it beside its scores."""
        return sizes_of(self.of) if isinstance(self.of, Run) else self.of

    @property
    def parameters(self) -> int:
        """The number of weights and biases."""
        return self.sizes.parameters

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
    runs: dict[str, list[Run]],
    plan: Plan,
    by: Yardstick,
    store: Store,
    observe: Observer,
    work: Work = in_turn,
) -> tuple[Standing, ...]:
    """Return what came of the designs, each with a run for each split; `work` trains the starts.

    Raises:
        FileError: some could not be trained, or their results not be kept.

    """
    parts = [
        _Part(name, run, plan.seeds(split), work_name(run))
        for name, each in runs.items()
        for split, run in enumerate(each)
    ]
    for part in parts:
        part.known.update(store.get(part.label, part.seeds))
    _train(parts, by, store, observe, work)
    return tuple(_standing(name, [p for p in parts if p.name == name]) for name in runs)


@final
@dataclass(frozen=True, eq=False)
class _Part:
    """The starts of a design in one split: their seeds, and what is known of them."""

    name: str
    run: Run
    seeds: range
    label: str
    known: dict[int, tuple[Measured, float]] = field(default_factory=dict)

    @property
    def groups(self) -> list[tuple[int, ...]]:
        """The seeds that are missing, in groups of like size: each size is another program.

        The groups are those of all seeds, without what is known: who goes on has the same ones.
        """
        parts = np.array_split(self.seeds, -(-len(self.seeds) // GROUP))
        groups = [tuple(s for s in map(int, part) if s not in self.known) for part in parts]
        return [group for group in groups if group]

    def keep(self, group: tuple[int, ...], trained: Trained, store: Store) -> None:
        """Keep what came of some starts; if somebody was first, his results stay, here as there."""
        store.put(self.label, group, trained.found, trained.seconds)
        self.known.update(store.get(self.label, group))


def _train(parts: list[_Part], by: Yardstick, store: Store, observe: Observer, work: Work) -> None:
    """Train what is missing, and keep it as it comes."""
    for name in dict.fromkeys(part.name for part in parts):
        _tell(name, parts, observe)
    todo = _in_turns(parts)
    jobs = {part: Job(part.run, by) for part in parts}
    wrong: list[str] = []
    missing = sum(len(group) for _, group in todo)
    with contextlib.closing(work([Task(jobs[part], group) for part, group in todo])) as each:
        for place, outcome in each:
            part, group = todo[place]
            if isinstance(outcome, Trained):
                part.keep(group, outcome, store)
                missing -= len(group)
                _tell(part.name, parts, observe)
                continue
            wrong.append(outcome.told)
            if isinstance(outcome, Broken):
                break
    if wrong:
        raise _unfinished(wrong[-1], missing, store)


def _in_turns(parts: list[_Part]) -> list[tuple[_Part, tuple[int, ...]]]:
    """Return the groups that are missing, a turn for each design, so that none waits for others."""
    turns = zip_longest(*([(part, group) for group in part.groups] for part in parts))
    return [each for turn in turns for each in turn if each is not None]


def _tell(name: str, parts: list[_Part], observe: Observer) -> None:
    own = [part for part in parts if part.name == name]
    observe(name, sum(len(part.known) for part in own), sum(len(part.seeds) for part in own))


def _unfinished(what: str, missing: int, store: Store) -> FileError:
    """Return what is wrong, what is missing, and how to go on."""
    kept = (
        f"the others are kept in {one_line(store.folder, 200)}, and the same comparison goes on "
        "from there"
        if store.folder is not None
        else "nothing is kept; name a folder for the results (--keep), and it can go on"
    )
    return FileError(f"{what}; {missing:,} starts are missing; {kept}.")


def _standing(name: str, parts: list[_Part]) -> Standing:
    rows = tuple(tuple(part.known[seed][0] for seed in part.seeds) for part in parts)
    seconds = [part.known[seed][1] for part in parts for seed in part.seeds]
    steps = curve_steps(parts[0].run.program.total_steps, len(rows[0][0].curve))
    return Standing(name, parts[0].run, rows, float(np.median(seconds)), steps)


def curve_steps(updates: int, points: int) -> tuple[int, ...]:
    """Return the steps of a curve of so many points, as `start_all` takes them."""
    return tuple(int(step) for step in np.linspace(0, max(0, updates - 1), points))
