"""How weights start, whatever the layer's size."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from glassnet.ground.errors import UsageError
from glassnet.ground.keys import Purpose, stream
from glassnet.nn.initializers import Constant, Normal, Orthogonal, Uniform, Zeros

RULES = [Zeros(), Constant(0.25), Uniform(), Normal(), Orthogonal()]
KEY = stream(7, Purpose.INITIALIZE, 0)


@pytest.mark.parametrize("rule", RULES)
@given(shape=st.lists(st.integers(1, 6), max_size=4).map(tuple))
@settings(max_examples=15, deadline=None)
def test_shape_dtype_and_key(rule, shape):
    """Every rule gives finite float64 numbers of the shape, the same for the same key."""
    first = rule.draw(KEY, shape, 4, 5)
    assert first.shape == shape
    assert first.dtype == np.float64
    assert np.all(np.isfinite(first))
    assert np.array_equal(first, rule.draw(KEY, shape, 4, 5))


@pytest.mark.parametrize("rule", [Uniform(), Normal(), Orthogonal()])
def test_another_key_gives_other_numbers(rule):
    """Two parameters with keys of their own start differently."""
    other = stream(7, Purpose.INITIALIZE, 1)
    assert not np.array_equal(rule.draw(KEY, (5, 5), 5, 5), rule.draw(other, (5, 5), 5, 5))


def test_constants():
    """Zeros are 0 and a constant is its value, everywhere."""
    assert np.all(Zeros().draw(KEY, (3, 2), 3, 2) == 0.0)
    assert np.all(Constant(-2).draw(KEY, (3, 2), 3, 2) == -2.0)


def test_distributions():
    """Uniform and normal draws pass a Kolmogorov-Smirnov test against their distribution."""
    even = Uniform(-1.0, 3.0).draw(KEY, (4000,), 1, 1)
    assert stats.kstest(even, stats.uniform(-1.0, 4.0).cdf).pvalue > 0.01
    bell = Normal(standard_deviation=2.0, mean=1.0).draw(KEY, (4000,), 1, 1)
    assert stats.kstest(bell, stats.norm(1.0, 2.0).cdf).pvalue > 0.01


@given(st.lists(st.integers(1, 7), min_size=1, max_size=3).map(tuple), st.floats(0.1, 3.0))
@settings(max_examples=40, deadline=None)
def test_orthogonal(shape, gain):
    """Flattened to (rest, last), the shorter side's vectors are orthogonal and of length gain."""
    matrix = Orthogonal(gain).draw(KEY, shape, 1, 1).reshape(-1, shape[-1])
    if matrix.shape[0] < matrix.shape[1]:
        matrix = matrix.T
    identity = np.eye(matrix.shape[1])
    assert np.allclose(matrix.T @ matrix, gain**2 * identity, atol=1e-12)


def test_orthogonal_prefers_no_direction():
    """Over many keys the entries of a rotation are as often negative as positive."""
    draws = np.stack([Orthogonal().draw(stream(0, 1, n), (3, 3), 3, 3) for n in range(400)])
    assert np.all(np.abs(np.mean(np.sign(draws), axis=0)) < 0.2)
    assert np.allclose(np.mean(draws**2, axis=0), 1 / 3, atol=0.06)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Constant(math.nan),
        lambda: Constant("1"),
        lambda: Uniform(1.0, 1.0),
        lambda: Uniform(2.0, 1.0),
        lambda: Uniform(-1e308, 1e308),
        lambda: Normal(0.0),
        lambda: Normal(mean=math.inf),
        lambda: Orthogonal(-1.0),
    ],
)
def test_refusals(make):
    """A number that makes no sense is refused when the description is made."""
    with pytest.raises(UsageError, match="got"):
        make()
