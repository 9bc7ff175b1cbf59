"""One line, and the rounding that it states."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.explain.expression import number
from glassnet.lab.explain.line import Line, rounded_up


def test_a_total_that_a_reader_gets_needs_no_word():
    """0.73·1 + 0.1 is 0.83, with any number of digits."""
    line = Line("z", "", number(0.73) * number(1) + number(0.1), 0.83)
    assert line.difference(4) == 0.0


def test_what_rounding_takes_away_is_told():
    """1.2345·1 is seen as 1.234 by a reader of 4 digits, or of 2 as 1.2: the line says so."""
    line = Line("z", "", number(1.26) * number(100.0), 126.0)
    assert line.difference(2) == abs(1.3 * 100 - 126)
    assert line.difference(4) == 0.0


def test_a_wrong_total_cannot_hide():
    """A total that is not what the numbers come to is told, however many digits there are."""
    assert math.isclose(Line("z", "", number(2) * number(3), 7.0).difference(17), 1.0)
    assert Line("z", "", number(2) * number(3), math.nan).difference(4) == math.inf
    assert Line("z", "", number(math.nan), math.nan).difference(4) == 0.0


@settings(max_examples=100)
@given(st.floats(1e-300, 1e300))
def test_a_stated_rounding_is_never_too_small(value):
    """The rounding is printed with one digit, upward, and less than doubled."""
    assert value <= rounded_up(value) <= 2 * value
