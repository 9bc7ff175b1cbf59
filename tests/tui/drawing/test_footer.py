"""The keys in the last line."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from glassnet.tui.drawing.footer import action_at, draw_footer, spans
from glassnet.tui.palette import DARK
from tests.tui.sights import iris_run, sight_of


@given(st.integers(1, 300))
def test_keys_stand_beside_one_another_within_the_line(width):
    """None covers another; a click on each does what it says; between them is nothing."""
    found = spans(width)
    (line,) = draw_footer(sight_of(iris_run()), width, 1, DARK)
    assert line.cell_len <= width
    for one, other in pairwise(found):
        assert one.start + one.wide < other.start
        assert action_at(one.start + one.wide, width) == ""
    for span in found:
        assert action_at(span.start, width) == span.key.action
        assert action_at(span.start + span.wide - 1, width) == span.key.action


def test_what_everybody_needs_is_there_on_a_small_screen():
    """Play, step, unit, help and quit have room in 80 characters; all have in 200."""
    keys = {span.key.key for span in spans(80)}
    assert {"space", "right", "u", "question_mark", "q"} <= keys
    assert len(spans(200)) > len(spans(80))


def test_it_says_what_space_does_now():
    """Stop while it plays."""
    run = iris_run()
    still = draw_footer(sight_of(run), 120, 1, DARK)[0].plain
    playing = draw_footer(sight_of(run, playing=True, unit="epoch"), 120, 1, DARK)[0].plain
    assert "space play" in still
    assert "space stop" in playing
    assert "u by epoch" in playing


def test_pairs_stand_together():
    """One place in the line tells of both directions."""
    line = draw_footer(sight_of(iris_run()), 200, 1, DARK)[0].plain
    for pair in ("←→ step", "+− speed", "↑↓ unit", ",. layer"):
        assert pair in line
