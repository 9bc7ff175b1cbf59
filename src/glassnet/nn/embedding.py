"""Embedding: what has no size, only a name, becomes numbers that are learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace, Shape, scatter_add
from glassnet.ground.errors import ShapeError
from glassnet.ground.ranges import check_whole_numbers
from glassnet.nn.initializers import Initializer
from glassnet.nn.layer import Context, Layer, Params, Saved
from glassnet.nn.parameter import Parameter


@final
@dataclass(frozen=True)
class Embedding(Layer):
    """Every code 0 … entries − 1 has a row of numbers of its own: y = W[x].

    x: (batch, n), codes in any dtype   W: (entries, units)   y: (batch, n, units)

        dL/dW[c] = Σ dy where x = c      dL/dx = 0: a code has no slope

    It is a Dense layer on one-hot rows that never multiplies by 0; one row flows into each unit,
    so fan_in is 1. A code that is no whole number within 0 … entries − 1 gives NaN, in every
    array library alike: the loss stops being finite at that step, rather than wrong in silence.

    Source: Bengio, Ducharme, Vincent & Jauvin (2003).
    """

    entries: int
    units: int
    weights: Initializer | None = None

    def __post_init__(self) -> None:
        """Refuse a table without entries or units."""
        check_whole_numbers(self, entries=1, units=1)

    def parameters(self, input_shape: Shape) -> dict[str, Parameter]:
        """Return W (entries, units)."""
        shape = (self.entries, self.units)
        return {"weights": Parameter(shape, self.weights, fan_in=1, fan_out=self.units)}

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (n, units)."""
        if len(input_shape) != 1:
            raise ShapeError(
                f"Embedding takes a flat row of codes, got {input_shape}; put Flatten() before it."
            )
        return (*input_shape, self.units)

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """y = W[x]; saved holds x and its codes (batch · n,)."""
        known = (x >= 0) & (x < self.entries) & (x == xp.floor(x))
        codes = xp.astype(xp.where(known, x, xp.zeros_like(x)), xp.int32)
        codes = xp.reshape(codes, (-1,))
        rows = xp.take(params["weights"], codes, axis=0)
        rows = xp.reshape(rows, (*x.shape, self.units))
        return xp.where(known[..., None], rows, xp.full_like(rows, xp.nan)), (x, codes)

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dW[c] = Σ dy where x = c,  dL/dx = 0."""
        x, codes = saved
        rows = xp.reshape(dy, (-1, self.units))
        return (
            xp.zeros(x.shape, dtype=dy.dtype),
            {"weights": scatter_add(xp, self.entries, codes, rows)},
        )
