"""Slips in ∂L/∂W = aᵀ δ, in ∂L/∂b = Σ δ, and in passing the error back: δ Wᵀ."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import ShapeError
from glassnet.lab.codecheck.mistake import Mistake, below, index, summed
from glassnet.lab.codecheck.stack import Place, Rule, Stack, Turn

ROWS = {"last": slice(-1, None), "first": slice(0, 1)}


class _Teller:
    """Makes slips at one place of one layer."""

    def __init__(self, place: Place, layer: int, right: str, where: str) -> None:
        self.place: Place = place
        self.layer, self.right, self.where = layer, right, where

    def __call__(self, pattern: str, rule: Rule, wrong: str, sentence: str) -> Mistake:
        rules = {(self.place, self.layer): rule}
        return Mistake(pattern, self.layer, rules, self.right, wrong, self.where, sentence)


def weights_mistakes(stack: Stack, layer: int) -> Iterator[Mistake]:
    """Yield the slips in the gradient of one layer's weights."""
    l, under = index(layer), below(layer)
    where = f"the gradient of {stack.layers[layer].weights} "
    say = _Teller("weights", layer, f"∂L/∂W{l} = a{under}ᵀ δ{l}", where)
    pattern = "wrong layer's activations"
    for other in range(len(stack.layers) + 1):
        if other != layer:
            told = f"is made with a{below(other)} in place of a{under}, the layer's own inputs."
            yield say(pattern, _with_inputs(other), f"∂L/∂W{l} = a{below(other)}ᵀ δ{l}", told)
    if layer:
        told = f"is made with the sums z{under}, before the activation, in place of a{under}."
        rule: Rule = lambda t: t.trace.sums[layer - 1].T @ t.delta  # noqa: E731
        yield say(pattern, rule, f"∂L/∂W{l} = z{under}ᵀ δ{l}", told)
    told = "is made with the error before its slope is a factor."
    wrong = f"∂L/∂W{l} = a{under}ᵀ ∂L/∂a{l}"
    yield say("slope missing", lambda t: t.trace.inputs[layer].T @ t.error, wrong, told)
    for which, rows in ROWS.items():
        told = f"is that of the {which} row alone; add each row's part (+=), do not replace it (=)."
        yield say(f"only the {which} row", _of_rows(rows), f"∂L/∂W{l} = aᵀ δ, {which} row", told)


def _with_inputs(number: int) -> Rule:
    return lambda t: t.trace.inputs[number].T @ t.delta


def _of_rows(rows: slice) -> Rule:
    return lambda t: t.trace.inputs[t.layer][rows].T @ t.delta[rows]


def bias_mistakes(stack: Stack, layer: int) -> Iterator[Mistake]:
    """Yield the slips in the gradient of one layer's bias."""
    l, name = index(layer), stack.layers[layer].bias
    where = (
        f"the gradient of {name} " if name else f"the gradient of the bias of layer {layer + 1} "
    )
    say = _Teller("bias", layer, f"∂L/∂b{l} = Σ rows δ{l}", where)
    for which, rows in ROWS.items():
        told = f"is the {which} row's part alone; it must be summed over the batch."
        wrong = f"∂L/∂b{l} = δ{l} of the {which} row"
        yield say("not summed over the batch", _bias_of(rows), wrong, told)
    told = "is made with the error before its slope is a factor."
    yield say("slope missing", lambda t: summed(t.error), f"∂L/∂b{l} = Σ ∂L/∂a{l}", told)
    pattern, told = "summed over the wrong axis", "is summed over the units, too."
    every: Rule = lambda t: np.full(t.delta.shape[1], np.sum(t.delta))  # noqa: E731
    yield say(pattern, every, f"∂L/∂b{l} = Σ rows Σ units δ{l}", told)
    told = "is summed over the units in place of the rows."
    yield say(pattern, lambda t: np.sum(t.delta, axis=1), f"∂L/∂b{l} = Σ units δ{l}", told)
    for unit, which in ((-1, "last"), (0, "first")):
        told = f"is overwritten with that of the weight from the {which} unit before it."
        wrong = f"∂L/∂b{l} = Σ a δ{l} of the {which} unit before"
        yield say("overwritten by another", _as_weight(unit), wrong, told)


def _bias_of(rows: slice) -> Rule:
    return lambda t: summed(t.delta[rows])


def _as_weight(unit: int) -> Rule:
    return lambda t: t.trace.inputs[t.layer][:, unit] @ t.delta


def passing_mistakes(layer: int) -> Iterator[Mistake]:
    """Yield the slips where the error is passed back through one layer's weights."""
    l, under, w = index(layer), below(layer), f"W{index(layer)}"
    start = f"∂L/∂a{under} ="
    say = _Teller("back", layer, f"{start} δ{l} {w}ᵀ", "")
    yield say(
        "weights updated first",
        lambda t: t.delta @ (t.trace.weights[t.layer] - t.rate * t.update).T,
        f"{start} δ{l} ({w} − η ∂L/∂{w})ᵀ",
        f"{w} is updated before the error is passed back through it; first compute all errors, "
        "then update.",
    )
    told = f"the error is passed back through {w}, not through its transpose."
    yield say("transposed", lambda t: t.delta @ _weights(t), f"{start} δ{l} {w}", told)
    told = f"the error is passed back through {w} before its slope f′(z{l}) is a factor."
    wrong = f"{start} ∂L/∂a{l} {w}ᵀ"
    yield say("slope missing", lambda t: t.error @ _weights(t).T, wrong, told)
    told = f"the error is passed back without the weights {w} that it came through."
    yield say("weights missing", _summed_over_units, f"{start} Σ δ{l}", told)
    yield say("weights missing", _passed_as_is, f"{start} δ{l}", told)
    for step in (-1, 1):
        other = f"W{index(layer + step)}"
        told = f"the error is passed back through {other}, not through {w}."
        yield say("wrong layer's weights", _through_other(step), f"{start} δ{l} {other}ᵀ", told)
    told = f"the sign turns round where the error is passed back through {w}."
    yield say("sign", lambda t: -t.delta @ _weights(t).T, f"{start} −δ{l} {w}ᵀ", told)
    told = f"the error is passed back through the wrong rows of {w}: the bias's is one of them."
    wrong = f"{start} δ{l} {w}ᵀ, shifted by the bias's row"
    yield say("shifted weights", _through_shifted, wrong, told)


def _weights(turn: Turn) -> Array:
    return turn.trace.weights[turn.layer]


def _summed_over_units(turn: Turn) -> Array:
    return np.sum(turn.delta, axis=1, keepdims=True) * np.ones((1, len(_weights(turn))))


def _passed_as_is(turn: Turn) -> Array:
    return turn.delta * np.ones_like(turn.trace.inputs[turn.layer])


def _through_other(step: int) -> Rule:
    def rule(turn: Turn) -> Array:
        place = turn.layer + step
        if not 0 <= place < len(turn.trace.weights):
            raise ShapeError(f"there is no layer {place} to pass an error through.")
        return turn.delta @ turn.trace.weights[place].T

    return rule


def _through_shifted(turn: Turn) -> Array:
    """Pass back through rows 1 … n of weights with the bias last, 0 … n − 1 with it first."""
    layer = turn.trace.stack.layers[turn.layer]
    if not layer.folded:
        raise ShapeError(f"the weights {layer.weights} hold no row of a bias.")
    w, b = layer.read(turn.trace.params, turn.trace.inputs[turn.layer].shape[1])
    rows = [b[None], w[:-1]] if layer.folded == "first" else [w[1:], b[None]]
    return turn.delta @ np.concatenate(rows).T
