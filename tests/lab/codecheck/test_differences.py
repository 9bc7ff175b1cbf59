"""Slopes measured from values."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.codecheck.differences import complex_slopes, slopes

NUMBERS = st.floats(-3.0, 3.0)


@settings(max_examples=50, deadline=None)
@given(NUMBERS, NUMBERS)
def test_slopes_of_a_smooth_function_are_within_their_error(a, b):
    """sin a · eᵇ: the derivative by hand is as near as the estimate says, and no bend is seen."""
    found = slopes(lambda p: float(np.sin(p[0]) * np.exp(p[1])), np.array([a, b]), [0, 1])
    wanted = np.array([np.cos(a) * np.exp(b), np.sin(a) * np.exp(b)])
    assert np.all(np.abs(found.values - wanted) <= found.errors + 1e-10)
    assert np.all(found.errors < 1e-8 * (1.0 + np.abs(wanted)) * np.exp(b) + 1e-9)
    assert not found.bends[1]


def test_a_bend_is_told_from_a_slope():
    """|p| at 0 bends; beside it, however near, it does not."""
    assert slopes(lambda p: float(abs(p[0])), np.array([0.0]), [0]).bends[0]
    near = slopes(lambda p: float(abs(p[0])), np.array([1e-5]), [0])
    assert not near.bends[0]
    np.testing.assert_allclose(near.values, [1.0], rtol=1e-6)


def test_the_complex_step_is_exact_or_declines():
    """e^p to the last digits; code that casts to float is told apart."""
    exact = complex_slopes(lambda p: np.exp(p[0]), np.array([0.3]), [0])
    np.testing.assert_allclose(exact, [np.exp(0.3)], rtol=1e-15)
    assert complex_slopes(lambda p: float(p[0]), np.array([0.3]), [0]) is None
