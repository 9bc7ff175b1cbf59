"""How numbers are printed."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.explain.numbers import half_unit, latex, plain, seen

FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300)


@settings(max_examples=200)
@given(FINITE)
def test_seventeen_digits_lose_nothing(arithmetic, value):
    """What is printed with 17 digits reads back as the very same number."""
    assert arithmetic(plain(value, 17)) == value
    assert seen(value, 17) == value


@settings(max_examples=200)
@given(FINITE, st.integers(1, 16))
def test_a_reader_is_at_most_half_a_unit_away(arithmetic, value, digits):
    """The printed number is what `seen` says, and within half a unit of its last digit."""
    assert arithmetic(plain(value, digits)) == seen(value, digits)
    allowed = half_unit(value, digits) + math.ulp(value)
    assert abs(seen(value, digits) - value) <= allowed


def test_an_exact_number_loses_its_zeros_and_a_rounded_one_keeps_them():
    """0.5 is 0.5; a third of 1.5 rounded to 0.5000 shows that it was rounded."""
    assert plain(0.5, 4) == "0.5"
    assert plain(0.50000001, 4) == "0.5000"
    assert plain(-0.0, 4) == "0"
    assert plain(-12.0, 4) == "−12"


def test_powers_of_ten_are_written_far_from_one():
    """Below 0.0001 and from a million on, a number has a power of ten."""
    assert plain(1e-4, 4) == "0.0001"
    assert plain(1.5e-5, 4) == "1.5×10⁻⁵"
    assert plain(123456.0, 4) == "123456"
    assert plain(2.5e6, 4) == "2.5×10⁶"
    assert latex(-2.5e6, 4) == r"-2.5\times10^{6}"


def test_what_is_no_number_is_named():
    """NaN and the infinities have names, in TeX too."""
    assert [plain(value, 4) for value in (math.nan, math.inf, -math.inf)] == ["NaN", "∞", "−∞"]
    assert latex(-math.inf, 4) == r"-\infty"
