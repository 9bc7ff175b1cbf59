"""Content is recognized by its first bytes."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.data.signatures import HEAD, foreign_format, is_pickle, readable_format

PLAIN = st.recursive(
    st.integers() | st.text() | st.floats() | st.none(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(PLAIN, st.integers(0, pickle.HIGHEST_PROTOCOL))
def test_pickles_of_every_protocol_are_known(value, protocol):
    """Whatever is pickled, however, is recognized (M1)."""
    assert is_pickle(pickle.dumps(value, protocol))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_longer_than_the_head_is_known(protocol):
    """The first bytes of a large pickle are enough."""
    assert is_pickle(pickle.dumps(list(range(100_000)), protocol)[:HEAD])


@given(st.lists(st.lists(st.integers() | st.floats(), min_size=2), min_size=1))
def test_tables_are_no_pickles(rows):
    """Numbers parted by commas are never taken for a pickle."""
    assert not is_pickle("\n".join(",".join(map(str, row)) for row in rows).encode())


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"  <!DOCTYPE HTML><html>", "HTML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "XML"),
        (b"SQLite format 3\0", "SQLite"),
        (b"version https://git-lfs.github.com/spec/v1\n", "LFS"),
        (b"\x10\0\0\0\0\0\0\0" + b'{"a":', "safetensors"),
        (b"\0" * 257 + b"ustar", "tar"),
    ],
)
def test_foreign_content_is_named(head, words):
    """A picture, a page or a data base is called what it is."""
    assert words in foreign_format(head)


@pytest.mark.parametrize("text", [b"0.5,1\n", b"10.", b"2.", b"(1.", b"0.0", b"a.b\n"])
def test_numbers_that_look_like_operations_are_no_pickles(text):
    """The digits 0, 1, 2 and the point are operations of a pickle, too; a table may hold them."""
    assert not is_pickle(text)


def test_text_is_neither_foreign_nor_binary():
    """A plain table has no signature."""
    assert foreign_format(b"a,b\n1,2\n") is None
    assert readable_format(b"a,b\n1,2\n") is None
