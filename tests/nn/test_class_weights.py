"""Weights by class."""

from __future__ import annotations

import math

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.nn.class_weights import index_counts, weigh
from glassnet.nn.clipped_cross_entropy import NegativeLogLikelihood
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy


def test_weights_by_hand():
    """A row counts as its class's weight; without weights nothing is counted or changed."""
    prediction, target, weights = np.zeros((3, 2), np.float32), np.array([1, 0, 1]), (0.5, 3.0)
    counts = index_counts(np, prediction, target, weights)
    assert counts.tolist() == [3.0, 0.5, 3.0]
    assert counts.dtype == np.float32
    assert weigh(np, np.eye(2), weights).tolist() == [[0.5, 0.0], [0.0, 3.0]]
    assert index_counts(np, prediction, target, None) is None
    assert index_counts(np, prediction, np.eye(2)[target], weights) is None


@pytest.mark.parametrize(
    "weights", [(), (0.0, 0.0), (1.0, -1.0), (1.0, math.nan), "12", 3.0, (1.0, "2"), {1.0: 2.0}]
)
def test_class_weights_are_checked(weights):
    """Class weights that are no numbers ≥ 0, or all 0, are refused."""
    for loss in (CategoricalCrossEntropy, NegativeLogLikelihood, BinaryCrossEntropy):
        with pytest.raises(UsageError, match="class_weights must be"):
            loss(class_weights=weights)


def test_two_classes_have_two_weights():
    """Yes and no take a pair."""
    with pytest.raises(UsageError, match="class_weights must be 2 numbers"):
        BinaryCrossEntropy(class_weights=(1.0, 2.0, 3.0))
