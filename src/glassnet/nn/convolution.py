"""Convolution: the same small Dense layer, at every place of a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, final

from glassnet.ground.arrays import Array, Namespace, Shape, size
from glassnet.ground.errors import ShapeError
from glassnet.ground.ranges import check_choice, check_whole_numbers
from glassnet.nn.initializers import Initializer, Zeros
from glassnet.nn.layer import Context, Layer, Params, Saved
from glassnet.nn.parameter import Parameter
from glassnet.nn.tuples import check_pairs, each
from glassnet.nn.windows import Window, add_back, counts, windows

Padding = Literal["valid", "same"]


class Convolution(Layer):
    r"""Every output is a weighted sum of the inputs in a window: y[o] = Σᵢ x[o·s + i·d] W[i] + b.

    x: (batch, *lengths, channels)   W: (*size, channels, filters)   y: (batch, *counts, filters)

    With a row of P for what each window shows, it is a Dense layer: y = P W + b. With
    `padding="valid"` windows stay inside: count = (length − reach) // stride + 1. With
    `"same"` zeros are put around so that count = ceil(length / stride); an odd one goes after.
    Source: LeCun et al. (1989); the matrix of windows: Chellapilla, Puri & Simard (2006).
    """

    rank: ClassVar[int]
    filters: int
    size: int | tuple[int, int]
    stride: int | tuple[int, int]
    padding: Padding
    dilation: int | tuple[int, int]
    bias: bool
    weights: Initializer | None
    bias_start: Initializer

    def walk(self) -> tuple[Window, ...]:
        """Return the window along each axis."""
        numbers = (each(n, self.rank) for n in (self.size, self.stride, self.dilation))
        same = self.padding == "same"
        return tuple(Window(n, s, d, same) for n, s, d in zip(*numbers, strict=True))

    def parameters(self, input_shape: Shape) -> dict[str, Parameter]:
        """Return W (*size, channels, filters) and b (filters,)."""
        sizes, channels = each(self.size, self.rank), input_shape[-1]
        fans = (size(sizes) * channels, size(sizes) * self.filters)
        learned = {"weights": Parameter((*sizes, channels, self.filters), self.weights, *fans)}
        if self.bias:
            learned["bias"] = Parameter((self.filters,), self.bias_start, *fans, decays=False)
        return learned

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (*counts, filters)."""
        name, wanted = type(self).__name__, ("length", "height, width")[self.rank - 1]
        if len(input_shape) != self.rank + 1:
            raise ShapeError(
                f"{name} takes a map ({wanted}, channels), got {input_shape}; "
                f"put Reshape(({wanted}, channels)) before it."
            )
        return (*counts(name, self.walk(), input_shape), self.filters)

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """y = P W + b."""
        y = self.matrix(xp, x) @ xp.reshape(params["weights"], (-1, self.filters))
        if self.bias:
            y = y + params["bias"]
        return xp.reshape(y, (x.shape[0], *self.output_shape(x.shape[1:]))), (x,)

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dP = dy Wᵀ; dL/dx collects it at every place from all windows there."""
        (x,), weights = saved, params["weights"]
        shown = xp.reshape(dy, (-1, self.filters)) @ xp.reshape(weights, (-1, self.filters)).T
        shown = xp.reshape(shown, (*dy.shape[:-1], *weights.shape[:-1]))
        gradients = self.gradients(xp, params, saved, dy)
        return add_back(xp, shown, self.walk(), x.shape[1:-1]), gradients

    def gradients(self, xp: Namespace, params: Params, saved: Saved, dy: Array) -> dict[str, Array]:
        """dL/dW = Pᵀ dy,  dL/db = Σ dy."""
        (x,), rows = saved, xp.reshape(dy, (-1, self.filters))
        bias = {"bias": xp.sum(rows, axis=0)} if self.bias else {}
        return {"weights": xp.reshape(self.matrix(xp, x).T @ rows, params["weights"].shape), **bias}

    def matrix(self, xp: Namespace, x: Array) -> Array:
        """Return P (batch · windows, places · channels): a row for what each window shows."""
        width = size(each(self.size, self.rank)) * x.shape[-1]
        return xp.reshape(windows(xp, x, self.walk()), (-1, width))


@final
@dataclass(frozen=True)
class Conv1D(Convolution):
    """A convolution over sequences (length, channels).

    `size` is how many places a window shows, `stride` how far it moves, `dilation` how far apart
    its places lie. `weights` says how W starts; None chooses by the activation that follows.

    >>> Conv1D(4, 3, stride=2, padding="same").output_shape((9, 2))
    (5, 4)
    """

    rank: ClassVar[int] = 1
    filters: int
    size: int
    stride: int = 1
    padding: Padding = "valid"
    dilation: int = 1
    bias: bool = True
    weights: Initializer | None = None
    bias_start: Initializer = Zeros()

    def __post_init__(self) -> None:
        """Refuse impossible numbers and an unknown padding."""
        check_whole_numbers(self, filters=1, size=1, stride=1, dilation=1)
        check_choice(self, "padding", ("valid", "same"))


@final
@dataclass(frozen=True)
class Conv2D(Convolution):
    """A convolution over images (height, width, channels); the arguments are those of Conv1D.

    `size`, `stride` and `dilation` are one number, or a pair (vertical, horizontal).

    >>> Conv2D(8, 3).output_shape((28, 28, 1))
    (26, 26, 8)
    """

    rank: ClassVar[int] = 2
    filters: int
    size: int | tuple[int, int]
    stride: int | tuple[int, int] = 1
    padding: Padding = "valid"
    dilation: int | tuple[int, int] = 1
    bias: bool = True
    weights: Initializer | None = None
    bias_start: Initializer = Zeros()

    def __post_init__(self) -> None:
        """Refuse impossible numbers and an unknown padding."""
        check_whole_numbers(self, filters=1)
        check_pairs(self, "size", "stride", "dilation")
        check_choice(self, "padding", ("valid", "same"))
