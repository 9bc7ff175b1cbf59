"""One row inside one layer: what a page of the blackboard needs to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.explain.expression import Expression, number, total
from glassnet.nn.layer import Context, Params, within
from glassnet.nn.network import Network
from glassnet.run.look import LayerLook

Index: TypeAlias = tuple[int, ...]

# What a parameter is called in a formula.
LETTERS = {"weights": "w", "bias": "b", "scale": "γ", "shift": "β"}
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@final
@dataclass(frozen=True, eq=False)
class Sight:
    """A layer, and the row of the batch that is looked at.

    Args:
        place: Where the layer stands: "2", or "2.0" inside layer 2.
        look: What it computed for the whole batch.
        context: What it knew beside its input.
        row: The row's place in the batch.
        before: The letter of what goes in.
        after: The letter of what comes out.
        terms: How many terms of a sum are shown, at most.

    """

    place: str
    look: LayerLook
    context: Context
    row: int
    before: str
    after: str
    terms: int = 6

    @property
    def x(self) -> Array:
        """What went in, for this row."""
        return np.asarray(self.look.x[self.row], dtype=np.float64)

    @property
    def y(self) -> Array:
        """What came out."""
        return np.asarray(self.look.y[self.row], dtype=np.float64)

    @property
    def dy(self) -> Array:
        """dL/dy."""
        return np.asarray(self.look.dy[self.row], dtype=np.float64)

    @property
    def dx(self) -> Array:
        """dL/dx."""
        return np.asarray(self.look.dx[self.row], dtype=np.float64)

    def param(self, name: str) -> Array:
        """Return a parameter of the layer."""
        return np.asarray(self.look.params[name], dtype=np.float64)

    def into(self, index: Index) -> str:
        """Return the symbol of an input: x₀."""
        return symbol(self.before, index)

    def out(self, index: Index) -> str:
        """Return the symbol of an output: z₀."""
        return symbol(self.after, index)

    def products(self, a: Array, b: Array) -> Expression:
        """Return Σ aᵢ·bᵢ, the largest terms written out and the others added up."""
        values = a * b
        parts = [number(a[i]) * number(b[i]) for i in self.largest(values)]
        return total([*parts, *self._rest(values)])

    def amounts(self, values: Array) -> Expression:
        """Return Σ vᵢ, the largest terms written out and the others added up."""
        parts: list[Expression] = [number(values[i]) for i in self.largest(values)]
        return total([*parts, *self._rest(values)])

    def largest(self, values: Array) -> list[int]:
        """Return where the terms stand that are written out, in order."""
        # One term alone is shorter written out than folded.
        return largest(values, self.terms if len(values) > self.terms + 1 else len(values))

    def told(self, values: Array, names: Sequence[str]) -> str:
        """Return which of many terms are written out; nothing where all are."""
        if len(self.largest(values)) == len(values):
            return ""
        return f"Written out are the largest: {', '.join(names[i] for i in self.largest(values))}."

    def _rest(self, values: Array) -> list[Expression]:
        shown = self.largest(values)
        others = len(values) - len(shown)
        if not others:
            return []
        return [number(np.delete(values, shown).sum(), f"{others:,} further terms")]


def largest(values: Array, most: int) -> list[int]:
    """Return the places of the `most` largest of `values` (n,) by their size, in order.

    >>> largest(np.array([0.1, -3.0, 0.0, 2.0]), 2)
    [1, 3]
    """
    size = np.nan_to_num(np.abs(values), nan=np.inf)
    return sorted(np.argsort(-size, kind="stable")[:most].tolist())


def symbol(letter: str, index: Index) -> str:
    """Return a letter with its index.

    >>> symbol("z", (3,)), symbol("w", (1, 0)), symbol("w", (12, 0)), symbol("L", ())
    ('z₃', 'w₁₀', 'w[12,0]', 'L')
    """
    if len(index) == 1 or (len(index) == 2 and max(index) < 10):
        return letter + "".join(str(i).translate(SUBSCRIPTS) for i in index)
    return f"{letter}[{','.join(map(str, index))}]" if index else letter


def slope(of: str) -> str:
    """Return the symbol of an error: ∂L/∂z₀."""
    return f"∂L/∂{of}"


def walk_inside(
    network: Network, params: Params, x: Array, context: Context, dy: Array | None
) -> Iterator[LayerLook]:
    """Yield each layer of `network` as it computes, forward and (given dL/dy) backward."""
    with np.errstate(all="ignore"):
        forward = list(network.walk(np, params, x, context))
        saved = tuple(kept for *_, kept in forward)
        slope_out = np.zeros_like(forward[-1][2]) if dy is None else dy
        backward = list(network.walk_back(np, params, saved, slope_out))[::-1]
    inputs = [x, *(y for _, _, y, _ in forward)]
    errors = [*(dx for _, dx, _ in backward), slope_out]
    for (place, layer, y, kept), (_, dx, found) in zip(forward, backward, strict=True):
        own = within(params, place)
        yield LayerLook(place, layer, inputs[place], y, errors[place + 1], dx, own, found, kept)
