"""Numbers within their range: how a description refuses the value that makes no sense.

The interval is written as mathematics writes it, and is both the test and the message.
"""

from __future__ import annotations

import math
import numbers
from typing import Any

from glassnet.ground.errors import UsageError, one_line


def check_numbers(owner: object, **intervals: str) -> None:
    """Refuse fields of `owner` that are not finite numbers within their interval.

    An interval is "[0, 1)", "(0, inf)", …: a round bracket leaves its end out. Infinity and NaN
    are in none. The field becomes a Python float: a NumPy scalar would set the dtype of an array
    that it meets.

    >>> from types import SimpleNamespace
    >>> check_numbers(SimpleNamespace(gain=-1), gain="(0, inf)")
    Traceback (most recent call last):
    glassnet.ground.errors.UsageError: SimpleNamespace: gain must be a number in (0, inf), got -1.
    """
    for field, interval in intervals.items():
        value = getattr(owner, field)
        if not is_number(value) or not _inside(float(value), interval):
            _refuse(owner, field, f"a number in {interval}", value)
        object.__setattr__(owner, field, float(value))


def check_whole_numbers(owner: object, **least: int) -> None:
    """Refuse fields of `owner` that are not whole numbers of at least that much.

    >>> from types import SimpleNamespace
    >>> check_whole_numbers(SimpleNamespace(every=2.5), every=1)
    Traceback (most recent call last):
    glassnet.ground.errors.UsageError: SimpleNamespace: every must be a whole number ≥ 1, got 2.5.
    """
    for field, bound in least.items():
        value = getattr(owner, field)
        whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
        if not whole or int(value) < bound:
            _refuse(owner, field, f"a whole number ≥ {bound}", value)
        object.__setattr__(owner, field, int(value))


def check_choice(owner: object, field: str, choices: tuple[str, ...]) -> None:
    """Refuse a `field` of `owner` that is none of the words `choices`."""
    value = getattr(owner, field)
    if not isinstance(value, str) or value not in choices:
        _refuse(owner, field, " or ".join(f'"{choice}"' for choice in choices), value)


def _refuse(owner: object, field: str, wanted: str, value: Any) -> None:
    huge = isinstance(value, int) and value.bit_length() > 256
    shown = f"a number of {value.bit_length()} bits" if huge else one_line(repr(value))
    raise UsageError(f"{type(owner).__name__}: {field} must be {wanted}, got {shown}.")


def is_number(value: Any) -> bool:
    """Return whether `value` is a finite real number; True and False are none."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer beyond the largest float
        return False


def _inside(value: float, interval: str) -> bool:
    low, high = (float(end) for end in interval[1:-1].split(","))
    above = value >= low if interval[0] == "[" else value > low
    below = value <= high if interval[-1] == "]" else value < high
    return above and below
