"""Normalization: numbers that always have mean 0 and variance 1, whatever the layers before do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array, Namespace, Shape, size
from glassnet.ground.errors import UsageError
from glassnet.ground.ranges import check_numbers
from glassnet.nn.layer import Context, Layer, Params, Saved
from glassnet.nn.parameter import Parameter
from glassnet.nn.standardization import (
    affine,
    affine_back,
    scale_and_shift,
    standardize,
    standardize_back,
    with_channels,
)


@final
@dataclass(frozen=True)
class BatchNorm(Layer):
    """Each channel gets mean 0 and variance 1 over the batch, then a scale and a shift it learns.

    x, y: (batch, …, channels)   γ, β, μ, σ²: (channels,)

        z = (x − μ) / √(σ² + ε)      y = γ z + β
        dL/dx = (dz − mean(dz) − z mean(z dz)) / √(σ² + ε),  dz = γ dy

    In training μ and σ² are those of the batch (σ² divides by n); outside, those remembered:

        μ̄ ← (1 − m) μ̄ + m μ      σ̄² ← (1 − m) σ̄² + m σ² n / (n − 1)

    Source: Ioffe & Szegedy (2015), algorithms 1 and 2; m, ε and the forms as in PyTorch.
    """

    momentum: float = 0.1
    epsilon: float = 1e-5
    affine: bool = True

    def __post_init__(self) -> None:
        """Refuse impossible numbers."""
        check_numbers(self, momentum="[0, 1]", epsilon="(0, inf)")

    def parameters(self, input_shape: Shape) -> dict[str, Parameter]:
        """Return γ and β, of (channels,)."""
        return scale_and_shift(input_shape[-1]) if self.affine else {}

    def memory(self, input_shape: Shape) -> dict[str, Array]:
        """Return μ̄ = 0 and σ̄² = 1 as float64 NumPy arrays, like the starts of parameters."""
        return {"mean": np.zeros(input_shape[-1:]), "variance": np.ones(input_shape[-1:])}

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the input's shape."""
        return with_channels("BatchNorm", input_shape)

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """y = γ z + β; saved is (z, r, μ, σ²) in training and (z, r) outside."""
        if context.training:
            z, mean, variance, r = self.of_batch(xp, x)
            saved: Saved = (z, r, mean, variance)
        else:
            r = 1.0 / xp.sqrt(context.memory["variance"] + self.epsilon)
            z = (x - context.memory["mean"]) * r
            saved = (z, r)
        return affine(params, z), saved

    def of_batch(self, xp: Namespace, x: Array) -> tuple[Array, ...]:
        """Return z, μ, σ², r of a training batch, which must have two values in each channel."""
        if size(x.shape[:-1]) < 2:
            raise UsageError(
                f"BatchNorm cannot train on a batch with one value per channel, got {x.shape}: its "
                "variance is 0; take batch_size ≥ 2 and drop a last batch of 1, or LayerNorm()."
            )
        return standardize(xp, x, tuple(range(x.ndim - 1)), self.epsilon)

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dγ = Σ z dy,  dL/dβ = Σ dy,  dL/dx as above; outside training dL/dx = r dz."""
        z, r, *of_batch = saved
        dz, gradients = affine_back(xp, params, z, dy)
        if not of_batch:
            return dz * r, gradients
        return standardize_back(xp, z, r, tuple(range(dy.ndim - 1)), dz), gradients

    def remember(self, xp: Namespace, memory: Params, saved: Saved) -> dict[str, Array]:
        """Return μ̄ and σ̄² after a training batch; unchanged outside training."""
        z, _, *of_batch = saved
        if not of_batch:
            return dict(memory)
        n = size(z.shape[:-1])
        mean, variance = (xp.reshape(value, (-1,)) for value in of_batch)
        old, new = 1.0 - self.momentum, self.momentum
        return {
            "mean": old * memory["mean"] + new * mean,
            "variance": old * memory["variance"] + new * (n / (n - 1)) * variance,
        }


@final
@dataclass(frozen=True)
class LayerNorm(Layer):
    """Each row gets mean 0 and variance 1 over its last axis, then a scale and a shift it learns.

    x, y: (batch, …, channels)   γ, β: (channels,)   μ, σ²: (batch, …, 1)

        z = (x − μ) / √(σ² + ε)      y = γ z + β
        dL/dx = (dz − mean(dz) − z mean(z dz)) / √(σ² + ε),  dz = γ dy

    Every row is normalized by itself, over the last axis only, as PyTorch's LayerNorm(channels)
    does: training and prediction are the same. Source: Ba, Kiros & Hinton (2016).
    """

    epsilon: float = 1e-5
    affine: bool = True

    def __post_init__(self) -> None:
        """Refuse an impossible ε."""
        check_numbers(self, epsilon="(0, inf)")

    def parameters(self, input_shape: Shape) -> dict[str, Parameter]:
        """Return γ and β, of (channels,)."""
        return scale_and_shift(input_shape[-1]) if self.affine else {}

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the input's shape."""
        return with_channels("LayerNorm", input_shape)

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """y = γ z + β."""
        z, _, _, r = standardize(xp, x, (-1,), self.epsilon)
        return affine(params, z), (z, r)

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dγ = Σ z dy,  dL/dβ = Σ dy,  dL/dx as above."""
        z, r = saved
        dz, gradients = affine_back(xp, params, z, dy)
        return standardize_back(xp, z, r, (-1,), dz), gradients
