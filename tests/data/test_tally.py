"""A tally of two parts is the join of their tallies."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data.source import Block
from glassnet.data.tally import Tally, join, tally

CELLS = st.lists(
    st.sampled_from(["1", "2.5", "x", "NA", None, "2024-01-01", "inf", "a b", "3"]),
    min_size=1,
    max_size=20,
)


def block_of(cells, first_row=0):
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return Block(first_row, {"c": column}, np.arange(len(cells)) + first_row + 2)


@settings(deadline=None, max_examples=100)
@given(CELLS, CELLS, st.integers(1, 5))
def test_a_joined_tally_is_the_tally_of_the_whole(first, second, most):
    """Counting two parts and joining them equals counting both at once."""
    whole = tally(block_of(first + second), "c", most, (), ".")
    before = tally(block_of(first), "c", most, (), ".")
    limit = 0 if before.words is None else most
    after = tally(block_of(second, len(first)), "c", limit, (), ".")
    assert join(before, after, most) == whole


def test_a_tally_counts_each_sort_of_cell():
    """Numbers, dates, marks, words and infinities are counted apart, with the first place."""
    seen = tally(block_of(["4", "inf", "x", "NA", "2024-01-01", None]), "c", 10, (), ".")
    assert (seen.rows, seen.present, seen.numeric, seen.dated) == (6, 4, 2, 1)
    assert (seen.low, seen.high, seen.integral) == (4.0, 4.0, True)
    assert (seen.stray.count, seen.stray.word, seen.stray.place) == (2, "x", "line 4")
    assert (seen.infinite.count, seen.infinite.place) == (1, "line 3")
    assert {mark: s.row for mark, s in seen.marks.items()} == {"NA": 3, "": 5}
    assert set(seen.words) == {"4", "inf", "x", "2024-01-01"}


def test_words_are_let_go_when_they_are_many_or_long():
    """More words than allowed, or one of more than 1,000 letters, and none is remembered."""
    assert tally(block_of(["a", "b", "c"]), "c", 2, (), ".").words is None
    assert tally(block_of(["a", "b" * 1001]), "c", 9, (), ".").words is None
    assert tally(block_of(["a"]), "c", 0, (), ".").words is None
    assert Tally(rows=0).words == {}


def test_row_numbers_are_seen_across_blocks():
    """A column that counts rows from 0 or 1 is recognized, and any gap ends it."""
    assert tally(block_of(["5", "6"], first_row=4), "c", 9, (), ".").offset == 1
    assert tally(block_of(["4", "5"], first_row=4), "c", 9, (), ".").offset == 0
    assert tally(block_of(["4", "6"], first_row=4), "c", 9, (), ".").offset is None
    assert tally(block_of(["9", "10"], first_row=4), "c", 9, (), ".").offset is None
