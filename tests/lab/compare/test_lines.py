"""Lines of a comparison fit, and long names stay apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from glassnet.lab.compare.lines import aligned, both_ends, item


@given(st.text(max_size=80), st.integers(3, 60))
def test_a_name_fits_and_is_printable(name, room):
    """Whatever it is; and one that fits as it is stays so."""
    shown = both_ends(name, room)
    assert len(shown) <= room
    assert shown.isprintable()
    assert both_ends("abc", room) == "abc"


@given(st.lists(st.text(st.characters(codec="ascii"), max_size=60), min_size=1, max_size=5))
def test_a_table_fits_whatever_the_names_are(names):
    """Numbers stay whole and at the right; names give way."""
    rows = [("design", "parameters", "median"), *((name, "1,234", "0.5") for name in names)]
    lines = aligned(rows, 40)
    assert max(map(len, lines)) <= 40
    assert all(line.endswith("0.5") for line in lines[1:])
    assert len({line.rindex("1,234") for line in lines[1:]}) == 1


def test_names_that_differ_at_an_end_stay_apart():
    """Two grids' names of which only the last word differs are not cut to the same."""
    rows = [(f"64-64-64-64-64-64-64/{rule}", "9" * 30) for rule in ("sgd", "adam")]
    first, second = aligned(rows, 50)
    assert first.startswith("64-64-64")
    assert "/sgd" in first
    assert "/adam" in second


def test_an_item_is_wrapped_under_its_words():
    """The first line has the dot, the next ones begin where its words do."""
    assert item("one two three", 12) == ["  · one two", "    three"]
