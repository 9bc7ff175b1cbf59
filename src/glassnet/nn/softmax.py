"""From scores to probabilities: the activations that look at a whole row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace, Shape
from glassnet.ground.errors import ShapeError
from glassnet.nn.layer import Context, Layer, Params, Saved
from glassnet.nn.scaled_initializers import GlorotUniform


@final
@dataclass(frozen=True)
class Softmax(Layer):
    """Scores become shares that sum to 1 over the last axis: yᵢ = e^xᵢ / Σⱼ e^xⱼ.

    x, y: (batch, …, classes)

        dL/dx = y (dL/dy − Σⱼ yⱼ dL/dyⱼ)

    The largest score is taken from all of them first: it changes nothing, and nothing overflows.
    A loss that takes logits does this itself. Source: Boltzmann (1868); Bridle (1990).
    """

    weights_before = GlorotUniform()

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the input's shape."""
        return _with_classes("Softmax", input_shape)

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """yᵢ = e^xᵢ / Σⱼ e^xⱼ."""
        e = xp.exp(x - xp.max(x, axis=-1, keepdims=True))
        y = e / xp.sum(e, axis=-1, keepdims=True)
        return y, (y,)

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dx = y (dL/dy − Σⱼ yⱼ dL/dyⱼ)."""
        (y,) = saved
        return y * (dy - xp.sum(y * dy, axis=-1, keepdims=True)), {}


@final
@dataclass(frozen=True)
class LogSoftmax(Layer):
    """The logarithm of a softmax, to the last digit: yᵢ = xᵢ − log Σⱼ e^xⱼ.

    x, y: (batch, …, classes)

        dL/dx = dL/dy − e^y Σⱼ dL/dyⱼ
    """

    weights_before = GlorotUniform()

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the input's shape."""
        return _with_classes("LogSoftmax", input_shape)

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """yᵢ = xᵢ − log Σⱼ e^xⱼ."""
        below = x - xp.max(x, axis=-1, keepdims=True)
        y = below - xp.log(xp.sum(xp.exp(below), axis=-1, keepdims=True))
        return y, (y,)

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dx = dL/dy − e^y Σⱼ dL/dyⱼ."""
        (y,) = saved
        return dy - xp.exp(y) * xp.sum(dy, axis=-1, keepdims=True), {}


def _with_classes(layer: str, input_shape: Shape) -> Shape:
    """Return the shape, if it has a last axis to sum over."""
    if not input_shape:
        raise ShapeError(f"{layer} takes rows of scores, got {input_shape}; put Dense before it.")
    return input_shape
