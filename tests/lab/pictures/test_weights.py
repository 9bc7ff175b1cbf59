"""Weights as shades and as squares."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.lab.pictures.weights import COLORS, SHADES, weights_figure, weights_text


def test_darker_is_further_from_zero_and_the_sign_is_told():
    """From the least to the largest size the shades never get lighter."""
    values = np.linspace(-1, 1, 21)
    line = weights_text(values[None])[1][2:].ljust(21 * 3)
    cells = [line[3 * i : 3 * i + 2] for i in range(21)]
    depth = [SHADES.index(cell[1]) for cell in cells]
    assert depth == sorted(depth[:11], reverse=True) + sorted(depth[11:])
    assert (depth[0], depth[10], depth[-1]) == (4, 0, 4)
    signs = [cell[0] for cell in cells if cell[1] != " "]
    assert signs == ["-"] * (len(signs) // 2) + ["+"] * (len(signs) // 2)


def test_large_matrices_are_folded_and_strange_numbers_marked():
    """784 rows are told of and not drawn; NaN is no shade; nothing at all is no fault."""
    weights = np.ones((784, 3))
    weights[0, 1] = np.nan
    lines = weights_text(weights, most=6)
    assert lines[1].split() == ["0", "+█", "??", "+█"]
    assert lines[6].startswith("783 ")
    assert lines[-1] == "showing 6 of 784 rows"
    assert "█" not in weights_text(np.zeros((2, 2)))[1]
    with pytest.raises(UsageError, match=r"\(4,\)"):
        weights_text(np.ones(4))


def test_names_stand_where_they_belong():
    """A row's name stands before it, a column's in a line below; hostile ones stay there."""
    lines = weights_text(np.eye(2), (["age", "to\nwn"], ["no", "yes"]))
    assert lines[1] == "   age +█"
    assert lines[2].startswith("to\\nwn ")
    assert lines[-1] == "columns: 0 no, 1 yes"


def test_an_image_stands_close_before_it_is_folded():
    """28 columns fit into 80 characters without blanks between, and none is left out."""
    lines = weights_text(np.ones((28, 28)), width=80)
    assert lines[1] == f" 0 {'+█' * 28}"
    assert not any(line.startswith("showing") for line in lines)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.integers(40, 120), st.booleans())
def test_no_line_is_wider_than_asked_for(rows, columns, width, named):
    """Whatever the matrix is and its names are."""
    names = (["n" * 30] * rows, ["m" * 30] * columns) if named else ((), ())
    lines = weights_text(np.full((rows, columns), -1.5e-7), names, width=width)
    assert max(map(len, lines)) <= width


def test_colors_are_of_signs():
    """Blue for what is above zero, orange for what is below; a name is neither."""
    found = [m.lastgroup for line in weights_text(np.array([[1.0, -1.0]]), (["a-b"], ()))
             for m in COLORS.finditer(line)]  # fmt: skip
    assert found == ["positive", "negative"] * 2


def test_the_area_of_a_square_is_the_size_of_the_weight(svg):
    """A quarter of the weight has half the side; white is positive, black negative."""
    drawn = svg(weights_figure(np.array([[4.0, -1.0], [0.0, 2.0]]), (["$a", "b"], ["c", "d"])))
    sides = {name: np.ptp(drawn.path(name)[:, 0]) for name in drawn.ids("weight")}
    assert sides["weight-0-0"] == pytest.approx(2 * sides["weight-0-1"], rel=1e-3)
    assert sides["weight-1-1"] == pytest.approx(sides["weight-0-0"] / 2**0.5, rel=1e-3)
    assert sides["weight-1-0"] == pytest.approx(0, abs=1e-6)
    assert drawn.color("weight-0-0") == "#ffffff"
    assert 'id="weight-0-1"' in drawn.text
    assert drawn.text.count("#ffffff") > 0
    assert ">$a</text>" in drawn.text
    with pytest.raises(UsageError, match=r"\(4,\)"):
        weights_figure(np.ones(4))
