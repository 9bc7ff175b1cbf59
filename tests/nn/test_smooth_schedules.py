"""Learning rates that change without a jump."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.nn.smooth_schedules import (
    Cosine,
    CosineRestarts,
    OneCycle,
    Polynomial,
    WarmupCosine,
)


def factors(schedule, total, beyond=0):
    """Return the factor of every update of a run, and of some after its planned end."""
    steps = range(total + beyond)
    return np.array([schedule.factor(np, np.float64(step), total) for step in steps])


@given(final=st.floats(0, 1), total=st.integers(2, 200), power=st.floats(0.2, 4))
@settings(max_examples=40)
def test_plain_descents(final, total, power):
    """Cosine and polynomial begin at 1, never rise, and would be at `final` after the last step."""
    for schedule in (Cosine(final), Polynomial(power, final)):
        found = factors(schedule, total, beyond=3)
        assert found[0] == pytest.approx(1.0)
        assert np.all(np.diff(found) <= 1e-15)
        assert np.allclose(found[total:], final, atol=1e-15)


def test_known_points():
    """Half-way, the cosine and the straight line are half-way down; the parabola is at ¼."""
    assert Cosine(0.2).factor(np, np.float64(50), 100) == pytest.approx(0.6)
    assert Polynomial().factor(np, np.float64(50), 100) == pytest.approx(0.5)
    assert Polynomial(2.0).factor(np, np.float64(50), 100) == pytest.approx(0.25)
    third = Cosine().factor(np, np.float64(100), 300)
    assert third == pytest.approx(0.75)  # cos 60° = ½


def test_warm_up():
    """A tenth of the run climbs in even steps that begin above 0; the rest is half a wave."""
    found = factors(WarmupCosine(0.1, final=0.0), 100)
    assert np.allclose(found[:10], np.arange(1, 11) / 10)
    wave = [0.5 + 0.5 * math.cos(math.pi * n / 90) for n in range(90)]
    assert np.allclose(found[10:], wave)
    assert np.allclose(factors(WarmupCosine(0.0), 40), factors(Cosine(), 40))


@given(
    period=st.integers(1, 20),
    multiplier=st.integers(1, 3),
    final=st.floats(0, 0.9),
    total=st.integers(1, 150),
)
@settings(max_examples=60)
def test_restarts(period, multiplier, final, total):
    """Counted with whole numbers, each period is a wave from 1, as long as it should be."""
    found = factors(CosineRestarts(period, multiplier, final), total, beyond=500)
    length, position = period, 0
    for step, factor in enumerate(found):
        if position == 0 and step >= total:  # the plan is over, and so is its last wave
            assert found[step:] == pytest.approx(final, abs=1e-12)
            break
        wave = 0.5 * (1 + math.cos(math.pi * position / length))
        assert factor == pytest.approx(final + (1 - final) * wave, abs=1e-12)
        position += 1
        if position == length:
            length, position = length * multiplier, 0


def test_one_cycle_has_pytorchs_points():
    """Of 100 steps, 0 is at 1/25, step 29 (0.3 · 100 − 1) at the peak, step 99 at 1/250,000."""
    found = factors(OneCycle(), 100, beyond=5)
    assert found[0] == pytest.approx(1 / 25)
    assert np.argmax(found) == 29
    assert found[29] == 1.0
    assert np.all(np.diff(found[:30]) > 0)
    assert np.all(np.diff(found[29:100]) < 0)
    assert np.allclose(found[99:], 1 / 250_000, rtol=1e-9)
    middle = 0.5 * (1 + 1 / 250_000)  # half-way down, at step 29 + 70 / 2
    assert found[64] == pytest.approx(middle)


@pytest.mark.parametrize("total", [1, 2, 3])
@pytest.mark.parametrize("fraction", [0.0, 0.3, 1.0])
def test_the_shortest_runs(total, fraction):
    """Where there is no room for a phase, the factors are still numbers between 0 and 1."""
    found = factors(OneCycle(peak_fraction=fraction), total)
    assert np.all((found > 0) & (found <= 1))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Polynomial(power=0.0),
        lambda: Polynomial(final=1.5),
        lambda: Cosine(final=-0.1),
        lambda: Cosine(final=math.nan),
        lambda: WarmupCosine(warmup_fraction=1.0),
        lambda: CosineRestarts(0),
        lambda: CosineRestarts(10, multiplier=0),
        lambda: CosineRestarts(10, multiplier=1.5),
        lambda: OneCycle(peak_fraction=1.1),
        lambda: OneCycle(start_divisor=0.5),
        lambda: OneCycle(final_divisor=math.inf),
    ],
)
def test_refusals(make):
    """A number out of range is refused with its value."""
    with pytest.raises(UsageError, match=r"must be .*, got "):
        make()
