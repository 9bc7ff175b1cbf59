"""Every column is kept under a name of its own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from glassnet.data.naming import unique_names

NAMES = st.lists(st.sampled_from(["x", " x", "", "x (2)", "column 2", "y"]), max_size=8)


@given(NAMES)
def test_names_become_unique_and_first_ones_stay(given_names):
    """As many names as columns, each once; a name's first bearer keeps it."""
    names = unique_names(given_names).names
    assert len(set(names)) == len(names) == len(given_names)
    for place, name in enumerate(given_names):
        if name.strip() and name.strip() not in [other.strip() for other in given_names[:place]]:
            # … unless an empty neighbor was called by its position first
            assert names[place] == name.strip() or name.strip().startswith("column")


def test_many_renamed_columns_are_counted():
    """A note stays short: three columns by name, the rest as a number."""
    assert unique_names(["x"] * 10).note.endswith("; and 6 more")


def test_nothing_renamed_is_nothing_told():
    """A table with good names has no note."""
    assert unique_names(["a", "b"]).told() == {}
