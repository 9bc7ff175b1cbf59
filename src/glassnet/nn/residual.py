"""Residual: layers that learn only what must change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace, Shape
from glassnet.ground.errors import ShapeError
from glassnet.nn.brief import brief
from glassnet.nn.layer import Context, Layer, Params, Saved
from glassnet.nn.network import Network
from glassnet.nn.parameter import Parameter


@final
@dataclass(frozen=True, init=False)
class Residual(Layer):
    """The input passes, and what the layers make of it is added: y = x + f(x).

    x, y: the same shape      dL/dx = dy + f′(dy): the gradient passes, too, however deep f is

    f is a network of the given layers; parameters and memory have the names it gives them,
    "0.weights", …. Source: He, Zhang, Ren & Sun (2016).

    >>> from glassnet.nn.activations import ReLU
    >>> from glassnet.nn.dense import Dense
    >>> Residual(Dense(4), ReLU()).output_shape((4,))
    (4,)
    """

    layers: tuple[Layer, ...]

    def __init__(self, *layers: Layer) -> None:
        """Take the layers of f in order, or one list of them."""
        object.__setattr__(self, "layers", Network(*layers).layers)

    def __repr__(self) -> str:
        """Return the shortest call that makes this layer."""
        return brief(self)

    @property
    def network(self) -> Network:
        """f."""
        return Network(*self.layers)

    def parameters(self, input_shape: Shape) -> dict[str, Parameter]:
        """Return those of f."""
        return self.network.parameters(input_shape)

    def memory(self, input_shape: Shape) -> dict[str, Array]:
        """Return that of f."""
        return self.network.memory(input_shape)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the input's shape, which f must keep."""
        try:
            inner = self.network.output_shape(input_shape)
        except ShapeError as error:
            raise ShapeError(f"inside Residual, {error}") from None
        if inner != input_shape:
            raise ShapeError(
                f"Residual adds its layers' output to its input, got {inner} for {input_shape}; "
                "the shapes must be equal: let the last layer inside make the input's shape."
            )
        return input_shape

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """y = x + f(x)."""
        y, saved = self.network.forward(xp, params, x, context)
        return x + y, saved

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dx = dy + f′(dy)."""
        dx, gradients = self.network.backward(xp, params, saved, dy)
        return dy + dx, gradients

    def remember(self, xp: Namespace, memory: Params, saved: Saved) -> dict[str, Array]:
        """Return the memory of f after a training step."""
        return self.network.remember(xp, memory, saved)
