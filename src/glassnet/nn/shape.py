"""Layers that move nothing but the shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace, Shape, size
from glassnet.ground.errors import ShapeError
from glassnet.nn.layer import Context, Layer, Params, Saved
from glassnet.nn.tuples import check_tuple


@final
@dataclass(frozen=True)
class Flatten(Layer):
    """Every row becomes one line of numbers, in reading order (the last axis fastest).

    x: (batch, …)   y: (batch, product of …)

    >>> Flatten().output_shape((28, 28, 1))
    (784,)
    """

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (product of the lengths,)."""
        return (size(input_shape),)

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """The same numbers, in one line."""
        return xp.reshape(x, (x.shape[0], size(x.shape[1:]))), (x,)

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dx is dL/dy in the shape of x."""
        (x,) = saved
        return xp.reshape(dy, x.shape), {}


@final
@dataclass(frozen=True)
class Reshape(Layer):
    """Every row takes a new shape; its numbers keep their reading order.

    x: (batch, …)   y: (batch, *shape)

    >>> Reshape((28, 28, 1)).output_shape((784,))
    (28, 28, 1)
    """

    shape: Shape

    def __post_init__(self) -> None:
        """Refuse a shape that no row can have."""
        check_tuple(self, "shape", "(28, 28, 1)")

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `shape`."""
        have, want = size(input_shape), size(self.shape)
        if have != want:
            raise ShapeError(
                f"Reshape makes {self.shape}, {want} numbers, but got {input_shape}, {have} "
                "numbers; the products must be equal."
            )
        return self.shape

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """The same numbers in the new shape."""
        return xp.reshape(x, (x.shape[0], *self.shape)), (x,)

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dx is dL/dy in the shape of x."""
        (x,) = saved
        return xp.reshape(dy, x.shape), {}
