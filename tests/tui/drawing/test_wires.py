"""Lines between columns: the strongest are drawn, sign and size can be told from the dots."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.tui.drawing.wires import LEVELS, NAN, draw_wires, passing_wires, strongest_wires
from glassnet.tui.palette import DARK, MONOCHROME


def one(weight, start=8, end=8, most=1.0):
    """Return a single line, beside a weight of `most` that is not shown."""
    weights = np.array([[weight], [most]])
    return strongest_wires(
        weights, np.array([start, -1]), np.array([end]), most=5, target=np.array([False])
    )


def dots(cells):
    return sum((ord(glyph) - 0x2800).bit_count() for _, _, glyph, _ in cells)


def drawn(weight, **places):
    return draw_wires(one(weight, **places), 0, 20, 6, MONOCHROME)


def test_the_strongest_are_chosen_as_sorting_would():
    """The largest sizes of what is shown, in order; hidden sources and targets have no line."""
    random = np.random.default_rng(0)
    weights = random.normal(size=(9, 7))
    starts, ends = np.arange(9) * 4, np.arange(7) * 4
    starts[2], ends[5] = -1, -1
    found = strongest_wires(weights, starts, ends, most=12, target=np.zeros(7, np.bool_))
    shown = [
        (abs(weights[i, j]), starts[i], ends[j]) for i in range(9) for j in range(7)
        if i != 2 and j != 5
    ]  # fmt: skip
    wanted = sorted(shown)[-12:]
    assert [(s, e) for _, s, e in wanted] == list(
        zip(found.starts.tolist(), found.ends.tolist(), strict=True)
    )
    assert np.abs(found.levels).max() <= LEVELS


def test_the_selected_units_lines_come_last_and_are_added():
    """Even if all of them are weak."""
    weights = np.array([[1.0, 0.2], [1.0, 0.2]])
    places = np.array([0, 4])
    found = strongest_wires(weights, places, places, most=4, target=np.array([False, True]))
    assert found.chosen.tolist() == [False, False, True, True]
    cells = draw_wires(found, 0, 12, 3, DARK)
    assert any(style == f"bold {DARK.positive}" for *_, style in cells)


def test_a_negative_weight_is_dashed():
    """It has fewer dots than a positive one of its size, and gaps between them."""
    above, below = drawn(0.6), drawn(-0.6)
    assert len({x for x, *_ in above}) == 20
    assert 0 < dots(below) < dots(above)
    assert len({x for x, *_ in below}) < 20


def test_a_larger_weight_is_denser():
    """Dotted, then whole, then thick; nothing at all is no line."""
    counts = [dots(drawn(weight)) for weight in (0.0, 0.2, 0.6, 1.0)]
    assert counts[0] == 0
    assert counts == sorted(set(counts))


def test_a_weight_that_is_no_number_is_marked():
    """It is drawn, in the style of what is wrong."""
    assert one(np.nan).levels.tolist() == [NAN]
    assert {style for *_, style in draw_wires(one(np.nan), 0, 20, 6, DARK)} == {DARK.bad}


def test_a_line_joins_its_two_ends():
    """It begins in the first cell, ends in the last one, and misses no cell between."""
    cells = drawn(0.6, start=2, end=22)
    places = {x: y for x, y, _, _ in cells}
    assert (places[0], places[19]) == (0, 5)
    assert set(places) == set(range(20))


def test_passing_lines_join_each_place_once():
    """What is hidden has no line, and many are thinned out."""
    found = passing_wires(np.array([0, 0, 4, -1]), np.array([4, 4, 8, 0]), 10)
    assert found.starts.tolist() == [0, 4]
    assert found.ends.tolist() == [4, 8]
    assert len(passing_wires(np.arange(100), np.arange(100), 10)) <= 10
    assert {style for *_, style in draw_wires(found, 0, 9, 3, DARK)} == {DARK.faint}


@given(st.integers(0, 30), st.integers(1, 30), st.integers(1, 20), st.data())
@settings(max_examples=40, deadline=None)
def test_lines_stay_in_their_gap(width, sources, targets, data):
    """Whatever the weights are, infinite and NaN included."""
    weights = np.random.default_rng(sources).normal(size=(sources, targets))
    weights.flat[:: data.draw(st.integers(2, 9))] = data.draw(st.sampled_from([np.nan, -np.inf]))
    starts, ends = np.arange(sources) % 40 - 1, np.arange(targets) % 40
    target = np.arange(targets) == 0
    found = strongest_wires(weights, starts, ends, most=30, target=target)
    assert len(found) <= 37
    for x, y, glyph, _ in draw_wires(found, 5, width, 10, DARK):
        assert 5 <= x < 5 + width
        assert 0 <= y < 10
        assert 0x2800 < ord(glyph) <= 0x28FF
