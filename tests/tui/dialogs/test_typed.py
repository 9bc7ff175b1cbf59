"""Numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.tui.dialogs.typed import typed_number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_exactly(value):
    """Whatever Python writes of a number gives that number."""
    assert typed_number(repr(value), 1.0, "it") == value


def test_multiples_are_made_of_the_present_number():
    """*2 doubles, ×3 triples, /4 takes a quarter, with or without a blank."""
    assert [typed_number(text, 8.0, "it") for text in ("*2", "× 3", "/ 4")] == [16.0, 24.0, 2.0]


@pytest.mark.parametrize("text", ["", "*", "/0", "nan", "1_000", "１２", "0x10", "2 3", "**2", "-"])
def test_what_is_no_number_is_told(text):
    """The sentence says what was asked for, what was typed, and shows a number."""
    with pytest.raises(UsageError, match=r"it must be a number such as 0\.01") as error:
        typed_number(text, 8.0, "it")
    assert f'got "{text}"' in str(error.value)
