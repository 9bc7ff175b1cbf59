"""How a number stands on the blackboard: with the digits that were asked for, and no false ones.

A number that is exactly what is printed loses its zeros at the end (0.5, 1); one that was rounded
keeps them (0.5000), so that a reader sees which is which.
"""

from __future__ import annotations

import math

EXACT = 17  # significant digits that tell any two float64 numbers apart
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SMALLEST, LARGEST = -4, 6  # powers of ten between which a number is written out


def decimal(value: float, digits: int) -> tuple[str, int]:
    """Return `value` as its mantissa's text and a power of ten.

    >>> decimal(0.69604, 4), decimal(0.5, 4), decimal(-1.23456e-7, 3)
    (('0.6960', 0), ('0.5', 0), ('-1.23', -7))
    """
    if not math.isfinite(value):
        return ("NaN" if math.isnan(value) else "-∞" if value < 0 else "∞"), 0
    power = exponent(value, digits)
    if SMALLEST <= power < LARGEST:
        plain = f"{value:.{max(0, digits - 1 - power)}f}"
        if digits >= EXACT:
            plain = _written_out(value)
        return _trimmed(plain, exact=float(plain) == value), 0
    mantissa = f"{value:.{digits - 1}e}" if digits < EXACT else f"{value:.{EXACT - 1}e}"
    text, _, power_text = mantissa.partition("e")
    return _trimmed(text, exact=float(mantissa) == value), int(power_text)


def exponent(value: float, digits: int) -> int:
    """Return the power of ten of the first digit of `value`, once rounded; 0 for 0."""
    return int(f"{value:.{digits - 1}e}".partition("e")[2]) if value else 0


def plain(value: float, digits: int) -> str:
    """Return `value` as text; a true minus, and a power of ten where it is far from 1.

    >>> plain(-1.2, 4), plain(0.0000123456, 4), plain(784.0, 4)
    ('−1.2', '1.235×10⁻⁵', '784')
    """
    mantissa, power = decimal(value, digits)
    tail = f"×10{str(power).translate(SUPERSCRIPTS)}" if power else ""
    return mantissa.replace("-", "−") + tail


def latex(value: float, digits: int) -> str:
    r"""Return `value` for TeX's mathematics.

    >>> print(latex(0.0000123456, 4))
    1.235\times10^{-5}
    """
    mantissa, power = decimal(value, digits)
    mantissa = mantissa.replace("∞", r"\infty").replace("NaN", r"\mathrm{NaN}")
    return mantissa + (rf"\times10^{{{power}}}" if power else "")


def seen(value: float, digits: int) -> float:
    """Return the number that a reader of its printed form knows."""
    if not math.isfinite(value):
        return value
    mantissa, power = decimal(value, digits)
    return float(f"{mantissa}e{power}")


def half_unit(value: float, digits: int) -> float:
    """Return half a unit of the last digit: how far a number may be from its printed form."""
    if digits >= EXACT or not math.isfinite(value) or value == 0:
        return 0.0
    power = exponent(value, digits)
    last = power - digits + 1
    if SMALLEST <= power < LARGEST:
        last = min(0, last)
    return 0.5 * 10.0**last


def _written_out(value: float) -> str:
    """Return the shortest text that reads back as `value`, without a power of ten."""
    text = repr(float(value))
    if "e" not in text:
        return text
    digits = len(text.partition("e")[0].replace(".", "").lstrip("-"))
    return f"{value:.{max(0, digits - 1 - exponent(value, EXACT))}f}"


def _trimmed(text: str, *, exact: bool) -> str:
    if exact and "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
