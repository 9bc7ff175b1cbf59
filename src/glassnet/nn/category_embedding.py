"""Embeddings in a table: some columns hold numbers, others codes of categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace, Shape
from glassnet.ground.errors import ShapeError
from glassnet.ground.ranges import check_whole_numbers
from glassnet.nn.embedding import Embedding
from glassnet.nn.initializers import Initializer
from glassnet.nn.layer import Context, Layer, Params, Saved, within
from glassnet.nn.parameter import Parameter
from glassnet.nn.tuples import check_tuple


@final
@dataclass(frozen=True)
class CategoryEmbedding(Layer):
    """A table's categories become learned rows; its numbers pass.

    x: (batch, numbers + categories)   y: (batch, numbers + Σ units)

    The last len(counts) columns hold codes, column i those of 0 … counts[i] − 1. Each has an
    Embedding of its own; their parameters are "0.weights", "1.weights", …. With `units` None a
    column of c categories gets min(50, (c + 1) // 2) units.

    Source: Guo & Berkhahn (2016).

    >>> CategoryEmbedding((3, 8)).output_shape((5,))
    (9,)
    """

    counts: tuple[int, ...]
    units: int | None = None
    weights: Initializer | None = None

    def __post_init__(self) -> None:
        """Refuse a table without categories."""
        if self.units is not None:
            check_whole_numbers(self, units=1)
        check_tuple(self, "counts", "(3, 8)")

    def units_of(self, count: int) -> int:
        """Return how many numbers each of `count` categories becomes."""
        return min(50, (count + 1) // 2) if self.units is None else self.units

    def embeddings(self) -> tuple[Embedding, ...]:
        """Return the Embedding of each coded column."""
        return tuple(Embedding(count, self.units_of(count), self.weights) for count in self.counts)

    def parameters(self, input_shape: Shape) -> dict[str, Parameter]:
        """Return each column's W, as "0.weights", "1.weights", …."""
        return {
            f"{number}.{name}": parameter
            for number, embedding in enumerate(self.embeddings())
            for name, parameter in embedding.parameters((1,)).items()
        }

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (numbers + Σ units,)."""
        if len(input_shape) != 1 or input_shape[0] < len(self.counts):
            raise ShapeError(
                f"CategoryEmbedding takes a flat row that ends with {len(self.counts)} codes, "
                f"got {input_shape}; give one count for each coded column."
            )
        wide = sum(embedding.units for embedding in self.embeddings())
        return (input_shape[0] - len(self.counts) + wide,)

    def forward(
        self, xp: Namespace, params: Params, x: Array, context: Context
    ) -> tuple[Array, Saved]:
        """y = the numbers, then W₀[x₀], W₁[x₁], …."""
        first = x.shape[1] - len(self.counts)
        parts, saved = [x[:, :first]], []
        for number, embedding in enumerate(self.embeddings()):
            codes = x[:, first + number : first + number + 1]
            rows, kept = embedding.forward(xp, within(params, number), codes, context)
            parts.append(rows[:, 0, :])
            saved.append(kept)
        return xp.concat(parts, axis=1), tuple(saved)

    def backward(
        self, xp: Namespace, params: Params, saved: Saved, dy: Array
    ) -> tuple[Array, dict[str, Array]]:
        """The numbers' gradient passes, the codes' is 0, each W gets its own part."""
        embeddings = self.embeddings()
        end = first = dy.shape[1] - sum(embedding.units for embedding in embeddings)
        gradients = {}
        for number, embedding in enumerate(embeddings):
            start, end = end, end + embedding.units
            own, part = within(params, number), dy[:, None, start:end]
            _, found = embedding.backward(xp, own, saved[number], part)
            gradients[f"{number}.weights"] = found["weights"]
        none = xp.zeros((dy.shape[0], len(embeddings)), dtype=dy.dtype)
        return xp.concat([dy[:, :first], none], axis=1), gradients
