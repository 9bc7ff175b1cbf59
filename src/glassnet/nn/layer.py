"""The contract of a layer: a description, with functions from arrays to arrays.

A layer stores nothing. Its parameters come in as an argument, what `backward` needs goes out of
`forward` as data, randomness is a key and time is an argument. So the same layer can be run by
NumPy, traced by XLA, repeated from any step and looked into at any time.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from glassnet.ground import keys
from glassnet.ground.arrays import Array, Namespace, Shape
from glassnet.nn.initializers import Initializer
from glassnet.nn.parameter import Parameter, started
from glassnet.nn.scaled_initializers import HeNormal

Params = Mapping[str, Array]
# What forward hands to backward: arrays, and tuples of such.
Saved = tuple[Any, ...]


@dataclass(frozen=True)
class Context:
    """What a layer may know beside its input: training or not, a random key, what it remembers.

    `path` tells where the layer is, from the step down to its number in each network around it.
    """

    training: bool = False
    key: Array | None = None
    memory: Mapping[str, Array] = field(default_factory=dict)
    path: tuple[int | Array, ...] = ()

    def inside(self, index: int) -> Context:
        """Return the context of the layer number `index` of a network."""
        return Context(self.training, self.key, within(self.memory, index), (*self.path, index))

    def own_key(self, xp: Namespace) -> Array:
        """Return the random key of this layer in this step; only who needs it pays for it."""
        key = self.key
        for number in self.path:
            key = keys.fold(xp, key, number)
        return key


def within(named: Mapping[str, Array], index: int) -> dict[str, Array]:
    """Return the part of `named` that belongs to layer `index`, without the layer's prefix.

    >>> within({"0.weights": "W", "1.weights": "V"}, 1)
    {'weights': 'V'}
    """
    prefix = f"{index}."
    return {name[len(prefix) :]: value for name, value in named.items() if name.startswith(prefix)}


def numbered(index: int, named: Mapping[str, Any]) -> dict[str, Any]:
    """Return what layer `index` has by name, with the layer's prefix, which `within` takes away."""
    return {f"{index}.{name}": value for name, value in named.items()}


class Layer(ABC):
    """A function of its input and its parameters, with its derivative beside it.

    Shapes leave out the batch: a layer that takes `(28, 28, 1)` gets arrays
    `(batch, 28, 28, 1)`. A concrete layer is a frozen dataclass and is final.
    """

    # How the weights of the layer before should start; None where the layer after this one decides.
    weights_before: ClassVar[Initializer | None] = None

    def parameters(self, input_shape: Shape) -> dict[str, Parameter]:
        """Return what the layer learns, by name; nothing by default."""
        return {}

    def started(
        self, input_shape: Shape, after: Initializer | None
    ) -> tuple[dict[str, Parameter], Initializer | None]:
        """Return the parameters where `after` suits what comes after; and what suits before."""
        return started(self.parameters(input_shape), self.weights_before, after)

    def memory(self, input_shape: Shape) -> dict[str, Array]:
        """Return what the layer remembers without a gradient, at its start; nothing by default."""
        return {}

    @abstractmethod
    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of one output row, or raise ShapeError with what to put there."""

    @abstractmethod
    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """Return the output (batch, *output_shape) and what `backward` will need."""

    @abstractmethod
    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """Return the loss's gradient by the input, and by each parameter (summed over the batch).

        `dy` (batch, *output_shape) is the gradient by the output.
        """

    def gradients(self, xp: Namespace, params: Params, saved: Saved, dy: Array) -> dict[str, Array]:
        """Return the gradients that `backward` returns; alone where x is data, which stay."""
        return self.backward(xp, params, saved, dy)[1]

    def remember(self, xp: Namespace, memory: Params, saved: Saved) -> dict[str, Array]:
        """Return the layer's memory after a training step; unchanged by default."""
        return dict(memory)


class Activation(Layer):
    """A layer that applies one function to every number by itself.

    Most cut off about half of what comes in, so the weights before them start as He et al. (2015)
    say; those that do not name another start.
    """

    weights_before: ClassVar[Initializer | None] = HeNormal()

    @abstractmethod
    def f(self, xp: Namespace, x: Array) -> Array:
        """Return f(x)."""

    @abstractmethod
    def slope(self, xp: Namespace, x: Array, y: Array) -> Array:
        """Return f′(x), given the input x and the output y = f(x)."""

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the input's shape: nothing moves."""
        return input_shape

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """y = f(x)."""
        y = self.f(xp, x)
        return y, (x, y)

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dx = dL/dy · f′(x)."""
        x, y = saved
        return dy * self.slope(xp, x, y), {}
