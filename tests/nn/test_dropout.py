"""Dropout: the mean is kept, the key decides, and outside training nothing happens."""

from __future__ import annotations

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground import keys
from glassnet.ground.errors import UsageError
from glassnet.nn.dropout import Dropout
from glassnet.nn.layer import Context


def in_training(seed):
    return Context(training=True, key=keys.stream(seed, keys.Purpose.DROPOUT))


@settings(max_examples=15, deadline=None)
@given(st.floats(0.0, 0.9), st.integers(0, 2**64 - 1))
def test_the_mean_is_kept_and_the_rate_dropped(rate, seed):
    """Of 40,000 ones a share near `rate` becomes 0, the others 1 / (1 − rate); six deviations."""
    x = np.ones((200, 200))
    y, _ = Dropout(rate).forward(np, {}, x, in_training(seed))
    deviation = np.sqrt(rate * (1 - rate) / x.size)
    assert abs(np.mean(y == 0.0) - rate) <= 6 * deviation
    assert abs(y.mean() - 1.0) <= 6 * deviation / (1 - rate) + 1e-12
    np.testing.assert_allclose(y[y != 0.0], 1.0 / (1.0 - rate), rtol=1e-15)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**64 - 1), st.sampled_from(["float32", "float64"]))
def test_what_is_kept_is_what_jax_draws(seed, dtype):
    """The mask is jax.random.uniform ≥ rate with the same key, in the dtype of x."""
    x, context = np.ones((3, 5), dtype=dtype), in_training(seed)
    y, _ = Dropout(0.3).forward(np, {}, x, context)
    with jax.enable_x64(True):
        u = jax.random.uniform(jax.random.wrap_key_data(context.key), x.shape, dtype)
    np.testing.assert_array_equal(y != 0.0, np.asarray(u) >= 0.3)


def test_the_same_key_drops_the_same_and_another_other():
    """Randomness is the key and nothing else."""
    x = np.ones((4, 50))
    first, again = (Dropout().forward(np, {}, x, in_training(1))[0] for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, Dropout().forward(np, {}, x, in_training(2))[0])


def test_the_gradient_is_dropped_where_the_number_was():
    """dL/dx is dL/dy times the mask of this very forward."""
    y, saved = Dropout(0.5).forward(np, {}, np.ones((5, 6)), in_training(3))
    dx, _ = Dropout(0.5).backward(np, {}, saved, np.full((5, 6), 3.0))
    np.testing.assert_array_equal(dx, 3.0 * y)


def test_outside_training_the_input_passes():
    """No key is needed, and the output is the input itself."""
    x = np.ones((2, 3))
    y, saved = Dropout(0.9).forward(np, {}, x, Context())
    assert y is x
    assert Dropout(0.9).backward(np, {}, saved, x)[0] is x


def test_training_without_a_key_is_refused():
    """The message says what to give."""
    with pytest.raises(UsageError, match="got no key; give Context"):
        Dropout().forward(np, {}, np.ones((2, 3)), Context(training=True))


@pytest.mark.parametrize("rate", [1.0, -0.1, 50, np.nan, "half"])
def test_an_impossible_rate_is_refused(rate):
    """A rate of 1 would leave nothing to scale."""
    with pytest.raises(UsageError, match=r"Dropout: rate must be a number in \[0, 1\), got"):
        Dropout(rate)
