"""The blackboard as an object."""

from __future__ import annotations

from glassnet.lab.explain.blackboard import Blackboard
from glassnet.lab.explain.expression import number
from glassnet.lab.explain.line import Line


def test_a_blackboard_is_its_lines():
    """It has a length, can be gone through, and is equal to another with the same lines."""
    lines = (Line("a", "", number(1), 1.0), Line("b", "", number(2), 2.0))
    board = Blackboard("T", lines)
    assert len(board) == 2
    assert tuple(board) == lines
    assert board == Blackboard("T", lines)


def test_it_shows_itself_in_four_ways():
    """Printing is the text, a notebook gets HTML, and digits can be asked for."""
    board = Blackboard("T", (Line("a", "b / 3", number(1) / number(3), 1 / 3),))
    assert str(board) == board.text()
    assert "1 / 3 = 0.3333" in str(board)
    assert board._repr_html_() == board.html()
    assert "0.3333333333333333" in board.markdown(digits=17)
    assert r"\frac{1}{3}" in board.latex()
