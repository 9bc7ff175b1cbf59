"""The error function is that of the C library, to the last digits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.nn.error_function import erf, erfc

X = np.concatenate([np.linspace(-6, 6, 4001), [0.46875, -0.46875, 4.0, -4.0, 0.0, 1e-300, 26.5]])


@pytest.mark.parametrize("own, oracle", [(erf, math.erf), (erfc, math.erfc)], ids=["erf", "erfc"])
@pytest.mark.parametrize("dtype, digits", [("float64", 2e-15), ("float32", 1e-6)])
def test_every_stretch_is_exact(own, oracle, dtype, digits):
    """All three stretches and their borders, relative to the value, in both dtypes."""
    x = X[np.abs(X) <= 9].astype(dtype) if dtype == "float32" else X
    y = own(np, x)
    assert y.dtype == dtype
    np.testing.assert_allclose(y, [oracle(number) for number in x.tolist()], rtol=digits)


@given(st.floats(-1e300, 1e300))
def test_erf_is_odd_and_the_two_sum_to_one(number):
    """erf(−x) = −erf(x) and erf(x) + erfc(x) = 1, for every number and without a warning."""
    x = np.array([number])
    assert erf(np, -x).item() == -erf(np, x).item()
    assert erf(np, x).item() + erfc(np, x).item() == pytest.approx(1.0, abs=1e-15)


def test_what_is_not_a_number_stays_so():
    """NaN gives NaN, and the infinities give the limits."""
    x = np.array([np.nan, np.inf, -np.inf])
    np.testing.assert_array_equal(erf(np, x), [np.nan, 1.0, -1.0])
    np.testing.assert_array_equal(erfc(np, x), [np.nan, 0.0, 2.0])
