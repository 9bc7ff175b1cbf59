"""The smooth activations equal JAX's and SciPy's, which share no code with them."""

from __future__ import annotations

import jax
import numpy as np
import pytest
import scipy.stats

from glassnet.ground.errors import UsageError
from glassnet.nn.smooth_activations import GELU, Mish, SiLU, Softplus, softplus

X = np.linspace(-12, 12, 1001)


@pytest.mark.parametrize(
    "activation, oracle",
    [
        (GELU(), lambda x: jax.nn.gelu(x, approximate=False)),
        (GELU("tanh"), lambda x: jax.nn.gelu(x, approximate=True)),
        (SiLU(), jax.nn.silu),
        (Softplus(), jax.nn.softplus),
        (Mish(), jax.nn.mish),
    ],
    ids=["gelu", "gelu-tanh", "silu", "softplus", "mish"],
)
def test_values_and_slopes_are_those_of_jax(activation, oracle):
    """To 13 digits in float64; the oracle's slope is found by automatic differentiation."""
    with jax.enable_x64(True):
        expected = np.asarray(oracle(X))
        expected_slope = np.asarray(jax.vmap(jax.grad(oracle))(X))
    y = activation.f(np, X)
    np.testing.assert_allclose(y, expected, rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(activation.slope(np, X, y), expected_slope, rtol=1e-12, atol=1e-13)


def test_gelu_keeps_its_digits_where_it_is_nearly_zero():
    """x Φ(x) at −30, where 1 + erf would be exactly 0, is SciPy's to 13 digits."""
    x = np.linspace(-30.0, -5.0, 101)
    np.testing.assert_allclose(GELU().f(np, x), x * scipy.stats.norm.cdf(x), rtol=1e-12)


def test_the_two_gelus_differ_by_less_than_is_said():
    """The approximation by tanh is off by less than 0.0005 anywhere."""
    difference = np.abs(GELU().f(np, X) - GELU("tanh").f(np, X))
    assert 1e-4 < np.max(difference) < 5e-4


def test_softplus_keeps_its_digits_on_both_sides():
    """eˣ for very negative x, x for very large x."""
    np.testing.assert_allclose(softplus(np, np.array([-50.0, 50.0])), [np.exp(-50.0), 50.0])


@pytest.mark.parametrize("word", ["sigmoid", "", None, 1])
def test_an_unknown_approximation_is_refused(word):
    """The message says which two there are."""
    with pytest.raises(UsageError, match='approximate must be "none" or "tanh", got'):
        GELU(word)
