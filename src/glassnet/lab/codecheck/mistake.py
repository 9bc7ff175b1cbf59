"""One slip: the terms of backpropagation that it puts in place of the right ones.

Layers are numbered from 1, as in W₁ and b₁; a₀ is x, and the last layer is the output.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.codecheck.stack import Rules, Stack, Trace, Turn, backward
from glassnet.lab.codecheck.trees import Arrays

SMALL = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
UNNUMBERED = str.maketrans("", "", "₀₁₂₃₄₅₆₇₈₉")
Number = Callable[[Turn], Array]


@final
@dataclass(frozen=True)
class Mistake:
    """A slip that somebody may have made; told only where its numbers are the learner's own.

    layer: Counted from 0; None where it is everywhere.
    where: Which layers or parameters, in words; the sentence goes on from there.
    rows: The only rows that count, where that is the slip.
    """

    pattern: str
    layer: int | None
    rules: Rules
    right: str
    wrong: str
    where: str
    sentence: str
    rows: slice | None = None

    @property
    def kind(self) -> tuple[str, str]:
        """What is the same where the same slip is made at another layer."""
        return self.pattern, self.wrong.translate(UNNUMBERED)

    @property
    def told(self) -> str:
        """The slip as a sentence."""
        text = f"{self.where}{self.sentence}"
        return text[0].upper() + text[1:]

    def gradients(self, trace: Trace, rate: float = 1.0) -> Arrays:
        """Return the gradients that somebody who makes this slip would get."""
        seen = trace if self.rows is None else trace.rows(self.rows)
        return backward(seen, self.rules, rate)


def joined(first: Mistake, second: Mistake) -> Rules | None:
    """Return the terms of two slips at once, None where they are at the same place."""
    if first.rules.keys() & second.rules.keys() or first.rows or second.rows:
        return None
    return {**first.rules, **second.rules}


def index(layer: int) -> str:
    """Return the small number of a layer.

    >>> index(0)
    '₁'
    """
    return str(layer + 1).translate(SMALL)


def below(layer: int) -> str:
    """Return the small number of the activations that go into a layer.

    >>> below(0)
    '₀'
    """
    return str(layer).translate(SMALL)


def name_of(stack: Stack, layer: int) -> str:
    """Return what a layer is called in a sentence."""
    if layer == len(stack.layers) - 1:
        return "the output layer"
    return "the hidden layer" if len(stack.layers) == 2 else f"hidden layer {layer + 1}"


def z(turn: Turn) -> Array:
    """The sums of the layer, before its activation."""
    return turn.trace.sums[turn.layer]


def a(turn: Turn) -> Array:
    """The activations of the layer."""
    return turn.trace.inputs[turn.layer + 1]


def difference(turn: Turn) -> Array:
    """p − y."""
    return turn.trace.inputs[-1] - turn.trace.y


def summed(values: Array) -> Array:
    """Return the sum over the rows."""
    return np.sum(values, axis=0)
