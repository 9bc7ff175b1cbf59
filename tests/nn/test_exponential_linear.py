"""ELU and SELU against JAX, and SELU's fixed point against the integral that defines it."""

from __future__ import annotations

import jax
import numpy as np
import pytest
import scipy.integrate
import scipy.stats

from glassnet.ground.errors import UsageError
from glassnet.nn.exponential_linear import ELU, SELU

X = np.linspace(-12, 12, 1001)


@pytest.mark.parametrize(
    "activation, oracle",
    [(ELU(), jax.nn.elu), (ELU(0.3), lambda x: jax.nn.elu(x, 0.3)), (SELU(), jax.nn.selu)],
    ids=["elu", "elu-0.3", "selu"],
)
def test_values_are_those_of_jax(activation, oracle):
    """To 14 digits in float64."""
    with jax.enable_x64(True):
        expected = np.asarray(oracle(X))
    np.testing.assert_allclose(activation.f(np, X), expected, rtol=1e-14, atol=1e-300)


def test_selu_keeps_mean_zero_and_variance_one():
    """For a standard normal z, E[SELU(z)] = 0 and E[SELU(z)²] = 1, by numerical integration."""

    def expectation(power):
        def density(z):
            return SELU().f(np, np.asarray(z)) ** power * scipy.stats.norm.pdf(z)

        return sum(scipy.integrate.quad(density, *part)[0] for part in [(-40, 0), (0, 40)])

    assert expectation(1) == pytest.approx(0.0, abs=1e-9)
    assert expectation(2) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("alpha", [0, -1.0, np.nan, np.inf])
def test_an_alpha_that_does_not_rise_is_refused(alpha):
    """α must be positive and finite."""
    with pytest.raises(UsageError, match=r"ELU: alpha must be a number in \(0, inf\)"):
        ELU(alpha)
