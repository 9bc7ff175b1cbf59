"""Dropout: a network that must not lean on any single unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground import keys
from glassnet.ground.arrays import Array, Namespace, Shape
from glassnet.ground.errors import UsageError
from glassnet.ground.ranges import check_numbers
from glassnet.nn.layer import Context, Layer, Params, Saved


@final
@dataclass(frozen=True)
class Dropout(Layer):
    """In training each number becomes 0 with the chance `rate`; the others grow to make up for it.

        y = x m,   m = 1 / (1 − rate) where u ≥ rate, else 0,   u ~ U[0, 1)      dL/dx = m dL/dy

    m has the mean 1, so that outside training nothing is to be done: y = x. The random numbers u
    come from the context's key alone: the same key drops the same numbers.

    Source: Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov (2014), section 10 for the
    scaling in training.
    """

    rate: float = 0.5

    def __post_init__(self) -> None:
        """Refuse a chance that is none, or that leaves nothing."""
        check_numbers(self, rate="[0, 1)")

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the input's shape."""
        return input_shape

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """y = x m in training, y = x outside; saved holds m, or nothing."""
        if not context.training:
            return x, ()
        if context.key is None:
            raise UsageError(
                "Dropout draws random numbers in training and got no key; "
                "give Context(training=True, key=…), or training=False to predict."
            )
        dtype = "float32" if x.dtype == xp.float32 else "float64"
        kept = keys.uniform(xp, context.own_key(xp), x.shape, dtype) >= self.rate
        m = xp.astype(kept, x.dtype) / (1.0 - self.rate)
        return x * m, (m,)

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dx = m dL/dy."""
        if not saved:
            return dy, {}
        (m,) = saved
        return dy * m, {}
