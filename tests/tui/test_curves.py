"""The curves: means of as many steps as a point stands for, and what epochs found."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glassnet.run.evaluation import Evaluation
from glassnet.tui.curves import logarithmic, loss_curves, score_curves, thinned
from glassnet.tui.sight import Future
from tests.tui.sights import iris_run, moment_of


@given(arrays(np.float64, st.integers(1, 300), elements=st.floats(-1e6, 1e6)), st.integers(1, 60))
def test_points_are_means_of_their_parts(values, points):
    """There are no more points than asked for, in order, and they weigh up to the whole mean."""
    x, y = thinned(values, points)
    assert len(x) == len(y) == min(points, len(values))
    assert np.all(np.diff(x) > 0)
    assert x[0] >= 1
    assert x[-1] <= len(values)
    edges = np.linspace(0, len(values), len(x) + 1).astype(int)
    expected = [values[a:b].mean() for a, b in pairwise(edges)]
    assert np.allclose(y, expected, atol=1e-6)


def test_a_run_has_three_curves():
    """Training and validation losses, and the score, at the steps where they were found."""
    run = iris_run()
    moment = moment_of(run)
    training, validation = loss_curves(moment, 1_000)
    assert np.array_equal(training.y, run.history["loss"])
    assert np.array_equal(training.x, np.arange(1, run.recorded + 1) + 0.0)
    assert [e.step for e in run.history.evaluations] == validation.x.tolist()
    (score,) = score_curves(moment)
    assert score.y.tolist() == [e.score for e in run.history.evaluations]
    assert (training.label, validation.label, score.label) == ("training", "validation", "score")


def test_futures_are_told_apart_and_numbers_that_are_none_left_out():
    """Each has its letter; a loss that is not finite has no point."""
    from dataclasses import replace

    losses = np.array([2.0, np.nan, np.inf, 1.0])
    futures = tuple(Future(name, None, "", losses, [], ()) for name in "AB")
    moment = replace(moment_of(iris_run()), futures=futures)
    found = loss_curves(moment, 10)
    assert [curve.label for curve in found] == ["training A", "training B"]
    assert found[0].y.tolist() == [2.0, 1.0]
    assert score_curves(moment) == ()


def test_many_epochs_are_thinned_and_the_latest_is_kept():
    """100,000 evaluations draw as a few hundred points, the last one among them."""
    from dataclasses import replace

    many = [Evaluation(n, n, 1.0, 0.1, 1.0 / n, 0.5) for n in range(1, 100_001)]
    future = Future("A", None, "", np.ones(3), many, ())
    (_, validation) = loss_curves(replace(moment_of(iris_run()), futures=(future,)), 10)
    assert 400 < len(validation.x) < 600
    assert validation.x[-1] == 100_000


@pytest.mark.parametrize(
    ("values", "expected"), [([1, 2], False), ([1, 100], True), ([-1, 100], False), ([], False)]
)
def test_a_wide_range_of_losses_is_drawn_by_its_logarithm(values, expected):
    """Only where all are above zero and the largest is far from the least."""
    from dataclasses import replace

    future = Future("A", None, "", np.array(values, dtype=float), [], ())
    curves = loss_curves(replace(moment_of(iris_run()), futures=(future,)), 10)
    assert logarithmic(curves) is expected
