"""What every schedule keeps, and the plateau."""

from __future__ import annotations

import math
from functools import reduce

import array_api_strict
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.nn.schedules import ConstantRate, Exponential, Plateau
from glassnet.nn.smooth_schedules import (
    Cosine,
    CosineRestarts,
    OneCycle,
    Polynomial,
    WarmupCosine,
)
from glassnet.nn.stair_schedules import MultiStep, StepDecay

SCHEDULES = [
    ConstantRate(),
    StepDecay(7, 0.5),
    MultiStep((3, 40), 0.1),
    Exponential(0.99),
    Polynomial(power=2.0, final=0.1),
    Cosine(final=0.05),
    WarmupCosine(warmup_fraction=0.1),
    CosineRestarts(10),
    CosineRestarts(10, multiplier=3, final=0.1),
    OneCycle(),
]
every_schedule = pytest.mark.parametrize("schedule", SCHEDULES, ids=map(repr, SCHEDULES))


def factors(schedule, total):
    """Return the factor of every update of a run, in float64."""
    return np.array([schedule.factor(np, np.float64(step), total) for step in range(total)])


@every_schedule
@given(total=st.integers(1, 300))
@settings(max_examples=20)
def test_factors_lie_between_0_and_1(schedule, total):
    """No schedule stops, reverses or exceeds the learning rate, however short the run."""
    found = factors(schedule, total)
    assert np.all(found > 0)
    assert np.all(found <= 1 + 1e-15)


@every_schedule
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dtype_and_namespaces(schedule, dtype):
    """The factor is a 0-d array of the step's dtype, the same under XLA and strictly."""
    tolerance = 3e-6 if dtype == "float32" else 1e-13
    exact = factors(schedule, 100)
    with jax.enable_x64(dtype == "float64"):
        traced = jax.jit(jax.vmap(lambda step: schedule.factor(jnp, step, 100)))
        compiled = traced(jnp.arange(100, dtype=dtype))
        assert compiled.dtype == dtype
        assert np.allclose(compiled, exact, rtol=tolerance, atol=tolerance)
    for step in (0, 7, 33, 99):
        found = schedule.factor(np, np.asarray(step, dtype), 100)
        assert found.dtype == dtype
        assert found.shape == ()
        strict = schedule.factor(
            array_api_strict,
            array_api_strict.asarray(step, dtype=getattr(array_api_strict, dtype)),
            100,
        )
        assert float(strict) == pytest.approx(exact[step], rel=tolerance, abs=tolerance)


def test_constant_and_exponential():
    """Nothing changes, or the same share is lost at each update, even after many in float32."""
    assert np.all(factors(ConstantRate(), 20) == 1.0)
    found = factors(Exponential(0.9), 20)
    assert found[0] == 1.0
    assert np.allclose(found[1:] / found[:-1], 0.9, rtol=1e-14)
    late = Exponential(0.9999).factor(np, np.float32(100_000), 200_000)
    assert late == pytest.approx(0.9999**100_000, rel=1e-5)


def after(plateau, losses):
    """Return the factor after a whole history of validation losses."""
    return reduce(plateau.react, losses, plateau.start()).factor


def reduce_on_plateau(losses, decay, patience, threshold):
    """Return PyTorch's documented rule: count bad epochs, reduce when more than patience."""
    best, bad, factor = math.inf, 0, 1.0
    for loss in losses:
        better = loss < best * (1 - threshold)
        best, bad = (loss, 0) if better else (best, bad + 1)
        if bad > patience:
            factor, bad = factor * decay, 0
    return factor


@given(
    losses=st.lists(st.integers(1, 30).map(lambda n: n / 10) | st.just(math.nan), max_size=60),
    patience=st.integers(0, 4),
)
@settings(max_examples=100)
def test_plateau_follows_pytorchs_rule(losses, patience):
    """For every history, NaN in it or not, the factor is that of ReduceLROnPlateau's rule."""
    plateau = Plateau(decay=0.5, patience=patience, minimum_relative_improvement=0.01)
    assert after(plateau, losses) == reduce_on_plateau(losses, 0.5, patience, 0.01)


def test_plateau_by_hand():
    """With a patience of 2, the third loss in a row without improvement halves the rate."""
    plateau = Plateau(decay=0.5, patience=2)
    assert [after(plateau, [1.0] + [1.0] * n) for n in range(7)] == [1, 1, 1, 0.5, 0.5, 0.5, 0.25]
    assert after(plateau, [1.0, 1.0, 1.0, 0.9, 0.9, 0.9]) == 1.0
    assert after(Plateau(patience=0, minimum_factor=0.3), [1.0] * 10) == 0.3


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_what_is_not_finite_is_no_improvement(loss):
    """NaN and infinity wear the patience out, at the start as well, and never become the best."""
    plateau = Plateau(patience=1)
    assert after(plateau, [loss] * 2) == 0.5
    state = plateau.react(plateau.react(plateau.start(), 1.0), loss)
    assert state.best == 1.0


def test_reacting_changes_no_state():
    """A state is a value: reacting gives a new one."""
    plateau = Plateau(patience=0)
    state = plateau.react(plateau.start(), 1.0)
    assert plateau.react(state, 2.0) == plateau.react(state, 2.0)
    assert state.factor == 1.0


@pytest.mark.parametrize(
    "make",
    [
        lambda: Exponential(0.0),
        lambda: Exponential(1.1),
        lambda: Plateau(decay=1.0),
        lambda: Plateau(patience=-1),
        lambda: Plateau(patience=1.5),
        lambda: Plateau(minimum_relative_improvement=math.nan),
        lambda: Plateau(minimum_factor=2.0),
    ],
)
def test_refusals(make):
    """A number out of range is refused with its value."""
    with pytest.raises(UsageError, match=r"must be .*, got "):
        make()
