"""The plane of two inputs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.lab.pictures.boundary import boundary_figure, boundary_text


def half(points):
    """Answer 1 right of x = 0, else 0."""
    return (points[:, 0] > 0).astype(int)


def test_the_ground_is_what_is_answered_and_letters_are_rows():
    """A boundary at x = 0: the left half is of one class, the rows lie where they are."""
    points = np.array([[-2.0, 1.0], [2.0, -1.0], [2.0, 1.0]])
    told = boundary_text(
        half, points, np.array([0, 1, 0]), (["no", "yes"], ["age", "size"]), width=23, height=4
    )
    rows = [line.partition("┤")[2] for line in told[1:5]]
    assert rows == ["A····▒▒▒▒A", "·····▒▒▒▒▒", "·····▒▒▒▒▒", "·····▒▒▒▒B"]
    assert told[0] == "size ↑"
    assert "age →" in boundary_text(half, points, np.array([0, 1, 0]), ((), ["age", "size"]))[-3]
    assert told[-2:] == ["A no, answered on ·", "B yes, answered on ▒"]


def test_a_boundary_is_of_two_inputs():
    """Three inputs make no plane."""
    for draw in (boundary_text, boundary_figure):
        with pytest.raises(UsageError, match=r"\(3,\)"):
            draw(half, np.ones((2, 3)), np.zeros(2))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-1e200, 1e200), st.floats(-1e200, 1e200)), min_size=1),
    st.integers(40, 120),
    st.text(max_size=60),
)
def test_no_line_is_wider_than_asked_for(points, width, name):
    """Wherever the rows lie and whatever is called what."""
    truth = np.arange(len(points)) % 2
    names = ([name, name], [name, name])
    lines = boundary_text(half, np.array(points), truth, names, width=width)
    assert max(map(len, lines)) <= width
    assert all(line.isprintable() for line in lines)


def test_a_boundary_runs_where_the_answer_changes():
    """Between −1 and 1, upright at 0; the rows are where they are, a $ in a name is a $."""
    points = np.array([[-1.0, 0.0], [1.0, 0.5], [-1.0, 1.0]])
    names = (["$no", "yes"], ["$x", "y"])
    figure = boundary_figure(half, points, np.array([0, 1, 0]), names)
    rows, line, *_ = figure.axes[0].collections
    assert np.array_equal(rows.get_offsets(), points[[0, 2]])
    x = np.concatenate([p.vertices[:, 0] for p in line.get_paths()])
    assert np.abs(x).max() < 0.02
    assert figure.axes[0].get_xlabel() == "$x"
