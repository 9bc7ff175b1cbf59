"""What a loss is compared with, and what is not let through."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground.errors import DataError
from glassnet.nn.targets import check_indices, class_shares


def test_shares_of_indices_and_of_labels():
    """An index is a row of zeros and a one; soft labels are taken as they are, in the dtype."""
    prediction = np.zeros((2, 3), np.float32)
    shares = class_shares(np, np.array([2, 0], np.uint8), prediction)
    assert shares.tolist() == [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    assert shares.dtype == np.float32
    assert class_shares(np, np.full((2, 3), 1 / 3), prediction).dtype == np.float32


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ([0, 3], "the classes are 0 … 2, got 3 in row 1"),
        ([0, -1], "got -1 in row 1"),
        ([0.0, 1.0], "whole numbers, got the dtype float64"),
        (["a", "b"], "whole numbers, got the dtype <U1"),
    ],
)
def test_what_is_no_class_is_refused(target, words):
    """What is no whole number within the classes is refused with its value and its row."""
    check_indices(np.array([0, 2, 1], np.uint8), 3)
    with pytest.raises(DataError, match=words):
        check_indices(np.asarray(target), 3)
