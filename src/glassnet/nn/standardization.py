"""What every normalization does: mean 0, variance 1, then a scale and a shift; and the way back."""

from __future__ import annotations

from glassnet.ground.arrays import Array, Namespace, Shape
from glassnet.ground.errors import ShapeError
from glassnet.nn.initializers import Constant, Zeros
from glassnet.nn.layer import Params
from glassnet.nn.parameter import Parameter

Axes = tuple[int, ...]


def standardize(xp: Namespace, x: Array, axes: Axes, epsilon: float) -> tuple[Array, ...]:
    """Return z = (x − μ) r, with μ and σ² over `axes` and r = 1 / √(σ² + ε); and μ, σ², r."""
    mean = xp.mean(x, axis=axes, keepdims=True)
    centered = x - mean
    # The mean of squares of what is centered: E[x²] − E[x]² loses every digit far from 0.
    variance = xp.mean(centered * centered, axis=axes, keepdims=True)
    r = 1.0 / xp.sqrt(variance + epsilon)
    return centered * r, mean, variance, r


def standardize_back(xp: Namespace, z: Array, r: Array, axes: Axes, dz: Array) -> Array:
    """Return dL/dx = r (dz − mean(dz) − z mean(z dz)): x moves its own mean and variance, too."""
    mean = xp.mean(dz, axis=axes, keepdims=True)
    along = xp.mean(z * dz, axis=axes, keepdims=True)
    return r * (dz - mean - z * along)


def scale_and_shift(channels: int) -> dict[str, Parameter]:
    """Return the parameters γ and β, one of each for every channel: y = γ z + β."""
    return {
        "scale": Parameter((channels,), Constant(1.0), decays=False),
        "shift": Parameter((channels,), Zeros(), decays=False),
    }


def affine(params: Params, z: Array) -> Array:
    """Return y = γ z + β, or z itself when there are no γ and β."""
    return z * params["scale"] + params["shift"] if params else z


def affine_back(
    xp: Namespace, params: Params, z: Array, dy: Array
) -> tuple[Array, dict[str, Array]]:
    """Return dL/dz = γ dy, and dL/dγ = Σ z dy, dL/dβ = Σ dy, when there are γ and β."""
    if not params:
        return dy, {}
    axes = tuple(range(dy.ndim - 1))
    gradients = {"scale": xp.sum(z * dy, axis=axes), "shift": xp.sum(dy, axis=axes)}
    return dy * params["scale"], gradients


def with_channels(layer: str, input_shape: Shape) -> Shape:
    """Return the shape, if it has a last axis, that of the channels."""
    if not input_shape:
        raise ShapeError(
            f"{layer} takes rows with channels, got {input_shape}; put Dense before it."
        )
    return input_shape
