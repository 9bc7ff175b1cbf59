# ruff: noqa: ARG005
"""What a learner gives, in one form."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground.errors import DataError
from glassnet.lab.codecheck.problem import Problem, count_rows, scalar


def test_a_loss_may_come_with_a_cache_or_in_brackets():
    """(loss, cache) and [[loss]] are numbers; several numbers are not."""
    assert scalar((2.0, {"a": 1})) == scalar([[2.0]]) == 2.0
    with pytest.raises(DataError, match="one number"):
        scalar(np.ones(3))


def test_rows_are_counted_along_either_axis_and_can_be_taken_alone():
    """(features, rows) as well as (rows, features)."""
    assert count_rows(np.ones((5, 2)), np.ones(5)) == 5
    assert count_rows(np.ones((2, 5)), np.ones((1, 5))) == 5
    assert count_rows(np.ones((2, 5)), np.ones(4)) is None
    one = Problem(len, len, {}, np.ones((2, 5)), np.ones((1, 5))).on(slice(0, 1))
    assert (one.x.shape, one.y.shape) == ((2, 1), (1, 1))


def test_a_step_claims_how_far_it_goes_also_in_place():
    """New parameters returned, or the old ones changed."""

    def in_place(p, x, y):
        p["w"] -= 0.5

    point = {"w": np.ones(2)}
    for step in (in_place, lambda p, x, y: {"w": p["w"] - 0.5}):
        problem = Problem(len, step, {"w": np.ones(2)}, kind="step")
        np.testing.assert_array_equal(problem.claimed(point)["w"], [0.5, 0.5])
