"""Student's t agrees with scipy, which computes it in another way."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.compare.student import incomplete_beta, one_sided, quantile, two_sided

scipy_stats = pytest.importorskip("scipy.stats")
scipy_special = pytest.importorskip("scipy.special")
FREEDOM = st.floats(1.0, 5000.0)


@settings(max_examples=80, deadline=None)
@given(st.floats(0.05, 800.0), st.floats(0.05, 800.0), st.floats(0.0, 1.0))
def test_the_incomplete_beta_function_is_scipys(a, b, x):
    """Whatever its three numbers are, both agree."""
    wanted = scipy_special.betainc(a, b, x)
    assert incomplete_beta(a, b, x) == pytest.approx(wanted, rel=1e-9, abs=1e-13)


@settings(max_examples=80, deadline=None)
@given(st.floats(-40.0, 40.0), FREEDOM)
def test_tails_are_scipys(t, freedom):
    """One tail and both agree, for large and small degrees of freedom."""
    assert two_sided(t, freedom) == pytest.approx(
        2 * scipy_stats.t.sf(abs(t), freedom), rel=1e-8, abs=1e-14
    )
    assert one_sided(t, freedom) == pytest.approx(scipy_stats.t.sf(t, freedom), rel=1e-8, abs=1e-14)
    assert two_sided(math.inf, freedom) == 0.0


@settings(max_examples=60, deadline=None)
@given(st.floats(0.01, 0.9999), FREEDOM)
def test_quantiles_are_scipys(confidence, freedom):
    """The reach of an interval agrees."""
    wanted = scipy_stats.t.ppf(0.5 + confidence / 2, freedom)
    assert quantile(confidence, freedom) == pytest.approx(wanted, rel=1e-8)
