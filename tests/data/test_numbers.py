"""Text to numbers, against Python's own float() and datetime."""

from __future__ import annotations

import math
import re
import struct
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data.numbers import MARKS, days, number, read_days, read_numbers

NEW_ERA = datetime.fromisoformat("1970-01-01")
PLAIN = re.compile(r"[ \t\n\r\f\v]*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[ \t\n\r\f\v]*", re.ASCII)


def text(*cells):
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return column


def bits(value):
    return struct.pack("<d", value)


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["r", ".17g", ".3e", "f"]))
def test_a_written_number_has_the_bits_of_float(value, form):
    """Whatever way a float is written, it is read to the same bits as float() reads it."""
    word = repr(value) if form == "r" else format(value, form)
    assert bits(number(word)) == bits(float(word))
    assert bits(number(word.replace(".", ","), decimal=",")) == bits(float(word))
    assert bits(read_numbers(text(word, "1"), MARKS).values[0]) == bits(float(word))


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="0123456789+-.eE_xXnNaAiIfF １٣\t", max_size=8))
def test_only_plain_numbers_are_numbers(word):
    """Nothing is a number but plain digits with a point and an exponent, or an infinity."""
    allowed = PLAIN.fullmatch(word) or re.fullmatch(
        r"[+-]?inf(inity)?", word.strip(), re.IGNORECASE
    )
    assert (number(word) is not None) == bool(allowed)


@pytest.mark.parametrize(
    "word", ["1_000", "１２", "0x10", "1e", "", "--1", "1 2", "−1", "1,2", "1,23,456"]
)
def test_what_float_or_people_might_take_is_refused(word):
    """Underscores, foreign digits, hexadecimal and broken numbers are no numbers."""
    assert number(word) is None


def test_decimal_comma_never_mixes_with_a_decimal_point():
    """With a decimal comma a point can only part thousands."""
    assert number("1,5", ",") == 1.5
    assert number("1.234", ",") == 1234.0
    assert number("1.5", ",") is None
    assert number("1.234,5", ",") == 1234.5
    assert number("-1,234,567.25") == -1234567.25


def test_both_ways_of_reading_agree():
    """A column read at once and cell by cell (because one is missing) has the same numbers."""
    words = ["5e-324", "-0.0", " 7 ", "1e400", "0.1", "123456789012345678901234567890"]
    fast = read_numbers(text(*words), MARKS)
    slow = read_numbers(text(*words, "NA"), MARKS)
    assert fast.values.tobytes() == slow.values[:-1].tobytes()
    assert slow.missing.tolist() == [False] * 6 + [True]
    assert math.copysign(1.0, fast.values[1]) == -1.0
    assert np.isinf(fast.values[3])


def test_marks_are_missing_and_words_are_wrong():
    """The usual marks and None are missing, infinities infinite, and any other word is wrong."""
    numbers = read_numbers(text("NA", None, " ", "?", "-", "x", "-inf", "1_0", True), MARKS)
    assert numbers.missing.tolist() == [True] * 5 + [False] * 4
    assert numbers.wrong.tolist() == [False] * 5 + [True, False, True, True]
    assert numbers.values[6] == -math.inf


def test_a_number_can_be_a_mark():
    """A -999 that means missing is missing, also where all other cells are numbers."""
    numbers = read_numbers(text("1", "-999", "2.5", " -999 "), (*MARKS, "-999"))
    assert numbers.missing.tolist() == [False, True, False, True]
    assert not numbers.wrong.any()
    assert not read_numbers(text("1", "-999"), MARKS).missing.any()


@settings(deadline=None)
@given(st.datetimes(), st.sampled_from(["auto", "minutes"]))
def test_a_date_becomes_days(moment, precision):
    """An ISO date becomes the days since 1970, as datetime counts them."""
    word = moment.isoformat(timespec=precision)
    expected = (datetime.fromisoformat(word) - NEW_ERA) / timedelta(days=1)
    assert days(word) == pytest.approx(expected, abs=1e-9)
    assert days(moment.date().isoformat()) == (moment.date() - NEW_ERA.date()).days


def test_typed_dates_and_text_dates_agree():
    """datetime64, datetime and ISO text of one moment are the same day, zones heeded."""
    moment = datetime(2024, 5, 6, 12, tzinfo=UTC)
    cells = text("2024-05-06T12:00Z", "2024-05-06 14:00+02:00", moment, "2024-05-06T12:00:00")
    typed = read_days(np.array(["2024-05-06T12:00", "NaT"], dtype="datetime64[s]"), MARKS)
    assert set(read_days(cells, MARKS).values) == {typed.values[0]}
    assert typed.missing.tolist() == [False, True]
    assert read_days(text("2024-02-30", "", "20240101"), MARKS).wrong.tolist() == [
        True,
        False,
        True,
    ]
