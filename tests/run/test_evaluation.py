"""A look at the validation rows: numbers as they are, whatever they are."""

from __future__ import annotations

import math

import numpy as np
import pytest

from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy
from glassnet.nn.losses import MSE
from glassnet.program.targets import Targets
from glassnet.run.evaluation import summary, validate

CLASSES, NUMBERS = Targets("classification", 2), Targets("regression", 1)


def test_the_loss_and_the_score_of_numbers():
    """The mean squared error, and the share of the variance that is explained."""
    y = np.array([[0.0], [2.0], [4.0]], dtype="float32")
    found = validate(MSE(), NUMBERS, y + np.float32(1.0), y)
    assert found == (1.0, pytest.approx(1.0 - 3.0 / 8.0))


def test_the_loss_and_the_score_of_classes():
    """The surprise, and the share that is right; one logit or two tell the same."""
    two = np.array([[0.0, 2.0], [0.0, 1.0], [3.0, 0.0]])
    found = validate(CategoricalCrossEntropy(), CLASSES, two, np.array([1, 0, 0]))
    surprise = np.mean(np.log1p(np.exp([-2.0, 1.0, -3.0])))
    assert found == (pytest.approx(surprise), pytest.approx(2 / 3))
    one = (two[:, 1] - two[:, 0])[:, None]
    y = np.array([[1.0], [0.0], [0.0]])
    assert validate(BinaryCrossEntropy(), CLASSES, one, y) == pytest.approx(found)


@pytest.mark.parametrize("value", [np.nan, np.inf, 3e38])
def test_what_is_not_finite_is_told_without_a_warning(value):
    """A diverged network gives a loss that is no number, and no crash."""
    y = np.array([[0.0], [1.0]], dtype="float32")
    loss, _ = validate(MSE(), NUMBERS, np.full((2, 1), value, dtype="float32"), y)
    assert not math.isfinite(loss)


def test_an_epoch_is_summed_up():
    """The mean of its own losses, and the rate of its last update."""
    history = {"loss": np.arange(8.0), "learning_rate": np.linspace(1.0, 0.3, 8)}
    found = summary(history, 6, 3)
    assert (found.step, found.epoch, found.training_loss) == (6, 2, 4.0)
    assert found.learning_rate == pytest.approx(0.5)
    assert (found.validation_loss, found.score) == (None, None)
