"""How good probabilities are, against scikit-learn and loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn import metrics as sklearn_metrics

from glassnet.ground.errors import DataError, ShapeError, UsageError
from glassnet.nn.probability_metrics import calibration_error, log_loss, roc_auc

# Eighths, so that scores tie often and lie on the edges of bins.
eighths = st.integers(0, 8).map(lambda n: n / 8)
binary = st.integers(2, 30).flatmap(
    lambda n: st.tuples(
        arrays(np.int64, n, elements=st.integers(0, 1)), arrays(float, n, elements=eighths)
    )
)
several = st.integers(3, 25).flatmap(
    lambda n: st.tuples(
        arrays(np.int64, n, elements=st.integers(0, 2)),
        arrays(float, (n, 3), elements=st.integers(1, 9)).map(
            lambda p: p / p.sum(1, keepdims=True)
        ),
    )
)


@given(binary)
@settings(max_examples=60)
def test_binary_auc_is_sklearns(case):
    """The area is scikit-learn's, ties included, in each of the shapes; NaN for a single class."""
    truth, scores = case
    shapes = [scores, scores[:, None], np.stack([1 - scores, scores], axis=1)]
    found = [roc_auc(truth, shaped) for shaped in shapes]
    if len(set(truth.tolist())) == 1:
        assert all(math.isnan(area) for area in found)
        return
    wanted = sklearn_metrics.roc_auc_score(truth, scores)
    assert found == pytest.approx([wanted] * 3, rel=1e-12)
    assert roc_auc(truth == 1, scores) == found[0]


@given(several)
@settings(max_examples=40)
def test_several_classes_are_ranked_one_against_the_rest(case):
    """The macro mean is scikit-learn's one-vs-rest; a class without rows is left out."""
    truth, probabilities = case
    areas = [
        sklearn_metrics.roc_auc_score(truth == k, probabilities[:, k])
        for k in range(3)
        if 0 < np.sum(truth == k) < len(truth)
    ]
    found = roc_auc(truth, probabilities)
    assert found == pytest.approx(np.mean(areas), rel=1e-12) if areas else math.isnan(found)
    if len(areas) == 3:
        wanted = sklearn_metrics.roc_auc_score(truth, probabilities, multi_class="ovr")
        assert found == pytest.approx(wanted, rel=1e-12)


@given(several)
@settings(max_examples=40)
def test_log_loss_is_sklearns(case):
    """The mean surprise is scikit-learn's, with weights too."""
    truth, probabilities = case
    weights = np.arange(1.0, len(truth) + 1)
    for given_weights in (None, weights):
        wanted = sklearn_metrics.log_loss(
            truth, probabilities, labels=[0, 1, 2], sample_weight=given_weights
        )
        assert log_loss(truth, probabilities, given_weights) == pytest.approx(wanted, rel=1e-12)


@given(binary)
@settings(max_examples=40)
def test_binary_log_loss_is_sklearns(case):
    """Probabilities of exactly 0 and 1 are cut as scikit-learn cuts them."""
    truth, probabilities = case
    wanted = sklearn_metrics.log_loss(truth, probabilities, labels=[0, 1])
    assert log_loss(truth, probabilities) == pytest.approx(wanted, rel=1e-12)


def calibration_by_loop(confidence, right, bins):
    """Return the expected calibration error by its definition, bin by bin."""
    total = 0.0
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        members = [
            i for i, c in enumerate(confidence) if low < c <= high or (number == 0 and c == 0)
        ]
        if members:
            share = np.mean([right[i] for i in members])
            said = np.mean([confidence[i] for i in members])
            total += len(members) / len(confidence) * abs(share - said)
    return total


@given(binary, st.integers(1, 16))
@settings(max_examples=50)
def test_binary_calibration(case, bins):
    """For two classes the probability of class 1 is held against how often it was there."""
    truth, probabilities = case
    wanted = calibration_by_loop(probabilities, truth == 1, bins)
    assert calibration_error(truth, probabilities, bins) == pytest.approx(wanted, abs=1e-12)


@given(several, st.integers(1, 16))
@settings(max_examples=50)
def test_calibration_of_several_classes(case, bins):
    """For several classes the largest probability is held against how often it was right."""
    truth, probabilities = case
    right = np.argmax(probabilities, axis=1) == truth
    wanted = calibration_by_loop(np.max(probabilities, axis=1), right, bins)
    assert calibration_error(truth, probabilities, bins) == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize(
    ("score", "error", "words"),
    [
        (lambda: roc_auc([0, 1], [0.5]), ShapeError, r"got \(2,\) and \(1,\)"),
        (lambda: roc_auc([0, 2], [0.5, 0.5]), DataError, "0 … 1, got 2 in row 1"),
        (lambda: log_loss([], []), DataError, "nothing to score"),
        (lambda: log_loss([0], [math.nan]), DataError, "must be finite"),
        (lambda: log_loss(["a"], [0.5]), DataError, "got the dtype"),
        (lambda: calibration_error([0], [0.5], bins=0), UsageError, "bins must be at least 1"),
    ],
)
def test_refusals(score, error, words):
    """What cannot be scored is refused in a sentence."""
    with pytest.raises(error, match=words):
        score()
