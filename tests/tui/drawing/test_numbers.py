"""Numbers take the room they are given, and say what they are."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from glassnet.tui.drawing.numbers import NARROWEST, percent, short

NUMBERS = st.one_of(
    st.floats(),
    st.floats(-2, 2),
    st.integers(-(10**6), 10**6).map(float),
    st.tuples(st.floats(1, 10), st.integers(-308, 307)).map(lambda n: n[0] * 10.0 ** n[1]),
)


def _read(text: str) -> float:
    return float(text.strip().replace("−", "-").replace("∞", "inf"))


@given(NUMBERS, st.integers(NARROWEST, 20))
def test_a_number_fills_its_room(value, width):
    """Whatever a number is, it takes exactly the cells it was given."""
    assert cell_len(short(value, width)) == width
    assert len(short(value, width)) == width


@given(NUMBERS.filter(math.isfinite), st.integers(NARROWEST, 20))
def test_what_is_printed_is_near_the_number(value, width):
    """Read back, a number has its sign, and the digits that its room allowed."""
    back = _read(short(value, width))
    digits = 4 if width >= 10 else 3 if width == 9 else 1
    assert abs(back - value) <= 0.51 * 10 ** (1 - digits) * abs(value) + 5e-324
    assert back * value >= 0


@given(NUMBERS.filter(math.isfinite))
def test_there_are_at_most_four_digits(value):
    """No number pretends to more than four significant digits, and none has a false minus."""
    text = short(value, 12)
    digits = text.partition("e")[0].strip(" −").replace(".", "").lstrip("0")
    assert len(digits) <= 4
    assert "-" not in text


@given(st.floats(), st.integers(1, NARROWEST - 1))
@settings(max_examples=50)
def test_a_number_without_room_says_so(value, width):
    """Where a number does not fit there are signs that are no digits, never a cut number."""
    text = short(value, width)
    assert len(text) == width or not math.isfinite(value)
    assert text == "#" * width or not math.isfinite(value) or _read(text) * value >= 0


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.5, "0.5000"), (-0.0, "0"), (1234.5, "1234"), (12345.0, "1.234e4"), (1.0, "1.000"),
     (-1.5e-7, "−1.50e−7"), (math.nan, "NaN"), (-math.inf, "−∞"), (9999.9, "1.000e4")],
)  # fmt: skip
def test_numbers_read_as_they_are_written_by_hand(value, told):
    """Zeros at the end stay, a power of ten comes where a number is far from 1."""
    assert short(value).strip() == told


@given(st.floats(0, 1))
def test_a_share_is_told_in_five_cells(share):
    """100% and 0% stand only for all and for none."""
    told = percent(share)
    assert len(told) == 5
    assert (told == " 100%") == (share == 1)
    assert (told.strip() == "0%") == (share == 0)
