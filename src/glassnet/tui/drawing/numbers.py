"""Numbers on a screen that changes: each always takes the same room, so that nothing jumps."""

from __future__ import annotations

import math

DIGITS = 4  # significant, at most
NARROWEST = 7  # cells in which every finite number has room: "−2e−308"
WIDTH = 8
OVERFULL = "#"  # fills the room of a number that is too narrow, as spreadsheets do


def short(value: float, width: int = WIDTH) -> str:
    """Return `value` right-aligned in `width` cells, with a true minus and at most 4 digits.

    Zeros at the end stay, so that a number that changes keeps its place. In fewer than 7 cells some
    numbers have no room: there stands ####.

    >>> [short(value) for value in (0.5, -12.346, 0.0, -0.0012344, 1.5e-7, float("-inf"))]
    ['  0.5000', '  −12.35', '       0', '−0.00123', '1.500e−7', '      −∞']
    """
    text = f"{value:#.4g}"
    if "e" in text or value == 0 or len(text) > width:
        text = _fitted(value, width)
    elif text[-1] == ".":
        text = text[:-1]
    elif text[-1] in "nf":
        text = _not_finite(value)
    return text.replace("-", "−").rjust(width)


def percent(share: float) -> str:
    """Return a share of 1 in per cent, in 5 cells; what is not quite none or all does not say so.

    >>> percent(0.25), percent(1.0), percent(0.99999), percent(0.0001), percent(float("nan"))
    ('  25%', ' 100%', ' >99%', '  <1%', '    ?')
    """
    if not 0 <= share <= 1:
        return "?".rjust(5)
    told = f"{share:.0%}"
    if told == "100%" and share < 1:
        told = ">99%"
    elif told == "0%" and share > 0:
        told = "<1%"
    return told.rjust(5)


def _fitted(value: float, width: int) -> str:
    """Return `value` with as many digits as fit, written out where that is not too far from 1."""
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return _not_finite(value)
    for digits in range(DIGITS, 0, -1):
        written_out = f"{value:#.{digits}g}".rstrip(".")
        if "e" not in written_out and len(written_out) <= width:
            return written_out
        with_power = _with_power(value, digits)
        if len(with_power) <= width:
            return with_power
    return OVERFULL * width


def _with_power(value: float, digits: int) -> str:
    """Return `value` as 1.235e-5, the power of ten in as few characters as it has.

    >>> _with_power(1.23456e-5, 4), _with_power(-2e300, 1)
    ('1.235e-5', '-2e300')
    """
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    return f"{mantissa}e{int(power)}"


def _not_finite(value: float) -> str:
    return "NaN" if math.isnan(value) else "-∞" if value < 0 else "∞"
