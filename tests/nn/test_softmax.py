"""Softmax and its logarithm against SciPy, and far out."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from glassnet.ground.errors import ShapeError
from glassnet.nn.layer import Context
from glassnet.nn.softmax import LogSoftmax, Softmax

SCORES = hnp.arrays(
    np.float64,
    hnp.array_shapes(min_dims=2, max_dims=3, max_side=4),
    elements=st.floats(-1e4, 1e4),
)


@settings(max_examples=40, deadline=None)
@given(SCORES)
def test_they_are_those_of_scipy(x):
    """Shares and log-shares over the last axis, for any scores up to ±10⁴."""
    y, _ = Softmax().forward(np, {}, x, Context())
    log_y, _ = LogSoftmax().forward(np, {}, x, Context())
    np.testing.assert_allclose(y, scipy.special.softmax(x, axis=-1), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(log_y, scipy.special.log_softmax(x, axis=-1), rtol=1e-12, atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(SCORES)
def test_shares_sum_to_one_and_their_gradient_to_zero(x):
    """Adding the same to all scores of a row changes nothing, so the gradient sums to 0."""
    for layer in (Softmax(), LogSoftmax()):
        y, saved = layer.forward(np, {}, x, Context())
        shares = y if isinstance(layer, Softmax) else np.exp(y)
        np.testing.assert_allclose(np.sum(shares, axis=-1), 1.0, rtol=1e-12)
        dx, _ = layer.backward(np, {}, saved, np.cos(np.arange(y.size)).reshape(y.shape))
        np.testing.assert_allclose(np.sum(dx, axis=-1), 0.0, atol=1e-12)


@pytest.mark.parametrize("layer", [Softmax(), LogSoftmax()], ids=repr)
def test_ten_thousand_either_way_is_finite_in_float32(layer):
    """Neither value nor gradient overflows, and nothing warns."""
    x = np.array([[-1e4, 0.0, 1e4], [1e4, 1e4, -1e4]], dtype="float32")
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        y, saved = layer.forward(np, {}, x, Context())
        dx, _ = layer.backward(np, {}, saved, np.ones_like(y))
    assert np.isfinite(y).all()
    assert np.isfinite(dx).all()
    assert y.dtype == dx.dtype == np.float32


@pytest.mark.parametrize("layer", [Softmax(), LogSoftmax()], ids=repr)
def test_a_row_without_an_axis_is_refused(layer):
    """One number has no classes to share among."""
    with pytest.raises(ShapeError, match=r"got \(\); put Dense before it"):
        layer.output_shape(())
