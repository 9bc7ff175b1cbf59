"""The blackboard keeps within its panel and loses nothing on the way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.tui.drawing.arithmetic import draw_arithmetic
from glassnet.tui.drawing.board import board
from glassnet.tui.palette import DARK
from glassnet.tui.sight import Selection
from tests.tui.sights import iris_run, many_sights, sight_of, xor_run


@given(many_sights(), st.integers(20, 140))
@settings(max_examples=80)
def test_every_blackboard_fits(sight, width):
    """No line is too wide, whatever is computed, NaN and layers inside layers included."""
    lines = draw_arithmetic(sight, width, 10, DARK)
    assert lines
    assert all(text.cell_len <= width for text in lines)


@pytest.mark.parametrize("width", [20, 33, 48, 80, 120])
def test_all_lines_are_there_at_every_width(width):
    """However it is wrapped, the same signs stand there in the same order, breaks apart."""
    sight = sight_of(iris_run(), selection=Selection(0, (3,)))
    told = "".join("".join(text.plain.split()) for text in draw_arithmetic(sight, width, 9, DARK))
    for line in board(sight):
        assert "".join(line.title.split()) in told
        assert "".join(line.symbol.split()) in told
        assert "".join(line.section.split()) in told


def test_arithmetic_can_be_read_and_checked():
    """z of a unit of XOR's first layer, with its numbers, as one would write it."""
    run = xor_run()
    sight = sight_of(run, row=1, operation=1, selection=Selection(0, (2,)))
    told = "\n".join(text.plain for text in draw_arithmetic(sight, 80, 9, DARK))
    seen = run.look().layers[0]
    (w0, w1), b = seen.params["weights"][:, 2], seen.params["bias"][2]
    x0, x1 = seen.x[1]
    assert seen.y[1, 2] == pytest.approx(x0 * w0 + x1 * w1 + b)
    assert "z₂ = Σᵢ xᵢ·wᵢ₂ + b₂" in told
    assert f" = {seen.y[1, 2]:.4g}".replace("-", "−") in told
    assert "─" not in told


def test_the_operation_just_made_stands_out():
    """Its heading has the style of now; a whole update's have that of headings."""
    sight = sight_of(iris_run(), operation=1)
    assert draw_arithmetic(sight, 80, 9, DARK)[0].style == DARK.now
    assert draw_arithmetic(sight_of(iris_run()), 80, 9, DARK)[0].style == DARK.head
