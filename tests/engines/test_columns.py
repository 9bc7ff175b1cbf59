"""Columns of steps that were computed in several calls."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.engines.columns import joined


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 9)), st.integers(0, 2))
def test_cut_anywhere_and_joined_again_they_are_as_before(cuts, axis):
    """Along whichever axis the steps stand, also where a part has none."""
    whole = {"loss": np.arange(9.0 * 4 * 5), "norm": np.arange(9 * 4 * 5)}
    shape = (*(4, 5)[:axis], 9, *(4, 5)[axis:])
    whole = {name: column.reshape(shape) for name, column in whole.items()}
    pieces = {name: np.split(column, sorted(cuts), axis=axis) for name, column in whole.items()}
    parts = [dict(zip(pieces, part, strict=True)) for part in zip(*pieces.values(), strict=True)]
    found = joined(parts, axis)
    assert list(found) == ["loss", "norm"]
    for name, column in whole.items():
        np.testing.assert_array_equal(found[name], column, strict=True)


def test_no_steps_tell_nothing():
    """There are no names to tell under."""
    assert joined([]) == {}
