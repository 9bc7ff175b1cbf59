"""Labels come back exactly, in the order a person expects."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data.labels import as_array, codes, count_labels, natural_order

ANY_LABEL = st.one_of(
    st.text(min_size=1).filter(lambda word: word.isprintable() and word.strip() == word),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
)


def objects(values):
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


@settings(deadline=None, max_examples=150)
@given(st.lists(ANY_LABEL, min_size=1, max_size=30))
def test_mixed_labels_come_back_exactly(values):
    """Text, truth values and numbers in one column come back equal and of their own kind."""
    column = objects(values)
    labels = natural_order(count_labels(column))
    labels = tuple(json.loads(json.dumps(labels)))
    found = codes(column, labels)
    back = as_array(labels)[found].tolist()
    assert (found >= 0).all()
    for value, came in zip(values, back, strict=True):
        assert came == value
        assert isinstance(came, bool) == isinstance(value, bool)
        assert isinstance(came, str) == isinstance(value, str)


def test_large_integers_and_zeros_in_front_stay():
    """2**53 + 1 stays apart from 2**53, "007" from "7", True from 1."""
    column = objects([2**53 + 1, 2**53, "007", "7", True, 1, 2**200])
    labels = natural_order(count_labels(column))
    assert len(labels) == 7
    assert [repr(x) for x in as_array(labels)[codes(column, labels)]] == [repr(x) for x in column]


def test_order_is_natural():
    """Numbers inside words sort by size; numbers, also written as text, come before words."""
    words = ["b", "a10", "a9", "10", "9", "A1", 3, 2.5, False]
    ordered = natural_order(count_labels(objects(words)))
    assert ordered == (False, 2.5, 3, "9", "10", "A1", "a9", "a10", "b")


def test_typed_and_written_labels_find_one_another():
    """A model that learned numbers finds them in text, and one that learned words in numbers."""
    assert codes(objects(["1", " 2", "2.0", "x", None]), (1, 2)).tolist() == [0, 1, 1, -1, -1]
    assert codes(np.array([1, 2, 3]), ("1", "2")).tolist() == [0, 1, -1]
    assert codes(objects(["true", "False", "maybe"]), (False, True)).tolist() == [1, 0, -1]
    assert codes(objects([b"x", [1], float("nan")]), ("x",)).tolist() == [-1, -1, -1]


def test_arrays_of_labels_are_as_plain_as_they_can_be():
    """Integers give an integer array, and text an object array, so that no letter is cut."""
    assert as_array((1, 2)).dtype == np.int64
    assert as_array((True, False)).dtype == np.bool_
    assert as_array(("a\0", "b")).tolist() == ["a\0", "b"]
    assert as_array((2**70, 1)).tolist() == [2**70, 1]
