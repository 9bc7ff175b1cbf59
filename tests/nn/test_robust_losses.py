"""Losses that bear outliers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from glassnet.ground.errors import UsageError
from glassnet.nn.losses import MSE
from glassnet.nn.robust_losses import MAE, Huber

numbers = st.floats(-1e3, 1e3)


@given(p=numbers, y=numbers, delta=st.floats(0.01, 100))
@settings(max_examples=50)
def test_huber_is_scipys(p, y, delta):
    """Huber's loss is SciPy's, on both sides of δ."""
    found = Huber(delta).elements(np, np.array([p]), np.array([y]))[0]
    assert found == pytest.approx(special.huber(delta, p - y), rel=1e-12, abs=1e-12)


def test_huber_lies_between_its_two_ends():
    """With a large δ it is half the squared error; with a small one, δ times the absolute error."""
    p, y = np.array([[1.0, -2.0, 5.0]]), np.array([[0.5, 1.0, 1.0]])
    wide, narrow = Huber(1e3), Huber(1e-9)
    assert np.allclose(wide.elements(np, p, y), 0.5 * MSE().elements(np, p, y))
    assert np.allclose(narrow.elements(np, p, y) / 1e-9, MAE().elements(np, p, y), rtol=1e-8)


def test_mae_by_hand():
    """|1 − 3| and |2 − 1| have the mean 1.5; the slopes are −½ and ½; where nothing errs, 0."""
    value, gradient = MAE().value_and_gradient(np, np.array([[1.0, 2.0]]), np.array([[3.0, 1.0]]))
    assert value == 1.5
    assert gradient.tolist() == [[-0.5, 0.5]]
    assert MAE().slope(np, np.array([2.0]), np.array([2.0]))[0] == 0.0


@pytest.mark.parametrize("delta", [0.0, -1.0, math.inf, math.nan, "1", True])
def test_delta_is_checked(delta):
    """A δ that is not a positive number is refused."""
    with pytest.raises(UsageError, match="Huber: delta must be a number in"):
        Huber(delta)
