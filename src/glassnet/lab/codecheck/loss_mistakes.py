"""Slips at the output: the error of another loss, and one row taken for the whole batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.codecheck.mistake import Mistake, Number, a, difference, index
from glassnet.lab.codecheck.stack import Place, Rule, Rules, Stack, Turn, right_error, right_slope
from glassnet.lab.codecheck.term_mistakes import ROWS

LOSSES = {
    "HalfSumOfSquares": "squared error",
    "BinaryCrossEntropyFromProbabilities": "binary cross-entropy",
    "CategoricalCrossEntropyFromProbabilities": "cross-entropy",
    "MAE": "absolute error",
}


OWN = {
    "squared error": "(p − y) · f′(z)",
    "binary cross-entropy": "p − y",
    "cross-entropy": "p − y",
    "absolute error": "sign(p − y) · f′(z)",
}


def _through(error: Number) -> Number:
    """Return δ of an error ∂L/∂p: it goes through the slope of the output."""
    return lambda t: right_slope(replace(t, error=error(t)))


ERRORS: dict[str, tuple[str, Number]] = {
    "cross-entropy, whose slope at the output cancels": ("p − y", difference),
    "squared error": ("(p − y) · f′(z)", _through(difference)),
    "squared error of a sigmoid": (
        "(p − y) · p(1 − p)",
        lambda t: difference(t) * a(t) * (1.0 - a(t)),
    ),
    "absolute error": ("sign(p − y) · f′(z)", _through(lambda t: np.sign(difference(t)))),
    "cross-entropy without its part for y = 0": (
        "−y/p · f′(z)",
        _through(lambda t: -t.trace.y / a(t)),
    ),
    "cubed error": ("(p − y)³ · f′(z)", _through(lambda t: difference(t) ** 3)),
}


def loss_mistakes(stack: Stack, rows: int) -> Iterator[Mistake]:
    """Yield the errors of other losses at the output, summed or averaged in the usual ways."""
    last = len(stack.layers) - 1
    l, outputs = index(last), stack.layers[-1].units
    own = LOSSES[type(stack.loss).__name__]
    right = f"δ{l} = p − y" if "entropy" in own else f"δ{l} = ∂L/∂p · f′(z{l}), of {own}"
    sizes = {stack.scale * k for k in (1.0, 2.0, 0.5)}
    sizes |= {k / n for k in (1.0, 2.0) for n in (1, rows, rows * outputs)}
    for name, (formula, error) in ERRORS.items():
        told = f"that of {name}; the loss is {own}."
        for size in sorted(sizes, key=lambda s: abs(s - stack.scale)):
            rules: Rules = {("slope", last): _times(size, error)}
            pattern = "another loss"
            if formula == OWN[own] and size != stack.scale:
                times = size / stack.scale
                told = f"{times:.6g} times that of the loss."
                pattern = "summed, not averaged" if times > 1.0 else "averaged, not summed"
            where = "the error at the output is "
            yield Mistake(pattern, last, rules, right, f"δ{l} = {formula}", where, told)


def _times(number: float, error: Number) -> Rule:
    return lambda t: number * error(t)


def batch_mistakes(stack: Stack, rows: int) -> Iterator[Mistake]:
    """Yield what takes one row for the batch."""
    if rows < 2:
        return
    last = len(stack.layers) - 1
    for which, taken in ROWS.items():
        for number in (1.0, float(rows)):
            rules: Rules = {("error", last): _times(number, right_error)}
            yield Mistake(
                f"only the {which} row",
                None,
                rules,
                "∂L/∂W = Σ rows aᵀ δ",
                f"∂L/∂W = aᵀ δ of the {which} row",
                f"only the {which} row of the batch counts; ",
                "the gradient is the sum over all rows.",
                taken,
            )
    for number, name in ((1.0, "sum"), (1.0 / rows, "mean")):
        yield Mistake(
            "only the last row's activations",
            None,
            _through_last_row(stack, number),
            "∂L/∂W = Σ rows aᵀ δ, each row with its own a",
            f"∂L/∂W = aᵀ δ with the {name} of all errors, and the last row's a",
            "the error of the whole batch is passed back through the activations of its last row; ",
            "every row's error belongs to its own activations.",
        )


def _through_last_row(stack: Stack, number: float) -> Rules:
    """Return the terms with one error for all rows, and the last row's sums and activations."""
    last = len(stack.layers) - 1
    rules: dict[tuple[Place, int], Rule] = {("error", last): _one_error(number)}
    for layer in range(last + 1):
        rules["slope", layer] = _last_slope
        rules["weights", layer] = _last_weights
    return rules


def _one_error(number: float) -> Rule:
    return lambda t: number * np.sum(right_error(t), axis=0, keepdims=True)


def _last_slope(turn: Turn) -> Array:
    return right_slope(replace(turn, trace=turn.trace.rows(ROWS["last"])))


def _last_weights(turn: Turn) -> Array:
    return turn.trace.inputs[turn.layer][-1:].T @ turn.delta
