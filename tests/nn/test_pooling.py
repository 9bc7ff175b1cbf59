"""Pooling against XLA's windows, ties and refusals."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from glassnet.ground.errors import ShapeError, UsageError
from glassnet.nn.layer import Context
from glassnet.nn.pooling import AveragePool, MaxPool

CASES = [
    ({"size": 2}, (7, 2)),
    ({"size": 3, "stride": 2}, (8, 1)),
    ({"size": 2}, (5, 6, 2)),
    ({"size": (3, 2), "stride": (1, 2)}, (5, 4, 3)),
    ({"size": 1}, (2, 2, 1)),
]


@pytest.mark.parametrize("fields, shape", CASES, ids=range(len(CASES)))
def test_they_are_the_windows_of_xla(fields, shape):
    """The maximum and the mean of every window equal lax.reduce_window's."""
    x = np.random.default_rng(0).normal(size=(2, *shape))
    walk = MaxPool(**fields).walk(len(shape) - 1)
    sizes = (1, *(window.size for window in walk), 1)
    strides = (1, *(window.stride for window in walk), 1)
    with jax.enable_x64(True):
        largest = jax.lax.reduce_window(x, -np.inf, jax.lax.max, sizes, strides, "VALID")
        total = jax.lax.reduce_window(x, 0.0, jax.lax.add, sizes, strides, "VALID")
    y, _ = MaxPool(**fields).forward(np, {}, x, Context())
    mean, _ = AveragePool(**fields).forward(np, {}, x, Context())
    np.testing.assert_array_equal(y, largest)
    np.testing.assert_allclose(mean, np.asarray(total) / np.prod(sizes), rtol=1e-13, atol=1e-15)


def test_of_equal_maxima_the_first_gets_the_gradient():
    """In reading order, as in PyTorch: once for each window, in each channel by itself."""
    x = np.zeros((1, 2, 4, 2))
    x[0, 1, 3, 0] = 1.0
    pool = MaxPool(2)
    _, saved = pool.forward(np, {}, x, Context())
    dx, _ = pool.backward(np, {}, saved, np.array([[[[1.0, 2.0], [3.0, 4.0]]]]))
    expected = np.zeros((1, 2, 4, 2))
    expected[0, 0, 0] = [1, 2]
    expected[0, 1, 3, 0] = 3
    expected[0, 0, 2, 1] = 4
    np.testing.assert_array_equal(dx, expected)


def test_a_stride_not_given_is_the_size():
    """The windows touch."""
    assert MaxPool((3, 2)).output_shape((9, 8, 1)) == (3, 4, 1)
    assert MaxPool((3, 2)).output_shape((9, 8, 1)) == MaxPool((3, 2), (3, 2)).output_shape(
        (9, 8, 1)
    )


@pytest.mark.parametrize("pool", [MaxPool, AveragePool])
@pytest.mark.parametrize("size, stride", [(0, None), (2, 0), ((2, 2, 2), None), ("2", None)])
def test_impossible_numbers_are_refused(pool, size, stride):
    """The message names the field and what it may be."""
    with pytest.raises(UsageError, match="must be a whole number ≥ 1 or a pair of such, got"):
        pool(size, stride)


@pytest.mark.parametrize(
    "pool, shape, message",
    [
        (MaxPool(2), (784,), r"MaxPool takes a map .* got \(784,\); put Reshape"),
        (AveragePool(2), (2, 2, 2, 1), "AveragePool takes a map"),
        (MaxPool((2, 2)), (9, 1), r"has a pair .* got \(9, 1\); give it one number"),
        (MaxPool(3, (1, 1)), (9, 1), "give it one number"),
        (MaxPool(3), (2, 9, 1), r"MaxPool's window of 3 × 3 places does not fit into \(2, 9, 1\)"),
    ],
    ids=range(5),
)
def test_impossible_shapes_are_refused(pool, shape, message):
    """The message names the shape got and what to do."""
    with pytest.raises(ShapeError, match=message):
        pool.output_shape(shape)
