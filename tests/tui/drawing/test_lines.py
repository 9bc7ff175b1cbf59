"""Words keep within their cells, whatever they are written in."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from glassnet.tui.drawing.lines import bar, beside, cut, filled, line, name_of, pushed, wrapped

WORDS = st.text(
    st.sampled_from("ab −é花🌸の.\u0301 ") | st.characters(categories=["L", "N", "P", "Zs"]),
    max_size=40,
).map(name_of)
WIDTHS = st.integers(2, 30)


@given(WORDS, WIDTHS)
def test_words_take_the_cells_they_are_given(words, width):
    """Cut words are never wider than asked for; filled and pushed ones are exactly so wide."""
    assert cell_len(cut(words, width)) <= width
    assert cell_len(filled(words, width)) == width
    assert cell_len(pushed(words, width)) == width
    assert cell_len(line(width, words, (words, "bold")).plain) <= width


@given(WORDS, st.integers(4, 30), st.integers(0, 10))
def test_wrapped_words_are_all_there(words, width, hang):
    """No line is too wide, and no sign but blanks is lost."""
    lines = wrapped(words, width, hang)
    assert all(cell_len(each) <= width for each in lines)
    assert "".join("".join(lines).split()) == "".join(words.split())


def test_wrapping_keeps_the_first_margin():
    """What is set in stays so, and further lines stand further in."""
    assert wrapped("  z = a + b + c", 10, 4) == ["  z = a +", "    b + c"]


@given(st.lists(WORDS, max_size=4), st.lists(WORDS, max_size=4))
def test_drawings_stand_side_by_side(left, right):
    """The right one begins in the same cell of every line."""
    lines = beside([Text(words) for words in left], [Text(f"|{words}") for words in right])
    starts = {
        cell_len(each.plain[: -len(words) - 1]) for each, words in zip(lines, right, strict=False)
    }
    assert len(lines) == max(len(left), len(right))
    assert len(starts) <= 1


@pytest.mark.parametrize(
    ("share", "drawn"),
    [(0.0, "    "), (0.5, "██  "), (1.0, "████"), (2, "████"), (0.03, "▏   "), (math.nan, "    ")],
)
def test_a_bar_is_as_long_as_its_share(share, drawn):
    """An eighth of a cell is the finest step; what is no share fills nothing, or all."""
    assert bar(share, 4) == drawn


def test_a_hostile_name_becomes_one_line():
    """Control signs in the data cannot reach the terminal."""
    assert name_of("a\x1b[31m\nb") == "a\\x1b[31m\\nb"
