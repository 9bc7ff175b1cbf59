"""Convolutions as XLA is quick at them: on maps that are turned, the rows of a batch last.

The textbook has maps (batch, *lengths, channels). Here the same layers work on (channels, *lengths,
batch): what the windows show at one of their places is a few long runs of memory instead of many
short ones, and the products have long rows instead of thin ones, 9 × 43,264 instead of 43,264 × 9.

Each layer turns what it takes, and turns what it gives: what is put out and saved has the
textbook's shape. Between two such layers XLA strikes both turns out, and what nobody looks at is
never turned back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

import jax

from glassnet.ground.arrays import Array, Namespace, Shape, size
from glassnet.nn.catalogue import LAYERS
from glassnet.nn.convolution import Convolution
from glassnet.nn.layer import Activation, Context, Layer, Params, Saved
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm
from glassnet.nn.parameter import Parameter
from glassnet.nn.pooling import Pooling
from glassnet.nn.residual import Residual
from glassnet.nn.standardization import affine, standardize, standardize_back
from glassnet.program.step import Program

FEW_ROWS = 16  # fewer are no long runs


def on_turned_maps(program: Program, rows: int) -> Program:
    """Return the program with the layers that XLA is quicker at in steps of so many `rows`.

    Only a network with convolutions has any, and only processors were measured.
    """
    network, shape = program.experiment.network, program.input_shape
    if rows < FEW_ROWS or not has_convolution(network) or jax.default_backend() != "cpu":
        return program
    experiment = replace(program.experiment, network=quick_network(network, shape))
    return replace(program, experiment=experiment)


def has_convolution(layer: Layer) -> bool:
    """Tell whether the layer is a convolution, or has one inside."""
    inside = layer.layers if isinstance(layer, (Network, Residual)) else ()
    return isinstance(layer, Convolution) or any(map(has_convolution, inside))


def quick_network(network: Network, input_shape: Shape) -> Network:
    """Return the network of the same layers, each `quick`."""
    return Network(*(quick(layer, shape) for _, layer, shape, _ in network.shapes(input_shape)))


def quick(layer: Layer, input_shape: Shape) -> Layer:
    """Return a layer that makes the same of rows of this shape, on turned maps if it can."""
    if isinstance(layer, Network):
        return quick_network(layer, input_shape)
    if isinstance(layer, Residual):
        return Residual(*quick_network(layer.network, input_shape).layers)
    if len(input_shape) < 2:  # no map
        return layer
    if isinstance(layer, Convolution):
        return TurnedConvolution(layer)
    if isinstance(layer, BatchNorm):
        return TurnedBatchNorm(layer)
    # Somebody's own activation may not take all axes alike.
    if isinstance(layer, (Activation, Pooling)) and type(layer) in LAYERS:
        return Turned(layer)
    return layer


def turned(x: Array) -> Array:
    """Return x with its first and last axes exchanged."""
    return x.swapaxes(0, -1)


@final
@dataclass(frozen=True)
class Turned(Layer):
    """A layer without parameters to which rows and channels are alike: it works as it is."""

    layer: Activation | Pooling

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the layer's."""
        return self.layer.output_shape(input_shape)

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """Return the layer's."""
        y, saved = self.layer.forward(xp, params, turned(x), context)
        return turned(y), tuple(map(turned, saved))

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """Return the layer's."""
        dx, none = self.layer.backward(xp, params, tuple(map(turned, saved)), turned(dy))
        return turned(dx), none


@final
@dataclass(frozen=True)
class TurnedConvolution(Layer):
    """A convolution with a column for what each window shows: Y = Wᵀ Q + b, Q = Pᵀ.

    Q: (places · channels, windows · batch)   W: (places · channels, filters)
    Y: (filters, windows · batch)
    """

    layer: Convolution

    def parameters(self, input_shape: Shape) -> dict[str, Parameter]:
        """Return the layer's."""
        return self.layer.parameters(input_shape)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the layer's."""
        return self.layer.output_shape(input_shape)

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """Y = Wᵀ Q + b."""
        y = self._weights(xp, params).T @ self._shown(xp, x)
        if self.layer.bias:
            y = y + params["bias"][:, None]
        *counts, filters = self.output_shape(x.shape[1:])
        return turned(xp.reshape(y, (filters, *counts, x.shape[0]))), (x,)

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dQ = W dY; dL/dx collects it at every place from all windows there."""
        (x,), (*sizes, channels, _) = saved, params["weights"].shape
        batch, *counts, _ = dy.shape
        shown = self._weights(xp, params) @ self._columns(xp, dy)
        shown = xp.reshape(shown, (*sizes, channels, *counts, batch))
        for axis, window in enumerate(self.layer.walk(), 1):
            along = shown.ndim - dy.ndim + axis - 1  # without the axis that is collected
            parts = [shown[i] for i in range(window.size)]
            shown = window.collect(xp, parts, along, x.shape[axis])
        return turned(shown), self.gradients(xp, params, saved, dy)

    def gradients(self, xp: Namespace, params: Params, saved: Saved, dy: Array) -> dict[str, Array]:
        """dL/dW = Q dYᵀ,  dL/db = Σ dY."""
        (x,), columns = saved, self._columns(xp, dy)
        bias = {"bias": xp.sum(columns, axis=1)} if self.layer.bias else {}
        slope = self._shown(xp, x) @ columns.T
        return {"weights": xp.reshape(slope, params["weights"].shape), **bias}

    def _weights(self, xp: Namespace, params: Params) -> Array:
        return xp.reshape(params["weights"], (-1, self.layer.filters))

    def _columns(self, xp: Namespace, dy: Array) -> Array:
        """Return dY (filters, windows · batch)."""
        return xp.reshape(turned(dy), (self.layer.filters, -1))

    def _shown(self, xp: Namespace, x: Array) -> Array:
        """Return Q, walked over from the last axis of the maps to the first."""
        shown, walk = turned(x), self.layer.walk()
        for back, window in enumerate(reversed(walk), 2):
            shown = xp.stack(window.places(xp, shown, shown.ndim - back))
        channels = len(walk)  # behind an axis for the places along each
        batch = shown.shape[channels + 1 :]
        return xp.reshape(shown, (-1, size(batch)))


@final
@dataclass(frozen=True)
class TurnedBatchNorm(Layer):
    """A BatchNorm in training: its channels are the first axis."""

    layer: BatchNorm

    def parameters(self, input_shape: Shape) -> dict[str, Parameter]:
        """Return the layer's."""
        return self.layer.parameters(input_shape)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the layer's."""
        return self.layer.output_shape(input_shape)

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """y = γ z + β; saved is (z, r, μ, σ²)."""
        z, mean, variance, r = standardize(xp, turned(x), _all_but_first(x), self.layer.epsilon)
        y = affine(_of_channels(xp, params, x), z)
        return turned(y), tuple(map(turned, (z, r, mean, variance)))

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """dL/dγ = Σ z dy,  dL/dβ = Σ dy,  dL/dx as the layer's."""
        z, r, _, _ = map(turned, saved)
        dz, axes, gradients = turned(dy), _all_but_first(dy), {}
        if params:
            gradients = {"scale": xp.sum(z * dz, axis=axes), "shift": xp.sum(dz, axis=axes)}
            dz = dz * _of_channels(xp, params, dy)["scale"]
        return turned(standardize_back(xp, z, r, axes, dz)), gradients

    def remember(self, xp: Namespace, memory: Params, saved: Saved) -> dict[str, Array]:
        """Return the layer's."""
        return self.layer.remember(xp, memory, saved)


def _all_but_first(x: Array) -> tuple[int, ...]:
    return tuple(range(1, x.ndim))


def _of_channels(xp: Namespace, params: Params, x: Array) -> dict[str, Array]:
    """Return γ and β so that they meet the channels of a turned map."""
    one_each = (-1, *[1] * (x.ndim - 1))
    return {name: xp.reshape(p, one_each) for name, p in params.items()}
