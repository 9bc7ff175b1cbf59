"""What is put on a canvas stands there, in its style, and nothing stands beside it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from glassnet.tui.drawing.canvas import Canvas

texts = st.text(st.sampled_from("ab─▓花\u0301長−"), max_size=9)


@given(st.lists(st.tuples(st.integers(-12, 24), st.integers(-2, 4), texts), max_size=8))
@settings(max_examples=100, deadline=None)
def test_lines_never_grow(puts):
    """A line has as many cells as the canvas, whatever is put where, wide characters included."""
    canvas = Canvas(20, 3)
    for x, y, text in puts:
        canvas.put(x, y, text, "bold")
    lines = canvas.lines()
    assert len(lines) == 3
    assert all(line.cell_len <= 20 for line in lines)


def test_text_stands_where_it_was_put():
    """Words begin at their cell, and are cut at both edges."""
    canvas = Canvas(8, 2)
    canvas.put(2, 0, "abc")
    canvas.put(6, 1, "abc")
    canvas.put(-1, 1, "xyz")
    assert [line.plain for line in canvas.lines()] == ["  abc   ", "yz    ab"]


def test_a_wide_character_takes_two_cells():
    """What follows it begins two cells later; at the edge, where half of it has room, it is not."""
    canvas = Canvas(5, 2)
    canvas.put(0, 0, "花a")
    canvas.put(4, 1, "花")
    first, second = (line.plain for line in canvas.lines())
    assert (first, cell_len(first)) == ("花a  ", 5)
    assert second == "     "


def test_styles_cover_what_they_were_put_on():
    """Each span of a line is one style, over the characters that have it."""
    canvas = Canvas(6, 1)
    canvas.put(0, 0, "花", "red")
    canvas.put(2, 0, "ab", "blue")
    canvas.put_cells([(5, 0, "!", "green")])
    (line,) = canvas.lines()
    found = {str(span.style): line.plain[span.start : span.end] for span in line.spans}
    assert found == {"red": "花", "blue": "ab", "green": "!"}
