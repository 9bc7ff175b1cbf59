"""Every schedule of the catalogue: a factor that both kinds of arrays agree on, at every step."""

from __future__ import annotations

import array_api_strict
import jax
import jax.numpy as jnp
import numpy as np
import pytest

TOTAL = 37
STEPS = np.arange(TOTAL + 5.0)  # a run may go on for longer than was planned


def factors(schedule, xp, dtype):
    """Return the factor at each step."""
    kind = getattr(xp, dtype)
    return [schedule.factor(xp, xp.asarray(step, dtype=kind), TOTAL) for step in STEPS.tolist()]


@pytest.fixture(scope="module")
def by_jax(tables):
    """Return the factors of every schedule by JAX, in both dtypes."""
    schedules = tables["plan"]

    def everything(step):
        return [schedule.factor(jnp, step, TOTAL) for schedule in schedules]

    made = {}
    for dtype in ("float64", "float32"):
        with jax.enable_x64(dtype == "float64"):
            results = jax.jit(jax.vmap(everything))(STEPS.astype(dtype))
            made[dtype] = dict(zip(schedules, map(np.asarray, results), strict=True))
    return made


@pytest.mark.parametrize("dtype, tolerance", [("float64", 1e-14), ("float32", 1e-6)])
def test_both_kinds_of_arrays_give_the_same(plan, dtype, tolerance, by_jax):
    """NumPy and JAX compute the same factor at every step of a run, and beyond it."""
    here = np.stack(factors(plan, np, dtype))
    assert by_jax[dtype][plan].dtype == dtype
    np.testing.assert_allclose(by_jax[dtype][plan], here, rtol=0, atol=tolerance)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_factor_is_one_number_from_0_to_1(plan, dtype):
    """A factor is 0-d, of the step's dtype, finite, and never lifts the rate above the base."""
    found = factors(plan, np, dtype)
    assert {(np.shape(factor), factor.dtype.name) for factor in found} == {((), dtype)}
    assert all(0.0 <= factor <= 1.0 for factor in found)
    assert max(found) > 0.5, "no step of the run is near the base rate"


def test_nothing_leaves_the_standard(plan):
    """A namespace that has the Array API standard and nothing else computes the same."""
    strict = [np.asarray(factor) for factor in factors(plan, array_api_strict, "float64")]
    np.testing.assert_allclose(strict, factors(plan, np, "float64"), rtol=1e-14)
