"""Between a table and a loss: classes become numbers, and what a network puts out, answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from glassnet.ground.arrays import Array, Namespace, Shape
from glassnet.ground.errors import ShapeError, UsageError
from glassnet.nn.activations import Sigmoid
from glassnet.nn.brief import brief
from glassnet.nn.clipped_cross_entropy import (
    BinaryCrossEntropyFromProbabilities,
    CategoricalCrossEntropyFromProbabilities,
    NegativeLogLikelihood,
)
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy
from glassnet.nn.layer import Layer
from glassnet.nn.losses import MSE, Loss
from glassnet.nn.metrics import explained
from glassnet.nn.network import Network
from glassnet.nn.reach import reach
from glassnet.nn.softmax import LogSoftmax, Softmax

Task = Literal["classification", "regression"]
SLACK = 1e-4  # of a bound: so exactly is it known, and so little does it matter


@dataclass(frozen=True)
class Targets:
    """What is predicted: `count` classes, or `count` numbers."""

    task: Task
    count: int

    def natural_loss(self, network: Network) -> Loss:
        """Return the loss that belongs to the task and to what the network's last layer gives."""
        if self.task == "regression":
            return MSE()
        last = _last(network)
        if isinstance(last, Softmax):
            return CategoricalCrossEntropyFromProbabilities()
        if isinstance(last, LogSoftmax):
            return NegativeLogLikelihood()
        if isinstance(last, Sigmoid):
            return BinaryCrossEntropyFromProbabilities()
        units = getattr(last, "units", self.count)
        return BinaryCrossEntropy() if units == 1 else CategoricalCrossEntropy()

    def outputs(self, loss: Loss) -> tuple[int, ...]:
        """Return the numbers of outputs that a network may have under `loss`."""
        if self.task == "regression":
            return (self.count,)
        if loss.target == "classes":
            return (self.count,)
        # One unit can tell two classes apart; more classes need one unit each.
        return (1, 2) if self.count == 2 else (self.count,)

    def check(self, network: Network, loss: Loss, input_shape: Shape) -> None:
        """Refuse a network or a loss that cannot answer, before any arithmetic."""
        if self.task == "regression" and loss.target != "numbers":
            raise UsageError(
                f"{type(loss).__name__} is for classes, but the target is a number; use MSE()."
            )
        shape = network.output_shape(input_shape)
        wanted = self.outputs(loss)
        if len(shape) != 1 or shape[0] not in wanted:
            classes = self.task == "classification"
            what = "classes" if classes else "numbers"
            # Whole numbers that come back are taken for classes; one output says otherwise.
            number = ", or say that the target's kind is number" * (classes and shape == (1,))
            raise ShapeError(
                f"the last layer gives {shape}, but there are {self.count} {what} to predict; "
                f"end the network with Dense({wanted[-1]}){number}."
            )
        loss.check_output(shape)

    def check_reach(self, network: Network, loss: Loss, input_shape: Shape, y: Array) -> None:
        """Refuse a last layer that can never put out what it should.

        Args:
            network: Its last layer may be bounded, as Sigmoid and ReLU are.
            loss: What the outputs are compared by.
            input_shape: The shape of one row.
            y: The encoded answers of the training rows.

        """
        last = _last(network)
        low, high = reach(last, network.output_shape(input_shape)[0])
        if low == high:
            raise UsageError(
                f"the last layer, {brief(last)} over one unit, puts out {low:g} whatever comes in; "
                "leave it out."
            )
        if loss.takes not in ("values", "probabilities"):
            return
        classes = self.task == "classification"
        least, most = (0.0, 1.0) if classes else (float(y.min()), float(y.max()))
        if least < low - SLACK or most > high + SLACK:
            raise UsageError(
                f"the last layer, {brief(last)}, puts out numbers from {low:.3g} to {high:.3g}, "
                f"but the targets, as they are scaled, go from {least:.3g} to {most:.3g}; leave it "
                "out."
            )

    def encode(self, loss: Loss, known: Array, outputs: int, dtype: str) -> Array:
        """Return the y that `loss` takes, for class codes (rows,) or numbers (rows, count)."""
        if self.task == "regression":
            return known.reshape(len(known), self.count).astype(dtype)
        if loss.target == "classes":
            return known.astype(np.int32)
        if outputs == 1:
            return known.reshape(-1, 1).astype(dtype)
        return (known[:, None] == np.arange(self.count)).astype(dtype)

    def probabilities(self, loss: Loss, prediction: Array) -> Array:
        """Return one probability per class, (rows, count), that sum to 1.

        One output is the probability of the second class. Independent outputs (one sigmoid a
        class) are divided by their sum. What is not a number stays none.
        """
        with np.errstate(all="ignore"):
            shares = np.asarray(loss.to_probability(np, prediction), dtype=np.float64)
        shares = _of_all_classes(np, shares)
        total = shares.sum(axis=1, keepdims=True)
        return np.where(total == 0.0, 1.0 / self.count, shares / np.where(total == 0.0, 1.0, total))

    def score(self, xp: Namespace, loss: Loss, prediction: Array, y: Array) -> Array:
        """Return the accuracy of a classification, the R² of a regression, 0-d; `y` is encoded.

        A row whose answer is not a number is wrong. NumPy counts in float64, whatever comes in.
        """
        dtype = xp.float64 if xp is np else prediction.dtype
        if self.task == "regression":
            return _explained(xp, xp.astype(y, dtype), xp.astype(prediction, dtype))
        codes = y if y.ndim == 1 else y[:, 0] if y.shape[1] == 1 else xp.argmax(y, axis=1)
        shares = _of_all_classes(xp, loss.to_probability(xp, prediction))
        answered = xp.all(xp.isfinite(shares), axis=1)
        right = answered & (xp.argmax(shares, axis=1) == codes)
        return xp.mean(xp.astype(right, dtype))


def _explained(xp: Namespace, y: Array, prediction: Array) -> Array:
    """Return the R² of numbers (rows, count); of a single row, which has no variance, NaN."""
    if y.shape[0] < 2:
        return xp.asarray(float("nan"), dtype=y.dtype)
    apart = y - y[:1, ...]  # exactly 0 where all are equal, in any dtype
    largest = xp.max(xp.abs(apart))
    unit = xp.where(largest == 0, xp.ones_like(largest), largest)  # no square is too large or small
    error = xp.mean(((y - prediction) / unit) ** 2, axis=0)
    spread = xp.mean(((apart - xp.mean(apart, axis=0)) / unit) ** 2, axis=0)
    return explained(xp, error, spread)


def _of_all_classes(xp: Namespace, shares: Array) -> Array:
    """Return a share of at least 0 for each class, (rows, classes), not divided by their sum."""
    if shares.shape[1] == 1:
        shares = xp.concat([1.0 - shares, shares], axis=1)
    return xp.maximum(shares, xp.zeros_like(shares))


def _last(network: Network) -> Layer:
    """Return the last layer, that of a network within a network included."""
    last = network.layers[-1]
    return _last(last) if isinstance(last, Network) else last
