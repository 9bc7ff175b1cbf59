"""How good a model is on rows it never saw: against scikit-learn, and beside what costs nothing."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    confusion_matrix,
    mean_absolute_error,
    r2_score,
    root_mean_squared_error,
)

from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.scoring import judge
from glassnet.run.training import train

QUICK = {"epochs": 5, "engine": "reference"}
RANDOM = np.random.default_rng(5)
X = RANDOM.normal(size=(120, 2))
Y = np.stack([100.0 + 9.0 * X[:, 0], X[:, 1] - X[:, 0]], axis=1) + RANDOM.normal(size=(120, 2))
KINDS = np.array(["few", "many", "none"])[RANDOM.choice(3, 120, p=[0.2, 0.5, 0.3])]


@pytest.fixture(scope="module")
def classes():
    """A run that tells three classes apart, no better than chance."""
    return train(Network(Dense(3)), X, KINDS, **QUICK)


@pytest.fixture(scope="module", params=[1, 2], ids=["one number", "two numbers"])
def numbers(request):
    """A run on one target or two."""
    return train(Network(Dense(request.param)), X, Y[:, : request.param], **QUICK)


def test_classes_are_scored_as_scikit_learn_does(classes):
    """Accuracy, balanced accuracy and the confusion matrix, of the rows that were held out."""
    found = judge(classes)
    held_out = classes.table.split.test
    np.testing.assert_array_equal(found.row_numbers, held_out)
    np.testing.assert_array_equal(found.truth, KINDS[held_out])
    np.testing.assert_array_equal(found.answer, classes.model.predict(X[held_out]))
    assert found.score.name == "accuracy"
    assert found.score.rows == len(held_out) == 24
    assert found.score.value == pytest.approx(accuracy_score(found.truth, found.answer))
    np.testing.assert_array_equal(
        found.confusion, confusion_matrix(found.truth, found.answer, labels=classes.model.classes)
    )
    wanted = balanced_accuracy_score(found.truth, found.answer)
    assert found.further == {"balanced accuracy": pytest.approx(wanted)}


def test_the_base_of_classes_is_the_commonest_of_training(classes):
    """What always answering it would give on the same rows."""
    names, counts = np.unique(KINDS[classes.table.split.train], return_counts=True)
    commonest = names[counts.argmax()]
    found = judge(classes)
    assert found.score.base == pytest.approx((found.truth == commonest).mean())


def test_numbers_are_scored_as_scikit_learn_does(numbers):
    """R², MAE and RMSE in the targets' own units, averaged over several targets."""
    found = judge(numbers)
    wanted = Y[numbers.table.split.test][:, : found.truth.shape[1]]
    np.testing.assert_allclose(found.truth, wanted, rtol=1e-5)
    assert found.score.name == "R²"
    assert found.score.value == pytest.approx(r2_score(found.truth, found.answer))
    assert found.further == {
        "MAE": pytest.approx(mean_absolute_error(found.truth, found.answer)),
        "RMSE": pytest.approx(root_mean_squared_error(found.truth, found.answer)),
    }
    assert found.confusion is None


def test_the_base_of_numbers_is_the_mean_of_training(numbers):
    """Which is no better than 0 on other rows, and a little worse."""
    found = judge(numbers)
    mean = Y[numbers.table.split.train][:, : found.truth.shape[1]].mean(axis=0)
    wanted = r2_score(found.truth, np.broadcast_to(mean, found.truth.shape))
    assert found.score.base == pytest.approx(wanted, abs=1e-4)
    assert found.score.base <= 0.0


def test_the_interval_holds_the_score_and_repeats(numbers, classes):
    """Its ends are on both sides, and the same run gives the same interval."""
    for run in (numbers, classes):
        once, twice = judge(run).score, judge(run).score
        assert once == twice
        assert once.low < once.value < once.high


def test_the_interval_is_the_spread_of_resampled_scores(numbers):
    """As another generator of random numbers finds it."""
    found = judge(numbers)
    random = np.random.default_rng(0)
    rows = len(found.truth)
    seen = [
        r2_score(found.truth[drawn], found.answer[drawn])
        for drawn in random.integers(0, rows, (2_000, rows))
    ]
    low, high = np.quantile(seen, [0.025, 0.975])
    spread = high - low
    assert found.score.low == pytest.approx(low, abs=0.2 * spread)
    assert found.score.high == pytest.approx(high, abs=0.2 * spread)


def test_nothing_held_out_is_no_score():
    """Nobody knows how good such a model is."""
    assert judge(train(Network(Dense(3)), X, KINDS, test=0.0, **QUICK)) is None


def test_a_single_row_is_judged_if_it_can_be():
    """A class is right or wrong; one number has no variance that could be explained."""
    score = judge(train(Network(Dense(3)), X[:30], KINDS[:30], test=0.03, **QUICK)).score
    assert score.rows == 1
    assert score.low <= score.value <= score.high
    assert judge(train(Network(Dense(1)), X[:30], Y[:30, 0], test=0.03, **QUICK)) is None


def test_two_rows_give_finite_numbers():
    """However few rows are drawn again, nothing is NaN."""
    score = judge(train(Network(Dense(1)), X[:30], Y[:30, 0], test=0.06, **QUICK)).score
    assert score.rows == 2
    assert np.isfinite([score.value, score.base, score.low, score.high]).all()


def test_the_best_weights_are_judged(classes):
    """The model's, wherever the run stands."""
    wanted = judge(classes).answer
    end = classes.step
    classes.seek(classes.progress.best_step)
    np.testing.assert_array_equal(judge(classes).answer, wanted)
    classes.seek(end)
