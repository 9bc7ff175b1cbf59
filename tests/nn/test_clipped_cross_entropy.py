"""Losses for classes, from probabilities and their logarithms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special
from sklearn.metrics import log_loss

from glassnet.ground.errors import UsageError
from glassnet.nn.activations import Sigmoid
from glassnet.nn.clipped_cross_entropy import (
    BinaryCrossEntropyFromProbabilities,
    CategoricalCrossEntropyFromProbabilities,
    NegativeLogLikelihood,
)
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy

logits = arrays(np.float64, (5, 3), elements=st.floats(-8, 8))
indices = arrays(np.int64, 5, elements=st.integers(0, 2))


@given(z=logits, y=indices)
@settings(max_examples=30)
def test_three_forms_of_one_loss(z, y):
    """From logits, probabilities or log-probabilities, the loss of the same network is the same."""
    weights = (1.0, 2.0, 0.25)
    logarithms = special.log_softmax(z, axis=1)
    wanted, _ = CategoricalCrossEntropy(class_weights=weights).value_and_gradient(np, z, y)
    for form, prediction in [
        (CategoricalCrossEntropyFromProbabilities, np.exp(logarithms)),
        (NegativeLogLikelihood, logarithms),
    ]:
        loss = form(class_weights=weights)
        value, _ = loss.value_and_gradient(np, prediction, y)
        assert value == pytest.approx(wanted, rel=1e-6, abs=1e-6)  # e⁻¹⁶ lies just below the cut
        shown = loss.to_probability(np, prediction)
        assert np.allclose(shown, special.softmax(z, axis=1), rtol=1e-12)


@given(z=logits, y=arrays(np.float64, (5, 3), elements=st.floats(0, 1)))
@settings(max_examples=30)
def test_sigmoid_then_loss_is_the_loss_from_logits(z, y):
    """The chain rule through sigmoid gives p − y, as the form that takes logits does."""
    p = Sigmoid().f(np, z)
    value, dp = BinaryCrossEntropyFromProbabilities().value_and_gradient(np, p, y)
    wanted, dz = BinaryCrossEntropy().value_and_gradient(np, z, y)
    assert value == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    assert np.allclose(dp * Sigmoid().slope(np, z, p), dz, atol=1e-12)


def test_the_cut():
    """At p = 0 where yes was right, value and slope are those at the cut: −log ε and −1/ε."""
    loss = BinaryCrossEntropyFromProbabilities(clip=1e-3)
    for dtype in (np.float32, np.float64):
        p, y = np.array([[0.0], [1.0], [0.5]], dtype), np.array([[1.0], [0.0], [1.0]], dtype)
        assert np.allclose(loss.elements(np, p, y)[:2], -math.log(1e-3), rtol=1e-6)
        assert np.allclose(loss.slope(np, p, y).ravel(), [-1000.0, 1000.0, -2.0], rtol=1e-6)
    categories = CategoricalCrossEntropyFromProbabilities(clip=1e-3)
    p = np.array([[0.0, 1.0]])
    assert categories.elements(np, p, np.array([0]))[0] == pytest.approx(-math.log(1e-3))
    assert categories.slope(np, p, np.array([0])).tolist() == [[-1000.0, 0.0]]


def test_a_cut_finer_than_float32_is_safe():
    """A cut of 1e-15, which 1 − 1e-15 cannot show in float32, still keeps log 0 away."""
    loss = BinaryCrossEntropyFromProbabilities(clip=1e-15)
    p, y = np.array([[0.0, 1.0]], np.float32), np.array([[1.0, 0.0]], np.float32)
    assert np.allclose(loss.elements(np, p, y), -math.log(1e-15), rtol=1e-6)


def test_probabilities_are_scored_as_sklearn_does():
    """The mean is scikit-learn's log_loss, for two classes and for several."""
    draw = np.random.default_rng(0)
    p, y = draw.dirichlet(np.ones(4), 30), draw.integers(0, 4, 30)
    value, _ = CategoricalCrossEntropyFromProbabilities().value_and_gradient(np, p, y)
    assert value == pytest.approx(log_loss(y, p), rel=1e-9)
    yes = (y > 1).astype(float)[:, None]
    value, _ = BinaryCrossEntropyFromProbabilities().value_and_gradient(np, p[:, :1], yes)
    assert value == pytest.approx(log_loss(yes[:, 0], p[:, 0]), rel=1e-9)


def test_a_class_ruled_out_and_absent_costs_nothing():
    """ℓ = −∞ at a class that is not there adds nothing to the loss."""
    surely = np.array([[0.0, -np.inf]])
    assert NegativeLogLikelihood().value_and_gradient(np, surely, np.array([0]))[0] == 0.0


@pytest.mark.parametrize("clip", [0.0, 0.5, -1.0, 1e-16, math.nan, None])
def test_cut_is_checked(clip):
    """A cut that does not keep log 0 away, or leaves nothing, is refused."""
    for form in (BinaryCrossEntropyFromProbabilities, CategoricalCrossEntropyFromProbabilities):
        with pytest.raises(UsageError, match="clip must be a number in"):
            form(clip=clip)
