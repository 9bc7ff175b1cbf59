"""A table's numbers pass and its codes become rows."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground.errors import ShapeError, UsageError
from glassnet.nn.category_embedding import CategoryEmbedding
from glassnet.nn.layer import Context


def test_numbers_pass_and_each_code_is_replaced_by_its_row():
    """Two numbers, then a code of 2 and a code of 3 categories."""
    params = {
        "0.weights": np.array([[10.0], [11]]),
        "1.weights": np.array([[1.0, 2], [3, 4], [5, 6]]),
    }
    layer = CategoryEmbedding((2, 3))
    assert layer.parameters((4,))["1.weights"].shape == (3, 2)
    x = np.array([[0.5, -0.5, 1, 2], [1.5, 7.0, 0, 0]])
    y, _ = layer.forward(np, params, x, Context())
    assert y.tolist() == [[0.5, -0.5, 11, 5, 6], [1.5, 7.0, 10, 1, 2]]


@pytest.mark.parametrize("count, units", [(1, 1), (2, 1), (3, 2), (10, 5), (99, 50), (1000, 50)])
def test_the_units_follow_the_count(count, units):
    """min(50, (count + 1) // 2), unless told."""
    assert CategoryEmbedding((count,)).output_shape((1,)) == (units,)
    assert CategoryEmbedding((count,), units=7).output_shape((1,)) == (7,)


@pytest.mark.parametrize("counts", [(), (0,), (3, 2.5), "33", 3, [True]])
def test_impossible_counts_are_refused(counts):
    """The message shows what they look like."""
    with pytest.raises(UsageError, match=r"counts must be whole numbers ≥ 1 such as \(3, 8\), got"):
        CategoryEmbedding(counts)


def test_no_units_are_refused():
    """0 does not mean "choose"."""
    with pytest.raises(UsageError, match="units must be a whole number ≥ 1, got 0"):
        CategoryEmbedding((3,), units=0)


@pytest.mark.parametrize("shape", [(1,), (4, 4), ()])
def test_a_row_without_the_codes_is_refused(shape):
    """The message says how many codes are expected at the end of a row."""
    with pytest.raises(ShapeError, match=r"ends with 2 codes, got"):
        CategoryEmbedding((2, 3)).output_shape(shape)
