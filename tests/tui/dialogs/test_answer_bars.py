"""An answer as bars."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from glassnet.tui.dialogs.answer_bars import draw_answer
from glassnet.tui.dialogs.specimen import Answer

SHARES = st.lists(st.floats(0.0, 1.0) | st.just(float("nan")), min_size=1, max_size=40)


@settings(max_examples=100, deadline=None)
@given(SHARES, st.text(min_size=1, max_size=30), st.integers(4, 90), st.booleans())
def test_no_line_is_too_wide(shares, name, width, classes):
    """Whatever the labels and the numbers, each line fits, and there are few of them."""
    name = "".join(c if c.isprintable() else "?" for c in name)
    names = tuple(f"{name}{k}" for k in range(len(shares)))
    lines = draw_answer(Answer(names, np.array(shares), classes), width)
    assert all(cell_len(line.plain) <= width for line in lines)
    assert len(lines) <= (12 if classes else len(shares))


def test_the_longest_bar_is_that_of_the_most_probable_class():
    """Bars are as long as the shares, and the winner is marked without color."""
    lines = draw_answer(Answer(("a", "b", "c"), np.array([0.25, 0.5, 0.25]), True), 50)
    bars = [line.plain.count("━") for line in lines]
    assert bars[1] == 20
    assert bars[0] == bars[2] == 10
    assert [line.plain[0] for line in lines] == [" ", "▸", " "]
    assert lines[1].plain.endswith("50%")


def test_of_many_classes_the_probable_ones_are_shown():
    """Eleven of a thousand, in their order, and how many are left out."""
    values = np.full(1000, 1e-6)
    values[[3, 999]] = 0.4, 0.5
    lines = [
        line.plain for line in draw_answer(Answer(tuple(map(str, range(1000))), values, True), 40)
    ]
    assert any(line.startswith("  3 ") for line in lines)
    assert any(line.startswith("▸ 999") for line in lines)
    assert lines[-1] == "  and 989 more classes"


def test_a_number_stands_in_its_own_unit():
    """No bar: the target's name and the number, with a true minus."""
    lines = draw_answer(Answer(("price", "age"), np.array([-1234.5, np.nan]), False), 40)
    assert [line.plain.split() for line in lines] == [["price", "−1234.5"], ["age", "?"]]


def test_no_answer_marks_no_class():
    """Where nothing can be said, every class has a question mark."""
    lines = draw_answer(Answer(("a", "b"), np.full(2, np.nan), True), 30)
    assert [line.plain.split() for line in lines] == [["a", "?"], ["b", "?"]]
