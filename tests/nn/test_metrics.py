"""How good answers are, against scikit-learn."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn import metrics as sklearn_metrics

from glassnet.ground.errors import DataError, ShapeError
from glassnet.nn import metrics

CLASSES = 4


def rows(elements, dtype, outputs=1):
    """Return a strategy for (truth, prediction, weights) of the same length."""
    shape = {1: lambda n: n}.get(outputs, lambda n: (n, outputs))
    return st.integers(2, 30).flatmap(
        lambda n: st.tuples(
            arrays(dtype, shape(n), elements=elements),
            arrays(dtype, shape(n), elements=elements),
            st.none() | arrays(float, n, elements=st.floats(0.1, 5)),
        )
    )


answers = rows(st.integers(0, CLASSES - 1), np.int64)
numbers = rows(st.integers(-1000, 1000).map(lambda n: n / 8), np.float64)
tables = rows(st.integers(-1000, 1000).map(lambda n: n / 8), np.float64, outputs=2)


@given(answers)
@settings(max_examples=50)
def test_answers_are_scored_as_sklearn_does(case):
    """Accuracy, confusion, precision, recall, F1 and the macro means are scikit-learn's."""
    truth, answer, weights = case
    labels = range(CLASSES)
    accuracy = sklearn_metrics.accuracy_score(truth, answer, sample_weight=weights)
    assert metrics.accuracy(truth, answer, weights) == pytest.approx(accuracy, rel=1e-12)
    confusion = metrics.confusion_matrix(truth, answer, CLASSES, weights)
    oracle = sklearn_metrics.confusion_matrix(
        truth, answer, labels=list(labels), sample_weight=weights
    )
    assert np.allclose(confusion, oracle, rtol=1e-12)
    by_class = sklearn_metrics.precision_recall_fscore_support(
        truth, answer, labels=list(labels), sample_weight=weights, zero_division=0
    )
    means = sklearn_metrics.precision_recall_fscore_support(
        truth, answer, average="macro", sample_weight=weights, zero_division=0
    )
    for number, score in enumerate((metrics.precision, metrics.recall, metrics.f1)):
        found = score(confusion)
        assert np.allclose(found, by_class[number], rtol=1e-12)
        assert metrics.macro(found, confusion) == pytest.approx(means[number], rel=1e-12)


@given(answers)
@settings(max_examples=30)
def test_balanced_accuracy_is_sklearns(case):
    """The mean recall over the classes that are there is scikit-learn's balanced accuracy."""
    truth, answer, weights = case
    confusion = metrics.confusion_matrix(truth, answer, CLASSES, weights)
    with warnings.catch_warnings():  # it warns of answers that are no truth
        warnings.simplefilter("ignore")
        oracle = sklearn_metrics.balanced_accuracy_score(truth, answer, sample_weight=weights)
    assert metrics.balanced_accuracy(confusion) == pytest.approx(oracle, rel=1e-12)


@pytest.mark.parametrize("cases", [numbers, tables], ids=["one output", "two outputs"])
def test_numbers_are_scored_as_sklearn_does(cases):
    """MAE, RMSE and R² are scikit-learn's, weighted or not, constant targets included."""

    @given(cases)
    @settings(max_examples=50)
    def check(case):
        for found, oracle in [
            (metrics.mae, sklearn_metrics.mean_absolute_error),
            (metrics.rmse, sklearn_metrics.root_mean_squared_error),
            (metrics.r2, sklearn_metrics.r2_score),
        ]:
            wanted = oracle(case[0], case[1], sample_weight=case[2])
            assert found(*case) == pytest.approx(wanted, rel=1e-9, abs=1e-12)

    check()


def test_constant_targets():
    """A constant that is hit scores 1, one that is missed 0; one row cannot be scored."""
    assert metrics.r2([3.0, 3.0], [3.0, 3.0]) == 1.0
    assert metrics.r2([3.0, 3.0], [3.0, 4.0]) == 0.0
    assert math.isnan(metrics.r2([3.0], [3.0]))


def test_unsigned_numbers_do_not_wrap():
    """0 against 1 is an error of 1 in every dtype."""
    truth, answer = np.array([0, 5], np.uint8), np.array([1, 5], np.uint8)
    assert metrics.mae(truth, answer) == 0.5
    assert metrics.r2([True, False], [True, False]) == 1.0


def test_what_diverged_scores_badly_and_silently():
    """Predictions of 1e300, infinity or NaN give infinity or NaN, and no warning."""
    assert metrics.rmse([0.0, 1.0], [1e300, 0.0]) == math.inf
    assert metrics.r2([0.0, 1.0], [math.inf, 0.0]) == -math.inf
    assert math.isnan(metrics.r2([0.0, 1.0], [math.nan, 0.0]))


def test_words_can_be_answers():
    """Accuracy compares anything that can be equal."""
    assert metrics.accuracy(["a", "b"], ["a", "c"]) == 0.5


@pytest.mark.parametrize(
    ("score", "error", "words"),
    [
        (lambda: metrics.accuracy([0, 1], [[0], [1]]), ShapeError, r"got \(2,\) and \(2, 1\)"),
        (lambda: metrics.mae([], []), DataError, "nothing to score in the shape"),
        (lambda: metrics.rmse([1.0], [1.0], [0.0]), DataError, "add up to more than 0, got 0.0"),
        (lambda: metrics.confusion_matrix([0, 4], [0, 1], 4), DataError, "0 … 3, got 4 in row 1"),
        (lambda: metrics.confusion_matrix([0, 1], [-1, 1], 4), DataError, "got -1 in row 0"),
        (lambda: metrics.confusion_matrix([0.5], [0.5], 4), DataError, "got the dtype float64"),
    ],
)
def test_refusals(score, error, words):
    """What cannot be compared is refused in a sentence, not broadcast."""
    with pytest.raises(error, match=words):
        score()
