"""Points in a frame of characters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.lab.pictures.chart import Frame, limits


def test_corners_are_where_they_belong():
    """The least x is left, the largest y is above; what is not finite is left out."""
    frame = Frame((0.0, 10.0), (-1.0, 1.0), 11, 5)
    rows = frame.empty()
    x, y = np.array([0.0, 10.0, 5.0, np.nan]), np.array([1.0, -1.0, 0.0, 0.0])
    frame.put(rows, x, y, "abcd")
    assert (rows[0][0], rows[4][10], rows[2][5]) == ("a", "b", "c")
    assert sum(cell != " " for row in rows for cell in row) == 3


def test_centers_fall_into_their_own_cells():
    """A character's middle is drawn at that character."""
    frame = Frame((-2.0, 3.0), (0.0, 7.0), 7, 4)
    centers = frame.centers()
    rows, columns = np.indices((4, 7))
    assert np.array_equal(frame.rows(centers[..., 1]), rows)
    assert np.array_equal(frame.columns(centers[..., 0]), columns)


def test_the_edges_carry_their_numbers():
    """Above the largest y, below the least, at the foot both x."""
    frame = Frame((0.0, 25.0), (0.5, 4.0), 20, 3)
    lines = frame.lines(frame.empty(), "steps")
    assert lines[0].startswith("  4 ┤")
    assert lines[2].startswith("0.5 ┤")
    assert lines[-1].split() == ["0", "steps", "25"]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.floats(), max_size=6))
def test_limits_can_always_be_divided_by(values):
    """Whatever the numbers are, the limits are finite and apart, and every point has a cell."""
    low, high = limits(np.array(values, dtype=np.float64))
    assert np.isfinite([low, high, high - low]).all()
    assert low < high
    frame = Frame((low, high), (low, high), 5, 5)
    known = np.array([v for v in values if np.isfinite(v)])
    assert ((frame.rows(known) >= 0) & (frame.rows(known) < 5)).all()


def test_a_frame_without_room_is_refused():
    """One character has no width."""
    with pytest.raises(UsageError, match="1 × 9"):
        Frame((0.0, 1.0), (0.0, 1.0), 1, 9)
