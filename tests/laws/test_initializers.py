"""Every initializer of the catalogue: a start is a function of its key, in any shape."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground import keys

SHAPES = [(6, 4), (4,), (3, 2, 5, 4)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_start_has_the_shape_and_is_float64(initializer, shape):
    """What is drawn has the parameter's shape, is finite and is float64."""
    drawn = initializer.draw(keys.seed_key(1), shape, 6, 4)
    assert (drawn.shape, drawn.dtype.name) == (shape, "float64")
    assert np.isfinite(drawn).all()


def test_the_same_key_draws_the_same_bits(initializer):
    """Twice the same key, twice the same start."""
    once, twice = (initializer.draw(keys.seed_key(5), (6, 4), 6, 4).tobytes() for _ in range(2))
    assert once == twice


def test_another_key_draws_other_numbers(initializer):
    """A start is either the same number everywhere, or another one under another key."""
    one, other = (initializer.draw(keys.seed_key(seed), (6, 4), 6, 4) for seed in (1, 2))
    assert np.ptp(one) == 0 or (one != other).any()
