"""Losses for classes, from logits, against independent libraries and published forms."""

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
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy, log_softmax

logits = arrays(np.float64, (6, 3), elements=st.floats(-30, 30))
indices = arrays(np.int64, 6, elements=st.integers(0, 2))
DRAW = np.random.default_rng(0)
Z = DRAW.normal(size=(40, 4)) * 3
LABELS = DRAW.integers(0, 4, 40)


@given(z=logits)
@settings(max_examples=30)
def test_log_softmax_is_scipys(z):
    """log_softmax agrees with SciPy's."""
    assert np.allclose(log_softmax(np, z), special.log_softmax(z, axis=1), atol=1e-12)


@given(z=logits)
@settings(max_examples=30)
def test_to_probability_is_scipys(z):
    """A logit becomes the sigmoid, a row of logits the softmax, small ones to the last digits."""
    assert np.allclose(BinaryCrossEntropy().to_probability(np, z), special.expit(z), rtol=1e-14)
    softmax = CategoricalCrossEntropy().to_probability(np, z)
    assert np.allclose(softmax, special.softmax(z, axis=1), rtol=1e-13)


def test_categorical_is_sklearns_log_loss():
    """The mean, plain and with sample and class weights, is scikit-learn's log_loss."""
    p = special.softmax(Z, axis=1)
    weights, by_class = DRAW.random(40), (1.0, 2.0, 0.5, 4.0)
    value = CategoricalCrossEntropy().value_and_gradient(np, Z, LABELS)[0]
    assert value == pytest.approx(log_loss(LABELS, p), rel=1e-12)
    loss = CategoricalCrossEntropy(class_weights=by_class)
    value = loss.value_and_gradient(np, Z, LABELS, weights)[0]
    both = weights * np.array(by_class)[LABELS]
    assert value == pytest.approx(log_loss(LABELS, p, sample_weight=both), rel=1e-12)


def test_binary_is_sklearns_log_loss():
    """The mean over elements, with class weights too, is scikit-learn's log_loss."""
    z, y = Z[:, :1], (LABELS[:, None] > 1).astype(float)
    value = BinaryCrossEntropy().value_and_gradient(np, z, y)[0]
    assert value == pytest.approx(log_loss(y[:, 0], special.expit(z[:, 0])), rel=1e-12)
    value = BinaryCrossEntropy(class_weights=(0.5, 3.0)).value_and_gradient(np, z, y)[0]
    weights = np.where(y[:, 0] == 1, 3.0, 0.5)
    oracle = log_loss(y[:, 0], special.expit(z[:, 0]), sample_weight=weights)
    assert value == pytest.approx(oracle, rel=1e-12)


@given(z=arrays(np.float64, (6, 1), elements=st.floats(-30, 30)), y=indices)
@settings(max_examples=30)
def test_binary_is_categorical_with_a_zero(z, y):
    """One logit z against yes and no is two logits (0, z) against two classes, weights included."""
    y = np.minimum(y, 1)
    weights = (0.5, 3.0)
    one = BinaryCrossEntropy(class_weights=weights)
    two = CategoricalCrossEntropy(class_weights=weights)
    binary = one.value_and_gradient(np, z, y[:, None].astype(float))
    pair = two.value_and_gradient(np, np.concatenate([np.zeros_like(z), z], axis=1), y)
    assert binary[0] == pytest.approx(pair[0], rel=1e-12, abs=1e-14)
    assert np.allclose(binary[1][:, 0], pair[1][:, 1], atol=1e-14)


@given(z=logits, y=indices)
@settings(max_examples=30)
def test_an_index_is_a_row_of_zeros_and_a_one(z, y):
    """Class indices and their one-hot rows are the same target, smoothed or not."""
    for loss in (CategoricalCrossEntropy(), CategoricalCrossEntropy(label_smoothing=0.1)):
        by_index = loss.value_and_gradient(np, z, y)
        by_row = loss.value_and_gradient(np, z, np.eye(3)[y])
        assert by_index[0] == pytest.approx(by_row[0], rel=1e-14, abs=1e-300)
        assert np.array_equal(by_index[1], by_row[1])


def test_smoothing_with_class_weights_by_hand():
    """As PyTorch documents it: both parts weighed by class, divided by the weights of the rows."""
    weights, smoothing = np.array([1.0, 2.0, 0.5, 4.0]), 0.3
    surprise = -special.log_softmax(Z, axis=1)
    rows = np.arange(40)
    sharp = np.sum(weights[LABELS] * surprise[rows, LABELS])
    even = np.sum(weights * surprise) / 4
    wanted = ((1 - smoothing) * sharp + smoothing * even) / np.sum(weights[LABELS])
    loss = CategoricalCrossEntropy(label_smoothing=smoothing, class_weights=tuple(weights))
    assert loss.value_and_gradient(np, Z, LABELS)[0] == pytest.approx(wanted, rel=1e-13)
    soft = np.eye(4)[LABELS]  # for soft labels PyTorch divides by the rows
    wanted = ((1 - smoothing) * sharp + smoothing * even) / 40
    assert loss.value_and_gradient(np, Z, soft)[0] == pytest.approx(wanted, rel=1e-13)


def test_values_by_hand_at_the_extremes():
    """A logit of 1e4 costs 1e4 on the wrong side, nothing on the right; slopes 1 and 0."""
    z = np.array([[1e4], [-1e4]], np.float32)
    loss = BinaryCrossEntropy(reduction="sum")
    wrong = loss.value_and_gradient(np, z, np.array([[0.0], [1.0]], np.float32))
    assert wrong[0] == 2e4
    assert wrong[1].tolist() == [[1.0], [-1.0]]
    right = loss.value_and_gradient(np, z, np.array([[1.0], [0.0]], np.float32))
    assert right[0] == 0.0
    assert right[1].tolist() == [[0.0], [0.0]]
    pair = np.array([[1e4, -1e4]], np.float32)
    value, slope = CategoricalCrossEntropy().value_and_gradient(np, pair, np.array([1]))
    assert value == 2e4
    assert slope.tolist() == [[1.0, -1.0]]


def test_a_small_loss_keeps_its_digits():
    """At z = 50 the loss is e⁻⁵⁰, not 0: the logarithm is taken of 1 + e⁻⁵⁰ without adding."""
    value, _ = BinaryCrossEntropy().value_and_gradient(np, np.array([[50.0]]), np.array([[1.0]]))
    assert value == pytest.approx(math.exp(-50), rel=1e-12)


@pytest.mark.parametrize("smoothing", [-0.1, 1.0, math.nan, "0.1"])
def test_smoothing_is_checked(smoothing):
    """Label smoothing outside [0, 1) is refused."""
    with pytest.raises(UsageError, match=r"label_smoothing must be a number in \[0, 1\), got"):
        CategoricalCrossEntropy(label_smoothing=smoothing)
