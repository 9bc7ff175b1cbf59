"""The fully connected layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace, Shape
from glassnet.ground.errors import ShapeError, UsageError
from glassnet.ground.ranges import check_whole_numbers
from glassnet.nn.initializers import Initializer, Zeros
from glassnet.nn.layer import Context, Layer, Params, Saved
from glassnet.nn.parameter import Parameter


@final
@dataclass(frozen=True)
class Dense(Layer):
    r"""Every output is a weighted sum of every input: y = x W + b.

    x: (batch, fan_in)   W: (fan_in, units)   b: (units,)   y: (batch, units)

        dL/dx = dy Wᵀ      dL/dW = xᵀ dy      dL/db = Σ dy over the batch

    Source: Rumelhart, Hinton & Williams (1986), equations 4 to 6, in matrix form.

    Args:
        units: The number of outputs, at least 1.
        bias: Whether b exists; without it the layer maps zero to zero.
        weights: How W starts; None chooses by the activation that follows (He, Glorot or LeCun).
        bias_start: How b starts.

    >>> Dense(3).output_shape((4,))
    (3,)

    """

    units: int
    bias: bool = True
    weights: Initializer | None = None
    bias_start: Initializer = Zeros()

    def __post_init__(self) -> None:
        """Refuse a layer without units."""
        check_whole_numbers(self, units=1)
        if not isinstance(self.bias, bool):
            raise UsageError(
                f"Dense: bias must be True or False, got {self.bias!r}; Dense takes the number of "
                "units, the inputs are found, and an activation is a layer of its own."
            )

    def parameters(self, input_shape: Shape) -> dict[str, Parameter]:
        """Return W (fan_in, units) and b (units,)."""
        (fan_in,) = input_shape
        learned = {"weights": Parameter((fan_in, self.units), self.weights, fan_in, self.units)}
        if self.bias:
            learned["bias"] = Parameter(
                (self.units,), self.bias_start, fan_in, self.units, decays=False
            )
        return learned

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (units,)."""
        if len(input_shape) != 1:
            raise ShapeError(
                f"Dense takes a flat input, got {input_shape}; put Flatten() before it."
            )
        return (self.units,)

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """y = x W + b."""
        y = x @ params["weights"]
        if self.bias:
            y = y + params["bias"]
        return y, (x,)

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dx = dy Wᵀ."""
        return dy @ params["weights"].T, self.gradients(xp, params, saved, dy)

    def gradients(self, xp: Namespace, params: Params, saved: Saved, dy: Array) -> dict[str, Array]:
        """dL/dW = xᵀ dy,  dL/db = Σ dy."""
        (x,) = saved
        gradients = {"weights": x.T @ dy}
        if self.bias:
            gradients["bias"] = xp.sum(dy, axis=0)
        return gradients
