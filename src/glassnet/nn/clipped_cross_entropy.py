"""Losses for classes, from probabilities: for networks that end in sigmoid or softmax.

Prefer the forms of `cross_entropy`, which take logits. Here log 0 has to be kept away: p and
1 − p are cut to [clip, 1 − clip] before they are used. Beyond the cut the slope stays what it is
at the cut, so that a network that is sure and wrong still learns; the derivative of the cut loss
would be 0 there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace, Shape
from glassnet.ground.ranges import check_choice, check_numbers
from glassnet.nn.class_weights import check_class_weights, check_classes, index_counts, weigh
from glassnet.nn.losses import REDUCTIONS, Loss, Reduction
from glassnet.nn.targets import class_shares


@final
@dataclass(frozen=True)
class BinaryCrossEntropyFromProbabilities(Loss):
    """Yes or no, from probabilities: L = −mean [y log p + (1 − y) log(1 − p)].

    prediction p: (batch, outputs)   target y: the same shape, in [0, 1]

        dL/dp = ((1 − y) / (1 − p) − y / p) / n

    Source: Good (1952).
    """

    takes = "probabilities"
    target = "binary"
    clip: float = 1e-7
    reduction: Reduction = "mean"

    def __post_init__(self) -> None:
        """Refuse a cut outside [1e-15, 0.5) and an unknown reduction."""
        check_numbers(self, clip="[1e-15, 0.5)")
        check_choice(self, "reduction", REDUCTIONS)

    def elements(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """−y log p − (1 − y) log(1 − p)."""
        target = xp.astype(target, prediction.dtype, copy=False)
        # 1 − p is cut by itself: in float32, 1 − (1 − 1e-8) would be 0.
        yes, no = _cut(xp, prediction, self.clip), _cut(xp, 1.0 - prediction, self.clip)
        return -target * xp.log(yes) - (1.0 - target) * xp.log(no)

    def slope(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """(1 − y) / (1 − p) − y / p."""
        target = xp.astype(target, prediction.dtype, copy=False)
        yes, no = _cut(xp, prediction, self.clip), _cut(xp, 1.0 - prediction, self.clip)
        return (1.0 - target) / no - target / yes


@final
@dataclass(frozen=True)
class CategoricalCrossEntropyFromProbabilities(Loss):
    """One class of several, from probabilities: L = −mean Σ tₖ log pₖ.

    prediction p: (batch, classes)   target: (batch,) class indices, or t (batch, classes)

        dL/dp = −t / p / batch

    Source: Good (1952). Class weights as in CategoricalCrossEntropy.
    """

    takes = "probabilities"
    target = "classes"
    clip: float = 1e-7
    class_weights: tuple[float, ...] | None = None
    reduction: Reduction = "mean"

    def __post_init__(self) -> None:
        """Refuse a cut outside [1e-15, 0.5), impossible weights and an unknown reduction."""
        check_numbers(self, clip="[1e-15, 0.5)")
        check_class_weights(self)
        check_choice(self, "reduction", REDUCTIONS)

    def elements(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """−Σ wₖ tₖ log pₖ: (batch,)."""
        shares = weigh(xp, class_shares(xp, target, prediction), self.class_weights)
        return -xp.sum(shares * xp.log(_cut(xp, prediction, self.clip)), axis=-1)

    def slope(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """−w t / p."""
        shares = weigh(xp, class_shares(xp, target, prediction), self.class_weights)
        return -shares / _cut(xp, prediction, self.clip)

    def counts(self, xp: Namespace, prediction: Array, target: Array) -> Array | None:
        """The weight of each row's class; None for soft labels."""
        return index_counts(xp, prediction, target, self.class_weights)

    def check_output(self, output_shape: Shape) -> None:
        """Refuse fewer than two classes, and a number of weights that is not theirs."""
        check_classes(self, output_shape, self.class_weights)


@final
@dataclass(frozen=True)
class NegativeLogLikelihood(Loss):
    """One class of several, from log-probabilities: L = −mean Σ tₖ ℓₖ,  ℓ = log p.

    prediction ℓ: (batch, classes)   target: (batch,) class indices, or t (batch, classes)

        dL/dℓ = −t / batch

    Source: Fisher (1912); PyTorch's NLLLoss. Class weights as in CategoricalCrossEntropy.
    """

    takes = "log_probabilities"
    target = "classes"
    class_weights: tuple[float, ...] | None = None
    reduction: Reduction = "mean"

    def __post_init__(self) -> None:
        """Refuse impossible weights and an unknown reduction."""
        check_class_weights(self)
        check_choice(self, "reduction", REDUCTIONS)

    def elements(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """−Σ wₖ tₖ ℓₖ: (batch,). A class that is not there adds nothing, even at ℓ = −∞."""
        shares = -self.slope(xp, prediction, target)
        present = xp.where(shares == 0, xp.zeros_like(prediction), prediction)
        return -xp.sum(shares * present, axis=-1)

    def slope(self, xp: Namespace, prediction: Array, target: Array) -> Array:
        """−w t."""
        return -weigh(xp, class_shares(xp, target, prediction), self.class_weights)

    def counts(self, xp: Namespace, prediction: Array, target: Array) -> Array | None:
        """The weight of each row's class; None for soft labels."""
        return index_counts(xp, prediction, target, self.class_weights)

    def to_probability(self, xp: Namespace, prediction: Array) -> Array:
        """p = e^ℓ."""
        return xp.exp(prediction)

    def check_output(self, output_shape: Shape) -> None:
        """Refuse fewer than two classes, and a number of weights that is not theirs."""
        check_classes(self, output_shape, self.class_weights)


def _cut(xp: Namespace, p: Array, clip: float) -> Array:
    """Return p cut to [clip, 1 − clip]."""
    return xp.clip(p, clip, 1.0 - clip)
