"""Evidence as a picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.doctor.sketches import BINS, CELLS, bars, histogram


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=20))
def test_a_histogram_is_one_line_whatever_the_numbers(values):
    """Of NaN and infinity as little is shown as of nothing."""
    told = histogram("x", np.array(values, dtype=np.float64))
    assert "\n" not in told
    assert len(told) <= BINS + 24
    assert (told == "") == (not np.isfinite(values).any())


def test_a_histogram_is_high_where_numbers_are_many():
    """And says where it begins and ends."""
    told = histogram("x", np.array([0.0] * 100 + [3.0] * 4))
    name, low, blocks, high = told.split(" ")
    assert (name, low, high) == ("x", "0", "3")
    assert blocks[0] == "█"
    assert "▁" < blocks[-1] < "█"
    assert set(blocks[1:-1]) == {"▁"}


def test_equal_numbers_are_said_to_be_so():
    """There is no width to draw."""
    assert histogram("x", np.full(5, 7.0)) == "x 7, all of them"


@pytest.mark.parametrize(
    ("share", "filled"), [(0.0, 0), (0.5, CELLS // 2), (1.0, CELLS), (7.0, CELLS), (-1.0, 0)]
)
def test_a_bar_is_as_long_as_its_share(share, filled):
    """And never longer than it may be."""
    assert bars({"a": share}).count("█") == filled


def test_bars_stand_below_one_another():
    """Names are aligned; what is no number has no bar."""
    first, second = bars({"a": 1.0, "long": float("nan")}).splitlines()
    assert first.index("█") == second.index("·")
    assert bars({}) == ""
