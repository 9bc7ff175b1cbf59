"""Predicted numbers over the true ones."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.pictures.answers import answers_figure, answers_text


def test_right_answers_lie_on_the_diagonal():
    """Four rows: two right at the corners, two too low at one place, which are counted."""
    truth, answer = np.array([0.0, 8.0, 8.0, 8.0]), np.array([0.0, 8.0, 0.0, 0.0])
    lines = answers_text(truth, answer, width=22, height=9)
    rows = [line.partition("┤")[2].ljust(9) for line in lines[1:10]]
    assert (rows[8][0], rows[0][8], rows[8][8], rows[4][4]) == ("1", "1", "2", "╱")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(), st.floats()), min_size=1), st.integers(40, 120))
def test_no_line_is_wider_than_asked_for(pairs, width):
    """Whatever the numbers are."""
    truth, answer = np.array(pairs).T
    assert max(map(len, answers_text(truth, answer, width=width))) <= width


def test_answers_lie_over_the_truth():
    """The points are the rows."""
    truth, answer = np.array([1.0, 2.0]), np.array([1.5, 2.0])
    (rows,) = answers_figure(truth, answer).axes[0].collections
    assert rows.get_offsets().tolist() == [[1.0, 1.5], [2.0, 2.0]]
