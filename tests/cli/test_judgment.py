"""How good it is, in words and on a line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.cli.judgment import axis, opinion
from glassnet.run.scoring import Score


@pytest.mark.parametrize(
    ("score", "word"),
    [
        (Score("accuracy", 0.9, 0.8, 0.95, 0.5, 50), "it learned something"),
        (Score("accuracy", 0.6, 0.4, 0.8, 0.5, 9), "too few rows to be sure"),
        (Score("accuracy", 0.5, 0.3, 0.7, 0.5, 9), "it learned nothing of use"),
        (Score("R²", float("nan"), float("nan"), float("nan"), 0.0, 1), "it learned nothing"),
    ],
)
def test_an_opinion_is_as_sure_as_the_interval(score, word):
    """Better than nothing only if the whole interval is."""
    assert word in opinion(score)[0]


def test_score_interval_and_base_stand_where_they_belong():
    """On a line of 11 cells from 0 to 1 each cell is a tenth."""
    line = axis(
        Score("accuracy", 0.8, 0.6, 0.9, 0.3, 50), room=len("0.0 % ") + 11 + len(" 100.0 %")
    )
    assert line == "0.0 % ───○──━━●━─ 100.0 %"


def test_an_r2_below_zero_begins_the_line():
    """The worst of base and interval is the left end, down to −1."""
    assert axis(Score("R²", 0.5, -0.25, 0.7, -0.1, 50), 40).startswith("-0.250 ━")
    assert axis(Score("R²", 0.5, -900.0, 0.7, -0.1, 50), 40).startswith("-1.000 ━")


FINITE = st.floats(-1e6, 1.0)


@settings(deadline=None)
@given(points=st.lists(FINITE, min_size=3, max_size=3), base=FINITE, room=st.integers(1, 120))
def test_the_line_is_drawn_for_any_score(points, base, room):
    """Whatever the numbers, the score is on the line, and the line keeps to its room."""
    low, value, high = sorted(points)
    line = axis(Score("R²", value, low, high, base, 9), room)
    assert line.count("●") == 1
    ends = line.split(" ")
    assert len(ends[1]) == max(10, room - len(ends[0]) - len(ends[2]) - 2)
