"""What is predicted becomes numbers, and back."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.data.source import Block
from glassnet.data.targets import ClassTarget, NumberTarget
from glassnet.ground.errors import DataError


def block(*cells):
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return Block(0, {"y": column}, np.arange(len(cells)) + 2)


def test_classes_become_codes():
    """Each label becomes its place; unknown and missing ones are refused with their line."""
    target = ClassTarget("y", ("", "NA"), ("a", "b"))
    codes = target.encode(block("b", "a", "b"), ".")
    assert (codes.tolist(), codes.dtype) == ([1, 0, 1], np.int64)
    with pytest.raises(DataError, match='line 3: "c" is none of the 2 known classes'):
        target.encode(block("a", "c"), ".")
    with pytest.raises(DataError, match='line 2: "NA" means missing'):
        target.encode(block("NA"), ".")


def test_numbers_are_standardized_and_come_back():
    """decode undoes encode, at any size."""
    for scale in (1.0, 1e300, 1e-300):
        target = NumberTarget("y", (), 2.0 * scale, 3.0 * scale)
        cells = [repr(v * scale) for v in (2.0, 5.0, -1.0)]
        encoded = target.encode(block(*cells), ".")
        np.testing.assert_allclose(encoded, [0.0, 1.0, -1.0], atol=1e-15)
        np.testing.assert_allclose(target.decode(encoded), [float(c) for c in cells], rtol=1e-15)
    with pytest.raises(DataError, match="is not a number"):
        target.encode(block("x"), ".")
