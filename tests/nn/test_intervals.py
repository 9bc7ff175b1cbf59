"""How sure a score is."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from glassnet.ground.errors import DataError, UsageError
from glassnet.ground.keys import Purpose, stream
from glassnet.nn.intervals import bootstrap_interval, wilson

KEY = stream(0, Purpose.RESAMPLE)


@given(n=st.integers(1, 500), share=st.floats(0, 1), confidence=st.floats(0.5, 0.999))
@settings(max_examples=60)
def test_wilson_is_scipys(n, share, confidence):
    """The interval is SciPy's, lies in [0, 1], and holds the share that was seen."""
    successes = round(share * n)
    oracle = stats.binomtest(successes, n).proportion_ci(confidence, method="wilson")
    found = wilson(successes, n, confidence)
    assert found == pytest.approx((oracle.low, oracle.high), rel=1e-9, abs=1e-12)
    assert 0.0 <= found.low <= successes / n <= found.high <= 1.0


def test_wilson_without_evidence():
    """Nothing seen leaves everything possible."""
    assert wilson(0, 0) == (0.0, 1.0)


def test_bootstrap_of_a_mean():
    """For a mean the interval is nearly the normal law's, and repeats itself with the key."""
    values = np.random.default_rng(1).normal(10.0, 2.0, 200)
    found = bootstrap_interval(values, np.mean, KEY, resamples=1000)
    reach = 1.96 * values.std() / math.sqrt(200)
    assert found == pytest.approx((values.mean() - reach, values.mean() + reach), abs=0.08)
    assert found == bootstrap_interval(values, np.mean, KEY, resamples=1000)
    other = bootstrap_interval(values, np.mean, stream(1, Purpose.RESAMPLE), resamples=1000)
    assert found != other


def test_bootstrap_keeps_rows_together():
    """Truth and prediction stacked in a row are resampled as one: a perfect score has no spread."""
    pairs = np.stack([np.arange(30), np.arange(30)], axis=1)
    right = bootstrap_interval(pairs, lambda r: np.mean(r[:, 0] == r[:, 1]), KEY, resamples=50)
    assert right == (1.0, 1.0)


def test_wider_confidence_is_a_wider_interval():
    """Who wants to be surer must say less."""
    values = np.random.default_rng(1).normal(size=50)
    sure, surer = (bootstrap_interval(values, np.median, KEY, 300, c) for c in (0.8, 0.99))
    assert surer.low < sure.low < sure.high < surer.high


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        (lambda: wilson(3, 2), UsageError, r"successes must be in \[0, n\], got 3 of n=2"),
        (lambda: wilson(-1, 2), UsageError, "got -1"),
        (lambda: wilson(math.nan, 2), UsageError, "got nan"),
        (lambda: wilson(1, 2, 1.0), UsageError, r"confidence must be in \(0, 1\), got 1.0"),
        (lambda: bootstrap_interval([], np.mean, KEY), DataError, "0 rows"),
        (lambda: bootstrap_interval([1.0], np.mean, KEY, 0), UsageError, "resamples"),
    ],
)
def test_refusals(ask, error, words):
    """What has no interval is refused with the value."""
    with pytest.raises(error, match=words):
        ask()
