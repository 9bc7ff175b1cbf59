"""The narrow waist: what is not in the standard, the same on every namespace."""

from __future__ import annotations

import array_api_strict
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.arrays import scatter_add, size


@pytest.mark.parametrize("xp", [np, jnp, array_api_strict], ids=["numpy", "jax", "strict"])
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_scatter_add_is_a_loop_of_additions(xp, data):
    """Every value lands at its index, repeats add up, and the dtype is that of the values."""
    length, n = data.draw(st.integers(1, 4)), data.draw(st.integers(0, 5))
    tail = data.draw(st.sampled_from([(2,), (3, 2)]))
    indices = data.draw(st.lists(st.integers(0, length - 1), min_size=n, max_size=n))
    values = np.arange(n * size(tail), dtype="float32").reshape(n, *tail)
    expected = np.zeros((length, *tail), dtype="float32")
    for index, value in zip(indices, values, strict=True):
        expected[index] += value
    total = scatter_add(
        xp, length, xp.asarray(np.array(indices, dtype="int32")), xp.asarray(values)
    )
    assert total.dtype == xp.float32
    np.testing.assert_array_equal(np.from_dlpack(total), expected)


@given(st.lists(st.integers(0, 9), max_size=4))
def test_size_is_the_number_of_elements(shape):
    """As NumPy counts them; a 0-d array has one."""
    assert size(tuple(shape)) == np.zeros(shape).size
