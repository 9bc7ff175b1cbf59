# ruff: noqa: ARG005
"""What is claimed beside what is measured."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground.errors import DataError
from glassnet.lab.codecheck.problem import Problem
from glassnet.lab.codecheck.samples import COORDINATES, chosen, collect


def test_points_are_measured_and_confirmed():
    """Three slopes of a cube, exact by the complex step."""
    cube = Problem(
        lambda p, x, y: np.sum(p["w"] ** 3), lambda p, x, y: p, {"w": np.array([1.0, 2.0])}
    )
    found = collect(cube)
    assert len(found) > 2
    np.testing.assert_allclose(found[0].true["w"], [3.0, 12.0], rtol=1e-14)
    assert found[0].exact


def test_of_many_weights_every_parameter_has_its_share():
    """A large matrix does not hide a bias."""
    indices = chosen([5000, 3], 0)
    assert len(indices) <= COORDINATES
    assert indices[-3:] == [5000, 5001, 5002]


def test_a_loss_that_is_not_finite_anywhere_is_told():
    """With what to do."""
    nan = Problem(lambda p, x, y: float("nan"), lambda p, x, y: p, {"w": [1.0]})
    with pytest.raises(DataError, match="must be a finite number"):
        collect(nan)
