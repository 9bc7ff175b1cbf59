"""What simple predictors know, against scikit-learn and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.doctor.reference import RIDGE, judge, reference, scaled, told_apart


def test_neighbors_are_those_of_scikit_learn():
    """The best of 1, 5 and 15 neighbors, each row left out."""
    from sklearn.metrics import balanced_accuracy_score
    from sklearn.model_selection import LeaveOneOut, cross_val_predict
    from sklearn.neighbors import KNeighborsClassifier

    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(80, 2)), rng.integers(0, 2, 80)
    y[x[:, 0] ** 2 + x[:, 1] ** 2 < 1.0] = 0
    found = []
    for k in (1, 5, 15):
        model = KNeighborsClassifier(k)
        guess = cross_val_predict(model, scaled(x), y, cv=LeaveOneOut())
        found.append(balanced_accuracy_score(y, guess))
    seen = reference(x, y, 2)
    assert seen.score == pytest.approx(max(found), abs=1e-9)
    assert seen.linear < max(found)


def test_the_straight_line_leaves_each_row_out():
    """As if each row's line were fitted without it."""
    rng = np.random.default_rng(1)
    x = scaled(rng.normal(size=(30, 2)))
    y = x @ [[1.0], [2.0]] + rng.normal(size=(30, 1))
    guess = np.empty_like(y)
    inputs = np.c_[np.ones(30), x]
    for row in range(30):
        rest = np.arange(30) != row
        gram = inputs[rest].T @ inputs[rest] + RIDGE * 30 * np.eye(3)
        guess[row] = inputs[row] @ np.linalg.solve(gram, inputs[rest].T @ y[rest])
    assert reference(x, y, 0).linear == pytest.approx(judge(guess, y, 0)[0], abs=1e-9)


def test_a_class_between_two_others_is_no_bend():
    """Iris is parted by straight lines nearly as well as by any: those of scikit-learn's LDA."""
    from sklearn.datasets import load_iris
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    x, y = load_iris(return_X_y=True)
    right = LinearDiscriminantAnalysis().fit(x, y).score(x, y)
    assert reference(x, y, 3).linear == pytest.approx(right, abs=0.01)


def test_contradictions_bound_what_is_possible():
    """Four equal rows, three of one class: the other class is lost to everyone."""
    x = np.r_[np.zeros((4, 1)), np.ones((4, 1))]
    y = np.array([0, 0, 0, 1, 1, 1, 1, 1])
    assert reference(x, y, 2).ceiling == pytest.approx((1.0 + 0.8) / 2.0)
    assert reference(np.arange(8.0)[:, None], y, 2).ceiling == 1.0


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.01, 1000.0), st.floats(-1000.0, 1000.0))
def test_the_scale_of_columns_changes_nothing(seed, scale, shift):
    """Whatever the unit of a column, the same is known."""
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(40, 2)), rng.integers(0, 2, 40)
    one, other = reference(x, y, 2), reference(x * [scale, 1.0] + [shift, 0.0], y, 2)
    assert one.score == pytest.approx(other.score)
    assert one.error == pytest.approx(other.error, rel=1e-6)


def test_answers_that_are_no_numbers_are_the_worst():
    """A diverged run has an error like any other."""
    wanted = np.eye(2)[[0, 1]]
    assert judge(np.full((2, 2), np.nan), wanted, 2)[1] == pytest.approx(-np.log(1e-4))
    assert judge(np.full((2, 1), np.inf), wanted[:, :1], 0) == (-np.inf, np.inf)


def test_each_class_can_count_the_same():
    """Normal classes 2 apart are told apart by Φ(1) = 0.84, however rare one is (Bayes)."""
    rng = np.random.default_rng(5)
    known = (rng.uniform(size=1500) < 0.1).astype(int)
    x = rng.normal(size=(1500, 1)) + 2.0 * known[:, None]
    assert abs(told_apart(x, known, 2) - 0.841) < 0.05
    assert reference(x, known, 2).score < 0.75
    assert told_apart(rng.normal(size=(1500, 1)), known, 2) < 0.6


def test_the_surface_leaves_each_row_out():
    """As if each row's squares and products were fitted without it, by scikit-learn's features."""
    from sklearn.preprocessing import PolynomialFeatures

    rng = np.random.default_rng(2)
    x = scaled(rng.normal(size=(40, 2)))
    y = x[:, :1] * x[:, 1:] + 0.1 * rng.normal(size=(40, 1))
    inputs, guess = PolynomialFeatures(2).fit_transform(x), np.empty_like(y)
    for row in range(40):
        rest = np.arange(40) != row
        gram = inputs[rest].T @ inputs[rest] + RIDGE * 40 * np.eye(6)
        guess[row] = inputs[row] @ np.linalg.solve(gram, inputs[rest].T @ y[rest])
    seen = reference(x, y, 0)
    assert seen.score == pytest.approx(judge(guess, y, 0)[0], abs=1e-9)
    assert seen.error == pytest.approx(1.0 - seen.score)
    assert seen.linear < 0.5 < seen.score


def test_a_surface_of_too_few_rows_is_not_drawn():
    """Twenty numbers of forty rows would be drawn through chance: the product stays unknown."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(400, 5))
    y = x[:, :1] * x[:, 1:2]
    assert reference(x, y, 0).score > 0.99
    assert reference(x[:40], y[:40], 0).score < 0.9
