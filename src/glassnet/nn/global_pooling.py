"""Pooling over the whole map: it forgets where, and keeps how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace, Shape, size
from glassnet.nn.layer import Context, Layer, Params, Saved
from glassnet.nn.pooling import map_shape


@final
@dataclass(frozen=True)
class GlobalAveragePool(Layer):
    """The mean of each channel over the whole map: y = Σ x / n; each place gets dy / n.

    x: (batch, *lengths, channels)   y: (batch, channels)

    Source: Lin, Chen & Yan (2014).
    """

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (channels,)."""
        return map_shape(self, input_shape)[-1:]

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """y = Σ x / n."""
        return xp.mean(x, axis=tuple(range(1, x.ndim - 1))), (x,)

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dx = dy / n at every place."""
        (x,) = saved
        batch, *lengths, channels = x.shape
        share = xp.reshape(dy / size(tuple(lengths)), (batch, *[1] * len(lengths), channels))
        return xp.broadcast_to(share, x.shape), {}
