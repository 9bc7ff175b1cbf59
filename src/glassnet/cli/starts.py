"""`--starts`: train from many random starts, tell how they went, and go on with the best."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np

from glassnet.cli.progress import SECONDS_BETWEEN_LINES, now_and_then, score
from glassnet.cli.screen import columns, count, number
from glassnet.cli.settings import Wishes
from glassnet.cli.streams import note
from glassnet.ground.arrays import Array
from glassnet.ground.errors import DivergedError, UsageError
from glassnet.program.experiment import Experiment
from glassnet.run.run import Run
from glassnet.run.starts import Starts, train_each, with_seed

SEEDS = 2**64  # a seed is below


@final
@dataclass(frozen=True, eq=False)
class Tried:
    """What came of the starts.

    Args:
        found: The starts.
        scores: The accuracy or R² of each on the rows that they are judged by, (starts,).
        base: What those rows give without learning: always the commonest class, or the mean.

    """

    found: Starts
    scores: Array
    base: float

    def best(self, wishes: Wishes) -> Wishes:
        """Return the wishes for the best of the starts alone, on the rows of all."""
        experiment = self.found.experiments[self.found.best]
        split = None if experiment.data is None else experiment.data.split_seed
        return replace(
            wishes,
            training=replace(wishes.training, seed=experiment.seed),
            data=replace(wishes.data, split_seed=split),
        )

    @property
    def order(self) -> list[int]:
        """The numbers of the starts that did not diverge, from the best to the worst."""
        losses = self.found.final_losses
        return [int(k) for k in np.argsort(losses, kind="stable") if np.isfinite(losses[k])]

    @property
    def failed(self) -> int:
        """How many did not diverge, and are no better than no learning at all."""
        return sum(not self.scores[number] > self.base for number in self.order)

    def lines(self) -> Iterator[str]:
        """Yield a small table, what is wrong with some, and what is kept."""
        order, seeds = self.order, self.found.seeds
        yield f"{count(len(seeds), 'start')}, seeds {seeds[0]} … {seeds[-1]}, on the same rows"
        name = "accuracy" if self._classes else "R²"
        head = ("", "seed", f"{self._rows} loss", name, "steps")
        shown = {"best": order[0], "median": order[(len(order) - 1) // 2], "worst": order[-1]}
        told = [(word, *self._row(k, name)) for word, k in shown.items()]
        yield from columns([head, *told], right=(1, 2, 3, 4))
        guess = "the commonest class" if self._classes else "the mean"
        yield f"failed: {self.failed:,}, no better than always {guess} ({score(name, self.base)})"
        yield f"diverged: {int(self.found.diverged.sum()):,}"
        yield f"kept: the best by {self._rows} loss, trained again by itself"
        yield f"chosen by those rows, it looks better on them than it is; {self._honest}"

    def document(self) -> dict[str, Any]:
        """Return every start, as JSON."""
        found = self.found
        losses, scores = found.final_losses, self.scores
        each = [
            {
                "seed": seed,
                "steps": int(found.ends[k]),
                "diverged": bool(found.diverged[k]),
                "loss": float(losses[k]) if np.isfinite(losses[k]) else None,
                "score": float(scores[k]) if np.isfinite(scores[k]) else None,
            }
            for k, seed in enumerate(found.seeds)
        ]
        return {"judged_on": self._rows, "kept": found.best, "failed": self.failed, "each": each}

    @property
    def _classes(self) -> bool:
        return self.found.run.table.targets.task == "classification"

    @property
    def _rows(self) -> str:
        return "validation" if self.found.run.validation.rows else "training"

    @property
    def _honest(self) -> str:
        """Which rows tell how good it is."""
        if len(self.found.run.table.split.test):
            return "the rows held out tell how good it is"
        return "no rows are held out to tell how good it is"

    def _row(self, number_: int, name: str) -> tuple[str, ...]:
        loss = number(float(self.found.final_losses[number_]))
        value = score(name, float(self.scores[number_]))
        return str(self.found.seeds[number_]), loss, value, f"{self.found.ends[number_]:,}"


def try_starts(run: Run, starts: int, *, quiet: bool) -> Tried:
    """Train the experiment of a run from so many starts, the first with its own seed.

    Raises:
        UsageError: there are not so many seeds from that one on.
        DivergedError: all of them diverged.

    """
    first = run.experiment.seed
    if first + starts > SEEDS:
        raise UsageError(
            f"option --seed {first}: leaves no room for {starts:,} starts below 2**64; choose a "
            "smaller one."
        )
    if not quiet:
        note(f"training from {count(starts, 'random start')}, then the best by itself.")
    experiments = [with_seed(run.experiment, seed, first) for seed in range(first, first + starts)]
    found = _trained(run, experiments, quiet=quiet)
    if found.diverged.all():
        raise DivergedError(
            f"all {starts:,} starts diverged. Lower learning_rate (it is "
            f"{run.experiment.learning_rate:g}).",
            step=int(found.ends.max()),
        )
    return Tried(found, _scores(found), _base(found))


def _trained(run: Run, experiments: list[Experiment], *, quiet: bool) -> Starts:
    """Return what came of the starts; say now and then how many are done, and how many were."""
    tell, starts, so_far = now_and_then(SECONDS_BETWEEN_LINES, quiet=quiet), len(experiments), 0

    def observe(done: int) -> None:
        nonlocal so_far
        so_far = done
        if done < starts:  # of all of them, more is said
            tell(f"{done:,} of {starts:,} starts")

    try:
        return train_each(run, experiments, observe)
    except KeyboardInterrupt:
        if not quiet:
            note(
                f"stopped with {so_far:,} of {starts:,} starts done; nothing is kept, and the same "
                "command begins anew."
            )
        raise


def _scores(found: Starts) -> Array:
    """Return the score of each start on the rows that it is judged by."""
    run = found.run
    if run.validation.rows:
        return found.scores
    score_of, loss = run.table.targets.score, run.experiment.loss
    return np.array([score_of(np, loss, outputs, run.training.y) for outputs in found.outputs])


def _base(found: Starts) -> float:
    """Return the score of who always says the same on the rows that starts are judged by."""
    table = found.run.table
    if table.targets.task != "classification":
        return 0.0
    learned = table.known[table.split.train].astype(int)
    judged = table.split.validation if found.run.validation.rows else table.split.train
    return float(np.mean(table.known[judged] == np.bincount(learned).argmax()))
