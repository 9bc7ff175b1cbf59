"""A loss says how bad a prediction is, and in which direction it would get worse.

Every loss gives the loss of each row (or of each element), and its derivative by the prediction.
Averaging, and the weights of rows, are written once, in `Loss.value_and_gradient`. The squared
losses are here, those that bear outliers in `robust_losses`, those for classes in `cross_entropy`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Literal, final

from glassnet.ground.arrays import Array, Namespace, Shape, size
from glassnet.ground.ranges import check_choice

Reduction = Literal["mean", "sum"]
REDUCTIONS = ("mean", "sum")


class Loss(ABC):
    """The contract: `elements`, their `slope`, and how they are reduced to one number.

    `takes` says what the network has to put out, `target` what it is compared with: numbers, yes
    and no (0 … 1), or classes. `reduction="mean"` divides by the number of elements (with weights:
    by the sum of theirs, as PyTorch does), `"sum"` does not.
    """

    takes: ClassVar[Literal["values", "logits", "probabilities", "log_probabilities"]]
    target: ClassVar[Literal["numbers", "binary", "classes"]]
    reduction: Reduction

    def __post_init__(self) -> None:
        """Refuse an unknown reduction."""
        check_choice(self, "reduction", REDUCTIONS)

    @abstractmethod
    def elements(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """Return the losses before they are reduced: (batch,) or (batch, outputs)."""

    @abstractmethod
    def slope(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """Return d(sum of elements)/d(prediction), of the shape of `prediction`."""

    def counts(self, xp: Namespace, prediction: Array, target: Array) -> Array | None:
        """Return as how many each element counts in a mean, by its class; None when all are 1."""
        return None

    def to_probability(self, xp: Namespace, prediction: Array) -> Array:
        """Return what a user wants to see of a prediction: a probability, or the value itself."""
        return prediction

    def check_output(self, output_shape: Shape) -> None:
        """Raise ShapeError if a network that puts out `output_shape` per row does not fit."""
        return

    def value_and_gradient(
        self, xp: Namespace, prediction: Array, target: Array, weights: Array | None = None
    ) -> tuple[Array, Array]:
        """Return the reduced loss, a 0-d array, and its gradient by `prediction`.

        `weights` (batch,) counts each row as that many; where all are 0, so is the loss.
        """
        elements = self.elements(xp, prediction, target)
        slope = self.slope(xp, prediction, target)
        counts = self.counts(xp, prediction, target)
        if weights is not None:
            weights = xp.astype(weights, prediction.dtype, copy=False)
            counts = xp.ones_like(elements) if counts is None else counts
            counts = counts * _spread(xp, weights, counts)
            elements = elements * _spread(xp, weights, elements)
            slope = slope * _spread(xp, weights, slope)
        if self.reduction == "sum":
            return xp.sum(elements), slope
        total = size(elements.shape) if counts is None else _positive(xp, xp.sum(counts))
        return xp.sum(elements) / total, slope / total


def _spread(xp: Namespace, weights: Array, like: Array) -> Array:
    """Return the row weights (batch,) with as many axes of length 1 as `like` has beside."""
    return xp.reshape(weights, (-1, *(1 for _ in like.shape[1:])))


def _positive(xp: Namespace, total: Array) -> Array:
    """Return `total`, or 1 where it is 0: a batch in which nothing counts has no loss."""
    return xp.where(total == 0, xp.ones_like(total), total)


@final
@dataclass(frozen=True)
class MSE(Loss):
    """The mean of the squared errors over rows and outputs: L = mean (p − y)².

    prediction: (batch, …)   target: (batch, …), the same shape   dL/dp = 2 (p − y) / n

    Source: Legendre (1805); n counts elements, as PyTorch's MSELoss does.
    """

    takes = "values"
    target = "numbers"
    reduction: Reduction = "mean"

    def elements(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """(p − y)²."""
        return (prediction - target) ** 2

    def slope(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """2 (p − y)."""
        return 2.0 * (prediction - target)


@final
@dataclass(frozen=True)
class HalfSumOfSquares(Loss):
    """Half the squared distance, row by row: L = Σ rows ½ Σ outputs (p − y)².

    prediction: (batch, …)   target: (batch, …), the same shape   dL/dp = p − y

    The half cancels the 2 of the derivative, which is why lessons begin with it. The mean divides
    by the number of rows.

    Source: Rumelhart, Hinton & Williams (1986), equation 3.
    """

    takes = "values"
    target = "numbers"
    reduction: Reduction = "sum"

    def elements(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """½ Σ (p − y)² over the outputs of each row: (batch,)."""
        squares = (prediction - target) ** 2
        return 0.5 * xp.sum(squares, axis=tuple(range(1, squares.ndim)))

    def slope(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """p − y."""
        return prediction - target
