"""How weights start, fitted to the layer's size."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from glassnet.ground.errors import UsageError
from glassnet.ground.keys import Purpose, stream
from glassnet.nn.scaled_initializers import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LeCunNormal,
    LeCunUniform,
)

KEY = stream(7, Purpose.INITIALIZE, 0)
# The published limits and deviations, for fan_in = 60, fan_out = 80.
EVEN = [
    (LeCunUniform, math.sqrt(3 / 60)),
    (GlorotUniform, math.sqrt(6 / 140)),
    (HeUniform, math.sqrt(6 / 60)),
]
BELL = [
    (LeCunNormal, math.sqrt(1 / 60)),
    (GlorotNormal, math.sqrt(2 / 140)),
    (HeNormal, math.sqrt(2 / 60)),
]


@pytest.mark.parametrize(("rule", "limit"), EVEN)
@pytest.mark.parametrize("gain", [1.0, 2.5])
def test_even_rules(rule, limit, gain):
    """The uniform rules follow U[−gain·limit, gain·limit) of their paper."""
    draw = rule(gain).draw(KEY, (60, 80), 60, 80)
    law = stats.uniform(-gain * limit, 2 * gain * limit)
    assert stats.kstest(draw.ravel(), law.cdf).pvalue > 0.01
    assert np.max(np.abs(draw)) <= gain * limit


@pytest.mark.parametrize(("rule", "deviation"), BELL)
@pytest.mark.parametrize("gain", [1.0, 2.5])
def test_bell_rules(rule, deviation, gain):
    """The normal rules follow N(0, (gain·σ)²) of their paper."""
    draw = rule(gain).draw(KEY, (60, 80), 60, 80)
    assert stats.kstest(draw.ravel(), stats.norm(0, gain * deviation).cdf).pvalue > 0.01


@pytest.mark.parametrize("rule", [rule for rule, _ in EVEN + BELL])
def test_shape_dtype_and_key(rule):
    """Every rule gives float64 of the shape asked for, and repeats itself with the key."""
    draw = rule().draw(KEY, (3, 3, 4, 5), 36, 45)
    assert draw.shape == (3, 3, 4, 5)
    assert draw.dtype == np.float64
    assert np.array_equal(draw, rule().draw(KEY, (3, 3, 4, 5), 36, 45))


def test_signals_keep_their_size():
    """Through thirty ReLU layers He's start keeps the signal; a fixed small one loses it."""
    x = np.random.default_rng(0).standard_normal((64, 200))
    for layer in range(30):
        weights = HeNormal().draw(stream(3, Purpose.INITIALIZE, layer), (200, 200), 200, 200)
        x = np.maximum(x @ weights, 0.0)
    assert 0.1 < np.sqrt(np.mean(x**2)) < 10.0


@pytest.mark.parametrize("rule", [rule for rule, _ in EVEN + BELL])
@pytest.mark.parametrize("gain", [0.0, -1.0, math.nan, math.inf, "1", None])
def test_refusals(rule, gain):
    """A gain that is not a positive number is refused."""
    with pytest.raises(UsageError, match=f"{rule.__name__}: gain must be a number in"):
        rule(gain)
