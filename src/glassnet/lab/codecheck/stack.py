"""A network as learners write it, and a backward pass whose every term can be wrong.

    zₗ = aₗ₋₁ Wₗ + bₗ     aₗ = f(zₗ)     δₗ = ∂L/∂aₗ · f′(zₗ)
    ∂L/∂Wₗ = aₗ₋₁ᵀ δₗ     ∂L/∂bₗ = Σ δₗ     ∂L/∂aₗ₋₁ = δₗ Wₗᵀ

Each of the terms on the right is a place where a `Rule` may put something else, as a slip would.
The functions and their slopes are those of `glassnet.nn`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.codecheck.trees import Arrays
from glassnet.nn.layer import Activation, Context, Layer
from glassnet.nn.losses import Loss

Place = Literal["error", "slope", "weights", "bias", "back"]
FEW = 1e-300


@final
@dataclass(frozen=True)
class Dense:
    """One layer: which of the learner's parameters are its weights and bias, and how they lie.

    turned: The weights are (units, fan_in), not (fan_in, units).
    folded: The bias is the "first" or the "last" of every unit's weights.
    """

    weights: str
    units: int
    turned: bool = False
    folded: Literal["", "first", "last"] = ""
    bias: str | None = None

    def read(self, params: Mapping[str, Array], fan_in: int) -> tuple[Array, Array]:
        """Return W (fan_in, units) and b (units,)."""
        rows = fan_in + bool(self.folded)
        shape = (self.units, rows) if self.turned else (rows, self.units)
        whole = params[self.weights].reshape(shape)
        whole = whole.T if self.turned else whole
        if self.folded == "first":
            return whole[1:], whole[0]
        if self.folded == "last":
            return whole[:-1], whole[-1]
        bias = params[self.bias].reshape(-1) if self.bias else np.zeros(self.units)
        return whole, bias

    def write(self, weights: Array, bias: Array, like: Mapping[str, Array]) -> Arrays:
        """Return gradients by W and b as gradients by the learner's parameters."""
        if self.folded == "first":
            weights = np.concatenate([bias[None], weights])
        elif self.folded == "last":
            weights = np.concatenate([weights, bias[None]])
        weights = weights.T if self.turned else weights
        found = {self.weights: weights.reshape(like[self.weights].shape)}
        if self.bias:
            found[self.bias] = bias.reshape(like[self.bias].shape)
        return found


@final
@dataclass(frozen=True)
class Stack:
    """The layers, what bends between them, and the loss: scale · Σ elements + penalty · Σ W²."""

    layers: tuple[Dense, ...]
    activations: tuple[Layer, ...]
    loss: Loss
    scale: float = 1.0
    penalty: float = 0.0
    penalized: tuple[str, ...] = ()

    def forward(self, params: Mapping[str, Array], x: Array, y: Array) -> Trace:
        """Return everything that the way from x (n, fan_in) to the loss makes."""
        a, inputs, sums, weights = x, [x], [], []
        for layer, activation in zip(self.layers, self.activations, strict=True):
            w, b = layer.read(params, a.shape[1])
            z = a @ w + b
            a, _ = activation.forward(np, {}, z, Context())
            inputs.append(a)
            sums.append(z)
            weights.append(w)
        return Trace(self, params, tuple(inputs), tuple(sums), tuple(weights), y)

    def value(self, params: Mapping[str, Array], x: Array, y: Array) -> float:
        """Return the loss."""
        p = self.forward(params, x, y).inputs[-1]
        data = self.scale * float(np.sum(self.loss.elements(np, p, y)))
        return data + self.penalty * sum(float(np.sum(params[n] ** 2)) for n in self.penalized)


@final
@dataclass(frozen=True)
class Trace:
    """The way forward: inputs a₀ … a_L, sums z₁ … z_L, weights W₁ … W_L; rows lie along axis 0."""

    stack: Stack
    params: Mapping[str, Array]
    inputs: tuple[Array, ...]
    sums: tuple[Array, ...]
    weights: tuple[Array, ...]
    y: Array

    def rows(self, rows: slice) -> Trace:
        """Return the way of some rows alone."""
        inputs, sums = (tuple(a[rows] for a in each) for each in (self.inputs, self.sums))
        return Trace(self.stack, self.params, inputs, sums, self.weights, self.y[rows])


@final
@dataclass(frozen=True)
class Turn:
    """Where the way back is: at which layer, with which error ∂L/∂a and δ = ∂L/∂z."""

    trace: Trace
    layer: int
    error: Array
    delta: Array
    update: Array
    rate: float = 1.0


Rule = Callable[[Turn], Array]
Rules = Mapping[tuple[Place, int], Rule]


def right_error(turn: Turn) -> Array:
    """∂L/∂p."""
    stack = turn.trace.stack
    return stack.scale * stack.loss.slope(np, turn.trace.inputs[-1], turn.trace.y)


def right_slope(turn: Turn) -> Array:
    """δ = ∂L/∂a · f′(z)."""
    z, a = turn.trace.sums[turn.layer], turn.trace.inputs[turn.layer + 1]
    activation = turn.trace.stack.activations[turn.layer]
    if isinstance(activation, Activation):
        return turn.error * activation.slope(np, z, a)
    delta, _ = activation.backward(np, {}, (a,), turn.error)
    return delta


def right_weights(turn: Turn) -> Array:
    """∂L/∂W = aᵀ δ."""
    return turn.trace.inputs[turn.layer].T @ turn.delta


def right_bias(turn: Turn) -> Array:
    """∂L/∂b = Σ δ."""
    return np.sum(turn.delta, axis=0)


def right_back(turn: Turn) -> Array:
    """∂L/∂a of the layer before = δ Wᵀ."""
    return turn.delta @ turn.trace.weights[turn.layer].T


RIGHT: dict[Place, Rule] = {
    "error": right_error,
    "slope": right_slope,
    "weights": right_weights,
    "bias": right_bias,
    "back": right_back,
}


def backward(trace: Trace, rules: Rules, rate: float = 1.0) -> Arrays:
    """Return the gradients by the learner's parameters, each term by its rule, or rightly."""
    nothing = np.zeros(0)

    def apply(place: Place, turn: Turn) -> Array:
        return rules.get((place, turn.layer), RIGHT[place])(turn)

    last = len(trace.stack.layers) - 1
    error = apply("error", Turn(trace, last, nothing, nothing, nothing, rate))
    found: Arrays = {}
    for number in reversed(range(last + 1)):
        delta = apply("slope", Turn(trace, number, error, nothing, nothing, rate))
        turn = Turn(trace, number, error, delta, nothing, rate)
        weights, bias = apply("weights", turn), apply("bias", turn)
        error = apply("back", Turn(trace, number, error, delta, weights, rate))
        layer = trace.stack.layers[number]
        found |= layer.write(weights, bias, trace.params)
    extra = 2.0 * trace.stack.penalty
    for name in trace.stack.penalized:
        found[name] = found[name] + extra * trace.params[name]
    return {name: found[name] for name in trace.params if name in found}
