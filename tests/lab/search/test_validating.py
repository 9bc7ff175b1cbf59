"""The score on validation rows, against what other code computes."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, mean_squared_error, zero_one_loss

from glassnet.ground.errors import UsageError
from glassnet.lab.search.validating import validation
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare

X = np.linspace(-1.0, 1.0, 60)[:, None]
Y = 7.0 * X[:, 0] + 3.0


@pytest.fixture
def classes():
    """A run on iris before its first step, and its validation rows' classes."""
    run = prepare(Network(Dense(3)), "iris")
    return run, run.table.known[run.table.split.validation]


@pytest.fixture
def numbers():
    """A run on a line before its first step, and its validation rows' numbers."""
    run = prepare(Network(Dense(1)), X, Y)
    return run, Y[run.table.split.validation]


def test_the_error_is_the_share_of_rows_answered_wrong(classes):
    """As scikit-learn counts it."""
    run, known = classes
    by = validation(run, None)
    assert (by.score, by.count, by.name) == ("error", len(known), "validation error")
    outputs = np.random.default_rng(0).normal(size=(4, len(known), 3)).astype(np.float32)
    wanted = [zero_one_loss(known, each.argmax(axis=1)) for each in outputs]
    assert by.scores(run, outputs) == pytest.approx(wanted)
    assert by.value(run, outputs) == pytest.approx(np.mean(wanted), abs=1 / (4 * len(known)))


def test_of_equal_errors_the_lower_loss_is_better_and_never_worth_a_row(classes):
    """Surer right answers come first; a row more that is wrong comes after all of them."""
    run, known = classes
    by = validation(run, None)
    right = 4.0 * np.eye(3, dtype=np.float32)[known][None]
    wrong = right.copy()
    wrong[0, 0] = np.roll(wrong[0, 0], 1)
    values = [by.value(run, each) for each in (2.0 * right, right, 1e6 * wrong, 0.01 * wrong)]
    assert values[0] < values[1] < min(values[2:])
    assert all(value < 2 / len(known) for value in values)


def test_numbers_are_scored_in_their_own_unit(numbers):
    """Whatever the target's scaling is."""
    run, known = numbers
    outputs = np.random.default_rng(1).normal(size=(3, len(known), 1)).astype(np.float32)
    answers = [run.table.preparation.inverse_target(each)[:, 0] for each in outputs]
    rmse = [mean_squared_error(known, answer) ** 0.5 for answer in answers]
    mae = [mean_absolute_error(known, answer) for answer in answers]
    assert validation(run, None).scores(run, outputs) == pytest.approx(rmse, rel=1e-5)
    assert validation(run, "mae").scores(run, outputs) == pytest.approx(mae, rel=1e-5)
    assert validation(run, "rmse").value(run, outputs) == pytest.approx(np.mean(rmse), rel=1e-5)


def test_what_is_no_number_is_infinitely_bad(classes):
    """One start that diverged is enough."""
    run, known = classes
    outputs = np.zeros((2, len(known), 3), dtype=np.float32)
    outputs[1, 0, 0] = np.nan
    assert validation(run, None).value(run, outputs) == np.inf


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"validation": 0.0}, "has no validation rows; give validation a share"),
        ({"test": 0.0}, "has no test rows; give test a share"),
    ],
)
def test_without_rows_of_both_kinds_there_is_no_search(settings, told):
    """One kind chooses, the other judges."""
    with pytest.raises(UsageError, match=told):
        validation(prepare(Network(Dense(3)), "iris", **settings), None)


def test_a_score_must_fit(classes):
    """Classes have no RMSE."""
    with pytest.raises(UsageError, match="one of error, loss for a target of classes, got 'rmse'"):
        validation(classes[0], "rmse")
