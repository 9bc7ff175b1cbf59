"""Layers that only change the shape."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground.errors import ShapeError, UsageError
from glassnet.nn.layer import Context
from glassnet.nn.shape import Flatten, Reshape


def test_flatten_keeps_the_reading_order_and_reshape_undoes_it():
    """The last axis is the fastest; one layer is the other's inverse."""
    x = np.arange(24.0).reshape(2, 3, 2, 2)
    flat, _ = Flatten().forward(np, {}, x, Context())
    assert flat[1].tolist() == list(range(12, 24))
    back, _ = Reshape((3, 2, 2)).forward(np, {}, flat, Context())
    np.testing.assert_array_equal(back, x)


def test_products_that_differ_are_refused():
    """The message names both shapes and both products."""
    with pytest.raises(ShapeError, match=r"makes \(28, 28\), 784 numbers, but got \(783,\), 783"):
        Reshape((28, 28)).output_shape((783,))


@pytest.mark.parametrize("shape", [(), (0, 4), (2, -1), (2.0,), 784, "ab", None])
def test_a_shape_that_is_none_is_refused(shape):
    """The message shows what one looks like."""
    with pytest.raises(UsageError, match=r"Reshape: shape must be whole numbers ≥ 1 such as"):
        Reshape(shape)


def test_a_list_from_a_file_is_a_shape():
    """Descriptions read from files hold lists; the layer is the same."""
    assert Reshape([2, 3]) == Reshape((2, 3))
