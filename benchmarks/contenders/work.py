"""What everybody does: a network, rows, first weights, and which rows each step takes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np

from glassnet.nn.activations import ReLU, Sigmoid
from glassnet.nn.adam import Adam
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy
from glassnet.nn.dense import Dense
from glassnet.nn.losses import HalfSumOfSquares
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.program import layout
from glassnet.program.batches import Batch, orders
from glassnet.program.experiment import Experiment
from glassnet.program.state import State
from glassnet.program.step import Program

LOSSES = {
    "cross-entropy": CategoricalCrossEntropy(),  # of a softmax, mean over rows
    "half squares": HalfSumOfSquares(),  # of sigmoids, sum over rows
    "binary cross-entropy": BinaryCrossEntropy(reduction="sum"),  # of sigmoids, sum over rows
}
HIDDEN = {"relu": ReLU(), "sigmoid": Sigmoid()}
OPTIMIZERS = {"Adam": Adam(), "SGD": SGD()}
EPOCHS_KNOWN = 8  # orders that are drawn beforehand for those who do not draw their own


@dataclass(frozen=True)
class Work:
    """A network of Dense layers, and how it learns.

    `sizes` are the units from input to output; `hidden`, `loss` and `optimizer` are keys of the
    tables above. `aims` says how many times faster than another glassnet's xla engine means to be.
    """

    name: str
    sizes: tuple[int, ...]
    hidden: str
    loss: str
    optimizer: str
    learning_rate: float
    batch_size: int
    rows: int
    dtype: str
    aims: tuple[tuple[str, float], ...] = ()

    @cached_property
    def program(self) -> Program:
        """The work as glassnet runs it."""
        layers: list[Any] = []
        for units in self.sizes[1:-1]:
            layers += [Dense(units), HIDDEN[self.hidden]]
        layers.append(Dense(self.sizes[-1]))
        if self.loss == "half squares":  # the other losses take logits
            layers.append(Sigmoid())
        experiment = Experiment(
            network=Network(*layers),
            loss=LOSSES[self.loss],
            optimizer=OPTIMIZERS[self.optimizer],
            learning_rate=self.learning_rate,
            batch_size=self.batch_size,
            epochs=1_000_000,
            dtype=self.dtype,
        )
        return Program(experiment, self.rows, (self.sizes[0],))

    @cached_property
    def x(self) -> Any:
        """The inputs, (rows, inputs)."""
        random = np.random.default_rng(1)
        return random.normal(size=(self.rows, self.sizes[0])).astype(self.dtype)

    @cached_property
    def classes(self) -> Any:
        """The classes, (rows,): which of some random directions a row points to."""
        directions = np.random.default_rng(2).normal(size=(self.sizes[0], self.sizes[-1]))
        return (self.x @ directions).argmax(axis=1).astype(np.int32)

    @property
    def y(self) -> Any:
        """The classes, (rows,), or a one for each, (rows, outputs)."""
        if self.loss == "cross-entropy":
            return self.classes
        return np.eye(self.sizes[-1], dtype=self.dtype)[self.classes]

    @property
    def batch(self) -> Batch:
        """All rows."""
        return Batch(self.x, self.y)

    @property
    def first(self) -> State:
        """The state before the first step."""
        return layout.initial_state(self.program.experiment, self.program.input_shape)

    def weights(self) -> list[tuple[Any, Any]]:
        """Return copies of the first W (inputs, units) and b (units,) of each layer."""
        values = [value.copy() for value in self.first.params.values()]
        matrices = [value for value in values if value.ndim == 2]
        return list(zip(matrices, [value for value in values if value.ndim == 1], strict=True))

    @cached_property
    def epochs(self) -> Any:
        """The orders in which the first epochs take the rows, (epochs, rows)."""
        return orders(self.program.experiment, self.rows, 0, EPOCHS_KNOWN)

    @cached_property
    def steps(self) -> list[Any]:
        """The row numbers of each step of those epochs."""
        size = self.batch_size
        return [order[i : i + size] for order in self.epochs for i in range(0, self.rows, size)]

    @property
    def numbers(self) -> int:
        """How many numbers the network learns."""
        return sum((fan_in + 1) * units for fan_in, units in pairwise(self.sizes))


class Contender(ABC):
    """Someone who does a work, in the same process, from the first weights on.

    `name` stands in the tables. `work` is what it really does, where it cannot do the one asked
    for; `remark` then says so.
    """

    name: ClassVar[str]
    work: Work
    remark: str = ""

    @abstractmethod
    def losses(self, steps: int) -> list[float]:
        """Make the first `steps` and return the loss of each, before its update."""

    @abstractmethod
    def turn(self, steps: int) -> int:
        """Make about `steps` more in the way that is fastest here; return how many it were."""


def cycle(items: list[Any], place: int, count: int) -> Iterator[Any]:
    """Yield `count` of `items` from `place` on, and from the beginning again after the last."""
    for i in range(place, place + count):
        yield items[i % len(items)]
