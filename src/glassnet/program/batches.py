"""Which rows a step sees: a pure function of the seed and the step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, final

import numpy as np

from glassnet.ground import keys
from glassnet.ground.arrays import Array, Shape
from glassnet.ground.errors import DataError, UsageError
from glassnet.program.experiment import Experiment


@final
@dataclass(frozen=True, eq=False)
class Chosen:
    """Some rows of a larger array, fetched when they are asked for: what a mapped file holds.

    It has what a batch needs of an array: `shape`, and rows by their numbers.
    """

    whole: Array
    rows: Array

    @property
    def shape(self) -> Shape:
        """The shape that the chosen rows would have as an array."""
        return (len(self.rows), *self.whole.shape[1:])

    def __len__(self) -> int:
        """Return the number of chosen rows."""
        return len(self.rows)

    def __getitem__(self, wanted: Array | slice) -> Array:
        """Return the rows numbered `wanted` among the chosen ones."""
        return self.whole[self.rows[wanted]]


class Batch(NamedTuple):
    """Some rows: x (batch, …), y (batch,) or (batch, outputs), weights (batch,) or None."""

    x: Array | Chosen
    y: Array
    weights: Array | None = None

    @property
    def rows(self) -> int:
        """The number of rows."""
        return int(self.x.shape[0])

    def take(self, rows: Array) -> Batch:
        """Return the rows numbered `rows`, in that order."""
        weights = None if self.weights is None else self.weights[rows]
        return Batch(self.x[rows], self.y[rows], weights)


class Plan(NamedTuple):
    """How an epoch is cut: `full` batches of `batch_size` rows, then one of `rest` rows or none."""

    rows: int
    batch_size: int

    @property
    def full(self) -> int:
        """The number of whole batches in an epoch."""
        return self.rows // self.batch_size

    @property
    def rest(self) -> int:
        """The number of rows in the last batch of an epoch, 0 if all batches are whole."""
        return self.rows % self.batch_size

    @property
    def steps_per_epoch(self) -> int:
        """The number of updates in one pass over the rows."""
        return self.full + (self.rest > 0)


def plan(experiment: Experiment, rows: int) -> Plan:
    """Return how `rows` training rows are cut into batches.

    The last, smaller batch of an epoch is used too, as PyTorch and scikit-learn do.
    """
    wanted = experiment.batch_size
    if rows < 1:
        raise DataError(f"a step learns from at least one row, got {rows} training rows.")
    if wanted is not None and wanted > rows:
        raise UsageError(
            f"batch_size must be at most the {rows} training rows, got {wanted}; "
            f"leave it out, or give {rows} for full batches."
        )
    return Plan(rows, wanted or rows)


def orders(experiment: Experiment, rows: int, first_epoch: int, epochs: int) -> Array:
    """Return the order in which each of `epochs` epochs sees the rows: (epochs, rows) int64."""
    if not experiment.shuffle:
        return np.broadcast_to(np.arange(rows), (epochs, rows))
    key = keys.stream(experiment.seed, keys.Purpose.SHUFFLE)
    numbers = np.arange(first_epoch, first_epoch + epochs, dtype=np.uint32)
    many = np.stack(keys.threefry(key, np.zeros_like(numbers), numbers))
    return keys.permutations(many, rows)


def rows_of_step(experiment: Experiment, rows: int, step: int) -> Array:
    """Return the numbers of the rows that update number `step` (from 0) learns from."""
    cut = plan(experiment, rows)
    epoch, position = divmod(step, cut.steps_per_epoch)
    start = position * cut.batch_size
    return orders(experiment, rows, epoch, 1)[0, start : start + cut.batch_size]
