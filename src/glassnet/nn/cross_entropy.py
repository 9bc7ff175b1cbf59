"""Losses for classes, from logits: the surprise −log p at what really was there.

A logit is any number; sigmoid or softmax makes a probability of it. Taken together with the
logarithm, nothing overflows, and the slope is simply p − y.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace, Shape
from glassnet.ground.ranges import check_choice, check_numbers
from glassnet.nn.activations import sigmoid
from glassnet.nn.class_weights import check_class_weights, check_classes, index_counts, weigh
from glassnet.nn.losses import REDUCTIONS, Loss, Reduction
from glassnet.nn.targets import class_shares


def log_softmax(xp: Namespace, z: Array) -> Array:
    """Return zᵢ − log Σ eᶻ over the last axis; the largest logit is taken out before the sum."""
    shifted = z - xp.max(z, axis=-1, keepdims=True)
    return shifted - xp.log(xp.sum(xp.exp(shifted), axis=-1, keepdims=True))


@final
@dataclass(frozen=True)
class BinaryCrossEntropy(Loss):
    """Yes or no, from logits: L = −mean [y log p + (1 − y) log(1 − p)],  p = sigmoid(z).

    prediction z: (batch, outputs)   target y: the same shape, in [0, 1]   dL/dz = (p − y) / n

        −log p = max(−z, 0) + log(1 + e^−|z|)      −log(1 − p) = max(z, 0) + log(1 + e^−|z|)

    Source: Good (1952); in the stable form of PyTorch's BCEWithLogitsLoss.

    Args:
        class_weights: (w₀, w₁): an element of class k counts as wₖ; the mean divides by their sum.
        reduction: "mean" or "sum".

    """

    takes = "logits"
    target = "binary"
    class_weights: tuple[float, float] | None = None
    reduction: Reduction = "mean"

    def __post_init__(self) -> None:
        """Refuse weights that are not two, and an unknown reduction."""
        check_class_weights(self, classes=2)
        check_choice(self, "reduction", REDUCTIONS)

    def elements(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """−w₁ y log p − w₀ (1 − y) log(1 − p)."""
        no, yes = self._shares(xp, prediction, target)
        zero = xp.zeros_like(prediction)
        tail = xp.log1p(xp.exp(-xp.abs(prediction)))
        of_yes, of_no = xp.maximum(-prediction, zero) + tail, xp.maximum(prediction, zero) + tail
        return yes * of_yes + no * of_no

    def slope(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """(w₀ (1 − y) + w₁ y) p − w₁ y."""
        no, yes = self._shares(xp, prediction, target)
        return (no + yes) * sigmoid(xp, prediction) - yes

    def counts(self, xp: Namespace, prediction: Array, target: Array) -> Array | None:
        """w₀ (1 − y) + w₁ y."""
        no, yes = self._shares(xp, prediction, target)
        return None if self.class_weights is None else no + yes

    def _shares(self, xp: Namespace, prediction: Array, target: Array) -> tuple[Array, Array]:
        """Return w₀ (1 − y) and w₁ y."""
        target = xp.astype(target, prediction.dtype, copy=False)
        w0, w1 = self.class_weights or (1.0, 1.0)
        return w0 * (1.0 - target), w1 * target

    def to_probability(self, xp: Namespace, prediction: Array) -> Array:
        """p = sigmoid(z)."""
        return sigmoid(xp, prediction)


@final
@dataclass(frozen=True)
class CategoricalCrossEntropy(Loss):
    """One class of several, from logits: L = −mean Σ tₖ log pₖ,  p = softmax(z).

    prediction z: (batch, classes)   target: (batch,) class indices, or t (batch, classes)

        t ← (1 − ε) t + ε / classes      log p = z − log Σ eᶻ      dL/dz = (p Σ t − t) / batch

    Source: Bridle (1990); label smoothing ε by Szegedy et al. (2016). As PyTorch's
    CrossEntropyLoss, class weights and smoothing together included: each class's term carries its
    weight, and the mean divides by the weights of the indices, or by the rows for soft labels.

    Args:
        label_smoothing: ε in [0, 1): how much of each label is spread evenly over all classes.
        class_weights: One number per class.
        reduction: "mean" or "sum".

    """

    takes = "logits"
    target = "classes"
    label_smoothing: float = 0.0
    class_weights: tuple[float, ...] | None = None
    reduction: Reduction = "mean"

    def __post_init__(self) -> None:
        """Refuse smoothing and weights out of range, and an unknown reduction."""
        check_numbers(self, label_smoothing="[0, 1)")
        check_class_weights(self)
        check_choice(self, "reduction", REDUCTIONS)

    def elements(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """−Σ wₖ tₖ log pₖ: (batch,)."""
        shares = self._shares(xp, prediction, target)
        return -xp.sum(shares * log_softmax(xp, prediction), axis=-1)

    def slope(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """p Σ wₖ tₖ − w t."""
        shares = self._shares(xp, prediction, target)
        p = self.to_probability(xp, prediction)
        return p * xp.sum(shares, axis=-1, keepdims=True) - shares

    def counts(self, xp: Namespace, prediction: Array, target: Array) -> Array | None:
        """The weight of each row's class; None for soft labels."""
        return index_counts(xp, prediction, target, self.class_weights)

    def _shares(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """Return w t, smoothed: (batch, classes)."""
        shares = class_shares(xp, target, prediction)
        if self.label_smoothing:
            even = self.label_smoothing / prediction.shape[-1]
            shares = (1.0 - self.label_smoothing) * shares + even
        return weigh(xp, shares, self.class_weights)

    def to_probability(self, xp: Namespace, prediction: Array) -> Array:
        """p = softmax(z)."""
        return xp.exp(log_softmax(xp, prediction))

    def check_output(self, output_shape: Shape) -> None:
        """Refuse fewer than two classes, and a number of weights that is not theirs."""
        check_classes(self, output_shape, self.class_weights)
