"""What is measured of a start: the scores that other libraries compute, and whether it failed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.lab.compare.measures import measure, yardstick
from glassnet.nn.activations import ReLU
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.starts import start_all
from glassnet.run.training import prepare

sklearn_metrics = pytest.importorskip("sklearn.metrics")
QUICK = {"engine": "reference", "epochs": 3, "early_stopping": None}


def test_held_out_rows_are_scored_as_scikit_learn_does():
    """The error is 1 − accuracy on the test rows, by each start's own model."""
    run = prepare(Network(Dense(3)), "iris", **QUICK)
    starts = start_all(run, range(4, 7))
    by = yardstick(run, None)
    assert (by.score, by.rows, by.count) == ("error", "held-out", 30)
    truth = run.table.preparation.inverse_target(run.table.known)[run.table.split.test]
    x, _ = run.table.part(run.table.split.test)
    for number, found in enumerate(measure(starts, by)):
        model = starts.model(number)
        answers = model.answer(model.forward(x))
        wanted = 1.0 - sklearn_metrics.accuracy_score(truth, answers)
        assert found.scores["error"] == pytest.approx(wanted)
        assert not found.failed
        assert 0 < len(found.curve) <= 60


def test_numbers_are_scored_in_the_targets_own_unit():
    """RMSE and mean absolute error are scikit-learn's, of answers in the table's terms."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 2))
    y = 1000.0 + 50.0 * x @ [1.0, -2.0] + rng.normal(size=60)
    run = prepare(Network(Dense(4), ReLU(), Dense(1)), x, y, **QUICK)
    starts = start_all(run, range(3))
    by = yardstick(run, None)
    assert by.score == "rmse"
    for number, found in enumerate(measure(starts, by)):
        test = run.table.split.test
        answers = starts.predict(x)[number][test]
        wanted = sklearn_metrics.root_mean_squared_error(y[test], answers)
        assert found.scores["rmse"] == pytest.approx(wanted, rel=1e-5)
        wanted = sklearn_metrics.mean_absolute_error(y[test], answers)
        assert found.scores["mae"] == pytest.approx(wanted, rel=1e-5)


def test_a_table_too_small_to_divide_is_scored_by_its_loss(solved):
    """XOR's four rows are all trained on: the loss tells, and a start with a row wrong failed."""
    assert (solved.by.score, solved.by.rows, solved.by.solvable) == ("loss", "training", True)
    one, four = solved.designs
    assert one.failed.all()
    assert not one.diverged
    assert not four.failed.all()
    losses = four.scores(solved.by)
    assert losses[~four.failed].max() < losses[four.failed].min(initial=np.inf)


def test_what_diverged_has_every_class_wrong_and_no_finite_distance():
    """With a rate of 1e30 nothing finite is left: error 1, and infinite where there is no share."""
    run = prepare(Network(Dense(8), ReLU(), Dense(3)), "iris", **QUICK, learning_rate=1e30,
                  optimizer="SGD")  # fmt: skip
    starts = start_all(run, range(2))
    for found in measure(starts, yardstick(run, None)):
        assert found.diverged
        assert found.failed
        assert found.scores["error"] == 1.0
        assert not np.isfinite(found.scores["loss"])


def test_a_score_that_does_not_fit_is_refused():
    """Classes have no RMSE; what is near is suggested."""
    run = prepare(Network(Dense(3)), "iris", **QUICK)
    with pytest.raises(UsageError, match="one of error, loss for a target of classes, got 'rmse'"):
        yardstick(run, "rmse")
    with pytest.raises(UsageError, match='Did you mean "loss"'):
        yardstick(run, "los")


def test_words_of_a_yardstick(yardsticks):
    """The score is named with its rows, and a failure by what it is."""
    assert yardsticks.rmse.name == "held-out RMSE"
    assert yardsticks.loss.failing == "fail (a row wrong at the end)"
    assert replace(yardsticks.loss, solvable=False).failing == "diverge"
    assert [by.fails_apart for by in vars(yardsticks).values()] == [False, True, True]
