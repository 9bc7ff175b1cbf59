"""The chain rule, once: a network is its layers, one after the other, and is a layer itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace, Shape
from glassnet.ground.errors import ShapeError, UsageError
from glassnet.ground.html_table import html_table
from glassnet.nn.brief import brief
from glassnet.nn.initializers import Initializer
from glassnet.nn.layer import Context, Layer, Params, Saved, numbered, within
from glassnet.nn.parameter import Parameter


@final
@dataclass(frozen=True, init=False)
class Network(Layer):
    """Layers in a row: each takes what the one before it gives.

        forward    x₀ = x,  xᵢ₊₁ = layerᵢ(xᵢ)
        backward   dxᵢ = layerᵢ'(dxᵢ₊₁), from the last to the first

    Names of parameters carry the layer's number: "0.weights", "2.bias".

    Source: the chain rule; Rumelhart, Hinton & Williams (1986).

    >>> from glassnet.nn.dense import Dense
    >>> Network(Dense(16), Dense(3)).output_shape((4,))
    (3,)
    """

    layers: tuple[Layer, ...]

    def __init__(self, *layers: Layer) -> None:
        """Take the layers in order, or one list of them."""
        if len(layers) == 1 and isinstance(layers[0], (list, tuple)):
            layers = tuple(layers[0])
        if not layers:
            raise UsageError("a network needs at least one layer, got none; try Network(Dense(1)).")
        for number, layer in enumerate(layers):
            if not isinstance(layer, Layer):
                given = f"{layer.__name__} itself" if isinstance(layer, type) else repr(layer)
                raise UsageError(
                    f"layer {number} must be a layer such as Dense(16) or ReLU(), got {given}."
                )
        object.__setattr__(self, "layers", tuple(layers))

    def __repr__(self) -> str:
        """Return the shortest call that makes this network."""
        return brief(self)

    def _repr_html_(self) -> str:
        return html_table("Network", ("layer", ""), enumerate(map(brief, self.layers)))

    def shapes(self, input_shape: Shape) -> Iterator[tuple[int, Layer, Shape, Shape]]:
        """Yield each layer's number, itself, its input's and its output's shape, if they fit."""
        shape = input_shape
        for number, layer in enumerate(self.layers):
            try:
                output = layer.output_shape(shape)
            except ShapeError as error:
                raise ShapeError(f"layer {number}: {error}") from None
            yield number, layer, shape, output
            shape = output

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape that the last layer gives."""
        *_, (_, _, _, shape) = self.shapes(input_shape)
        return shape

    def parameters(self, input_shape: Shape) -> dict[str, Parameter]:
        """Return every layer's parameters, by "number.name", with the starts that suit them."""
        return self.started(input_shape, None)[0]

    def started(
        self, input_shape: Shape, after: Initializer | None
    ) -> tuple[dict[str, Parameter], Initializer | None]:
        """From the last layer on: a network within another starts as its layers alone would."""
        learned: dict[str, Parameter] = {}
        for number, layer, shape, _ in reversed(list(self.shapes(input_shape))):
            own, after = layer.started(shape, after)
            learned = numbered(number, own) | learned
        return learned, after

    def memory(self, input_shape: Shape) -> dict[str, Array]:
        """Return what every layer remembers at its start, by "number.name"."""
        return {
            f"{number}.{name}": value
            for number, layer, shape, _ in self.shapes(input_shape)
            for name, value in layer.memory(shape).items()
        }

    def walk(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> Iterator[tuple[int, Layer, Array, Saved]]:
        """Yield each layer's number, itself, what it puts out and what it saved, from the first."""
        for number, layer in enumerate(self.layers):
            own = within(params, number)
            x, kept = layer.forward(xp, own, x, context.inside(number))
            yield number, layer, x, kept

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """xᵢ₊₁ = layerᵢ(xᵢ); saved holds what each layer saved."""
        saved = []
        for _, _, y, kept in self.walk(xp, params, x, context):
            x = y
            saved.append(kept)
        return x, tuple(saved)

    def walk_back(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array, down_to: int = 0
    ) -> Iterator[tuple[int, Array, dict[str, Array]]]:
        """Yield each layer's number, dL/dx of its input and its own gradients, from the last."""
        for number in reversed(range(down_to, len(self.layers))):
            own = within(params, number)
            dy, found = self.layers[number].backward(xp, own, saved[number], dy)
            yield number, dy, found

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dxᵢ = layerᵢ'(dxᵢ₊₁), from the last layer to the first."""
        gradients: dict[str, Array] = {}
        for number, dx, found in self.walk_back(xp, params, saved, dy):
            dy = dx
            gradients |= numbered(number, found)
        return dy, {name: gradients[name] for name in params}

    def gradients(self, xp: Namespace, params: Params, saved: Saved, dy: Array) -> dict[str, Array]:
        """As `backward`, but for dx₀."""
        found: dict[str, Array] = {}
        for number, dx, own in self.walk_back(xp, params, saved, dy, down_to=1):
            dy = dx
            found |= numbered(number, own)
        found |= numbered(0, self.layers[0].gradients(xp, within(params, 0), saved[0], dy))
        return {name: found[name] for name in params}

    def remember(self, xp: Namespace, memory: Params, saved: Saved) -> dict[str, Array]:
        """Return every layer's memory after a training step."""
        return {
            f"{number}.{name}": value
            for number, layer in enumerate(self.layers)
            for name, value in layer.remember(xp, within(memory, number), saved[number]).items()
        }
