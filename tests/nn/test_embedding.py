"""Embeddings are rows of a table, and Dense layers on one-hot rows."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import ShapeError, UsageError
from glassnet.nn.embedding import Embedding
from glassnet.nn.layer import Context


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 6),
    st.integers(1, 4),
    st.integers(0, 2**32 - 1),
    st.sampled_from(["float32", "float64", "int64", "uint8"]),
)
def test_it_is_a_dense_layer_on_one_hot_rows(entries, units, seed, dtype):
    """Forward and gradient equal those of a product with one-hot rows, for codes of any dtype."""
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, entries, (3, 4))
    weights, dy = rng.normal(size=(entries, units)), rng.normal(size=(3, 4, units))
    layer, one_hot = Embedding(entries, units), np.eye(entries)[codes]
    y, saved = layer.forward(np, {"weights": weights}, codes.astype(dtype), Context())
    dx, gradients = layer.backward(np, {"weights": weights}, saved, dy)
    np.testing.assert_array_equal(y, one_hot @ weights)
    expected = np.einsum("bne,bnu->eu", one_hot, dy)
    np.testing.assert_allclose(gradients["weights"], expected, rtol=1e-12, atol=1e-13)
    assert dx.dtype == dy.dtype
    assert not dx.any()


@pytest.mark.parametrize("xp", [np, jnp], ids=["numpy", "jax"])
@pytest.mark.parametrize("code", [-1.0, 3.0, 0.5, 1e30, np.nan, np.inf])
def test_a_code_that_is_none_gives_nan(xp, code):
    """In both array libraries alike, without a warning, and for this code alone."""
    weights = xp.asarray(np.ones((3, 2), dtype="float32"))
    x = xp.asarray(np.array([[2.0, code]], dtype="float32"))
    y, _ = Embedding(3, 2).forward(xp, {"weights": weights}, x, Context())
    np.testing.assert_array_equal(y, [[[1.0, 1.0], [np.nan, np.nan]]])


@pytest.mark.parametrize("entries, units, field", [(0, 2, "entries"), (3, -1, "units")])
def test_impossible_numbers_are_refused(entries, units, field):
    """The message names the field."""
    with pytest.raises(UsageError, match=f"Embedding: {field} must be a whole number ≥ 1"):
        Embedding(entries, units)


@pytest.mark.parametrize("shape", [(), (2, 3)])
def test_what_is_no_flat_row_is_refused(shape):
    """The message says what to put before the layer."""
    with pytest.raises(ShapeError, match=r"flat row of codes, got .* put Flatten\(\) before it"):
        Embedding(3, 2).output_shape(shape)
