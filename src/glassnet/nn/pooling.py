"""Pooling: a map becomes coarser, channel by channel; nothing is learned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import final

from glassnet.ground.arrays import Array, Namespace, Shape, size
from glassnet.ground.errors import ShapeError
from glassnet.nn.layer import Context, Layer, Params, Saved
from glassnet.nn.tuples import check_pairs, each
from glassnet.nn.windows import Window, add_back, counts, windows


def map_shape(layer: Layer, input_shape: Shape) -> Shape:
    """Return the shape, if it is that of a map with one or two axes beside the channels."""
    if len(input_shape) not in {2, 3}:
        raise ShapeError(
            f"{type(layer).__name__} takes a map (length, channels) or (height, width, channels), "
            f"got {input_shape}; put Reshape((length, channels)) before it."
        )
    return input_shape


class Pooling(Layer):
    """Every window of a map becomes one number, in each channel by itself.

    x: (batch, *lengths, channels)   y: (batch, *counts, channels)

    The map has one axis or two. `size` and `stride` are one number, or a pair for two axes;
    `stride` None means `size`: the windows touch. What no whole window covers is left out.
    """

    size: int | tuple[int, int]
    stride: int | tuple[int, int] | None

    def check(self) -> None:
        """Refuse impossible numbers."""
        check_pairs(self, "size", *(() if self.stride is None else ("stride",)))

    def walk(self, rank: int) -> tuple[Window, ...]:
        """Return the window along each of `rank` axes."""
        stride = self.size if self.stride is None else self.stride
        return tuple(map(Window, each(self.size, rank), each(stride, rank)))

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (*counts, channels)."""
        *lengths, channels = map_shape(self, input_shape)
        rank = len(lengths)
        if {len(each(n, rank)) for n in (self.size, self.stride or 1)} != {rank}:
            raise ShapeError(
                f"{self} has a pair of sizes and takes (height, width, channels), "
                f"got {input_shape}; give it one number."
            )
        return (*counts(type(self).__name__, self.walk(rank), input_shape), channels)

    def look(self, xp: Namespace, x: Array) -> Array:
        """Return what the windows show, each as one column: (batch, *counts, places, channels)."""
        walk = self.walk(x.ndim - 2)
        shown = windows(xp, x, walk)
        kept = self.output_shape(x.shape[1:])
        places = size(tuple(window.size for window in walk))
        return xp.reshape(shown, (x.shape[0], *kept[:-1], places, kept[-1]))

    def give_back(self, xp: Namespace, shares: Array, x: Array) -> Array:
        """Return the gradient by x, given that by what the windows show."""
        walk = self.walk(x.ndim - 2)
        sizes = tuple(window.size for window in walk)
        shares = xp.reshape(shares, (*shares.shape[:-2], *sizes, x.shape[-1]))
        return add_back(xp, shares, walk, x.shape[1:-1])


@final
@dataclass(frozen=True)
class MaxPool(Pooling):
    """The largest number of every window: y = maxᵢ xᵢ; it alone gets the gradient.

    Of several that are largest, the first in reading order gets it, as in PyTorch.
    Source: Weng, Ahuja & Huang (1992); Ranzato et al. (2007).

    >>> MaxPool(2).output_shape((28, 28, 8))
    (14, 14, 8)
    """

    size: int | tuple[int, int]
    stride: int | tuple[int, int] | None = None

    def __post_init__(self) -> None:
        """Refuse impossible numbers."""
        self.check()

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """y = maxᵢ xᵢ, along one axis after the other."""
        y = x
        for axis, window in enumerate(self.walk(x.ndim - 2), 1):
            y = reduce(xp.maximum, window.places(xp, y, axis))
        return y, (x,)

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dxᵢ = dy where xᵢ is the first largest, else 0."""
        (x,) = saved
        shown = self.look(xp, x)
        first = xp.expand_dims(xp.argmax(shown, axis=-2), axis=-2)
        here = xp.reshape(xp.arange(shown.shape[-2], dtype=first.dtype), (-1, 1)) == first
        shares = xp.astype(here, dy.dtype) * xp.expand_dims(dy, axis=-2)
        return self.give_back(xp, shares, x), {}


@final
@dataclass(frozen=True)
class AveragePool(Pooling):
    """The mean of every window: y = Σᵢ xᵢ / n; each of its n places gets dy / n.

    Source: LeCun et al. (1990), there called subsampling.

    >>> AveragePool(2, stride=1).output_shape((9, 4))
    (8, 4)
    """

    size: int | tuple[int, int]
    stride: int | tuple[int, int] | None = None

    def __post_init__(self) -> None:
        """Refuse impossible numbers."""
        self.check()

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """y = Σᵢ xᵢ / n."""
        return xp.mean(self.look(xp, x), axis=-2), (x,)

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dxᵢ = dy / n, summed over the windows that show it."""
        (x,) = saved
        n = size(tuple(window.size for window in self.walk(x.ndim - 2)))
        share = xp.expand_dims(dy / n, axis=-2)
        shares = xp.broadcast_to(share, (*dy.shape[:-1], n, dy.shape[-1]))
        return self.give_back(xp, shares, x), {}
