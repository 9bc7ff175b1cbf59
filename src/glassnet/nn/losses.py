"""A loss says how bad a prediction is, and in which direction it would get worse.

Every loss gives the loss of each row (or of each element), and its derivative by the prediction.
Averaging, and the weights of rows and classes, are written once, in `Loss.value_and_gradient`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Literal, final

from glassnet.ground.arrays import Array, Namespace, size

Reduction = Literal["mean", "sum"]


class Loss(ABC):
    """The contract: `elements`, their `slope`, and how they are reduced to one number.

    `reduction="mean"` divides by the number of elements (with weights: by their sum, as PyTorch
    does), `"sum"` does not.
    """

    reduction: Reduction

    @abstractmethod
    def elements(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """Return the losses before they are reduced: (batch,) or (batch, outputs)."""

    @abstractmethod
    def slope(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """Return d(sum of elements)/d(prediction), of the shape of `prediction`."""

    def row_weights(self, xp: Namespace, target: Array) -> Array | None:
        """Return the weight (batch,) that each row's class gives it; None when all are 1."""
        return None

    def value_and_gradient(
        self, xp: Namespace, prediction: Array, target: Array, weights: Array | None = None
    ) -> tuple[Array, Array]:
        """Return the reduced loss, a 0-d array, and its gradient by `prediction`.

        `weights` (batch,) counts each row as that many: wᵢ = sample weight · class weight.
        """
        elements = self.elements(xp, prediction, target)
        slope = self.slope(xp, prediction, target)
        by_class = self.row_weights(xp, target)
        if by_class is not None:
            weights = by_class if weights is None else weights * by_class
        count = size(elements.shape)
        if weights is not None:
            elements = elements * _spread(xp, weights, elements)
            slope = slope * _spread(xp, weights, slope)
            count = xp.sum(weights) * size(elements.shape[1:])
        if self.reduction == "sum":
            return xp.sum(elements), slope
        return xp.sum(elements) / count, slope / count


def _spread(xp: Namespace, weights: Array, like: Array) -> Array:
    """Return the row weights (batch,) with as many axes of length 1 as `like` has beside."""
    return xp.reshape(weights, (-1, *(1 for _ in like.shape[1:])))


@final
@dataclass(frozen=True)
class MSE(Loss):
    """The mean of the squared errors over rows and outputs: L = mean (p − y)².

    prediction: (batch, …)   target: (batch, …), the same shape   dL/dp = 2 (p − y) / n

    Source: Legendre (1805); n counts elements, as PyTorch's MSELoss does.
    """

    reduction: Reduction = "mean"

    def elements(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """(p − y)²."""
        return (prediction - target) ** 2

    def slope(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """2 (p − y)."""
        return 2.0 * (prediction - target)
