"""Classes learned by a loss that is made for numbers."""

from __future__ import annotations

import numpy as np
import pytest

import glassnet as gn
from glassnet.lab.doctor.proof import prove
from glassnet.lab.doctor.squares import squared_classes

EVEN = gn.Uniform(-1.0, 1.0)
PUBLISHED = (
    *(gn.Dense(8, bias=False, weights=EVEN), gn.Sigmoid()),
    *(gn.Dense(1, bias=False, weights=EVEN), gn.Sigmoid()),
)
BITS = np.array([[row >> 2 & 1, row >> 1 & 1, row & 1] for row in range(8)])


@pytest.fixture
def table(examined):
    """The network of the lesson on depth on a truth table that it often fails."""

    def learned(answers, **settings):
        usual = {"validation": 0.0, "batch_size": None, "scaling": "none", "dtype": "float64"}
        told = {"loss": gn.HalfSumOfSquares(), "optimizer": "sgd", "learning_rate": 1.0}
        known = [int(answer) for answer in answers]
        return examined(
            *PUBLISHED, x=BITS, y=known, **{"epochs": 1500, **usual, **told, **settings}
        )

    return learned


def test_a_row_that_is_surely_wrong_stays_so_by_squares(table):
    """One of eight rows is stuck, its slope near 0; cross-entropy lets it go, and is proved."""
    case = table("10010010")
    found = squared_classes(case)
    assert found.rule == "squared-classes"
    out = case.run.predict(BITS)[:, 0]
    wrong = np.abs(out - [1, 0, 0, 1, 0, 0, 1, 0])
    assert wrong.max() > 0.9
    assert (wrong * out * (1 - out))[wrong.argmax()] < 0.1
    assert found.remedy.after.loss == gn.BinaryCrossEntropyFromProbabilities()
    assert prove(case.run, found, 3).proof.helps


def test_squares_that_learn_are_left_alone(table, examined):
    """An easy table; and another loss, whatever comes of it."""
    assert squared_classes(table("01101111")) is None
    other = gn.BinaryCrossEntropyFromProbabilities()
    assert squared_classes(table("10010010", loss=other, epochs=2)) is None


def test_the_remedy_goes_with_the_last_layer(examined):
    """Logits of one output, or of one a class."""
    slow = {"x": "moons", "learning_rate": 1e-6, "epochs": 5, "loss": gn.MSE()}
    one = squared_classes(examined(gn.Dense(4), gn.ReLU(), gn.Dense(1), **slow))
    assert one.remedy.after.loss == gn.BinaryCrossEntropy()
    two = squared_classes(examined(gn.Dense(4), gn.ReLU(), gn.Dense(2), **slow))
    assert two.remedy.after.loss == gn.CategoricalCrossEntropy()


def test_numbers_are_what_distances_are_for(examined):
    """Regression is never accused."""
    case = examined(gn.Dense(1), x="line", loss=gn.MSE(), learning_rate=1e-6, epochs=5)
    assert squared_classes(case) is None
