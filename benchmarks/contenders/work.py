"""What everybody does: a network, rows, first weights, and which rows each step takes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from glassnet.nn.activations import ReLU, Sigmoid
from glassnet.nn.adam import Adam
from glassnet.nn.convolution import Conv2D
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy
from glassnet.nn.dense import Dense
from glassnet.nn.losses import HalfSumOfSquares
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.nn.pooling import MaxPool
from glassnet.nn.shape import Flatten
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
FIRST_STEPS = 20  # whose losses must agree
EPOCHS_KNOWN = 8  # orders, at least, that are drawn beforehand for who does not draw them
SIDE = 28  # of an image


@dataclass(frozen=True)
class Work:
    """A network of Dense layers, and how it learns.

    `sizes` are the units from input to output; `hidden`, `loss` and `optimizer` are keys of the
    tables above. `maps` are the filters of convolutions before them, on images of 28×28: windows
    of 3×3 that stay inside, ReLU, the largest of each 2×2.
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
    maps: tuple[int, ...] = ()

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of a row."""
        return (SIDE, SIDE, 1) if self.maps else self.sizes[:1]

    @cached_property
    def program(self) -> Program:
        """The work as glassnet runs it."""
        layers: list[Any] = []
        for filters in self.maps:
            layers += [Conv2D(filters, 3), ReLU(), MaxPool(2)]
        if self.maps:
            layers.append(Flatten())
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
        return Program(experiment, self.rows, self.input_shape)

    @cached_property
    def x(self) -> Any:
        """The inputs, (rows, *input_shape)."""
        random = np.random.default_rng(1)
        return random.normal(size=(self.rows, *self.input_shape)).astype(self.dtype)

    @cached_property
    def classes(self) -> Any:
        """The classes, (rows,): which of some random directions a row points to.

        One output tells two classes apart: on which side of one direction a row lies.
        """
        x, outputs = self.x.reshape(self.rows, -1), self.sizes[-1]
        along = x @ np.random.default_rng(2).normal(size=(x.shape[1], outputs))
        found = along.argmax(axis=1) if outputs > 1 else along[:, 0] > 0
        return found.astype(np.int32)

    @property
    def y(self) -> Any:
        """The classes, (rows,), or a one for each, (rows, outputs)."""
        if self.loss == "cross-entropy":
            return self.classes
        if self.sizes[-1] == 1:
            return self.classes[:, None].astype(self.dtype)
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
        """Return copies of the first W and b (units,) of each layer, as (W, b).

        W is (inputs, units), of a convolution (3, 3, channels, filters).
        """
        values = [value.copy() for value in self.first.params.values()]
        matrices = [value for value in values if value.ndim > 1]
        return list(zip(matrices, [value for value in values if value.ndim == 1], strict=True))

    @cached_property
    def epochs(self) -> Any:
        """The orders in which the first epochs take the rows, (epochs, rows)."""
        enough = -(-FIRST_STEPS // self.program.plan.steps_per_epoch)
        return orders(self.program.experiment, self.rows, 0, max(EPOCHS_KNOWN, enough))

    @cached_property
    def steps(self) -> list[Any]:
        """The row numbers of each step of those epochs."""
        size = self.batch_size
        return [order[i : i + size] for order in self.epochs for i in range(0, self.rows, size)]


class Contender(ABC):
    """Someone who does a work, in the same process, from the first weights on.

    `name` stands in the tables. `work` is what it really does, where it cannot do the one asked
    for; `remark` then says so. Who is not `judged` has no losses to compare: it does the costly
    part of a work only, or learns from other rows.
    """

    name: ClassVar[str]
    judged: ClassVar[bool] = True
    work: Work
    remark: str = ""

    @classmethod
    def can(cls, work: Work) -> bool:
        """Tell whether it can do `work`; most can do all."""
        return work.program is not None

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
