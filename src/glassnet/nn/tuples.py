"""Fields of several whole numbers: shapes, the sizes of windows, the counts of categories."""

from __future__ import annotations

from numbers import Integral
from typing import Any

from glassnet.ground.errors import UsageError, one_line


def each(value: int | tuple[int, ...], rank: int) -> tuple[int, ...]:
    """Return a number for each of `rank` axes; one number stands for all.

    >>> each(3, 2), each((3, 5), 2)
    ((3, 3), (3, 5))
    """
    return value if isinstance(value, tuple) else (value,) * rank


def check_tuple(owner: object, field: str, example: str) -> None:
    """Refuse a `field` of `owner` that is not a tuple (or list) of whole numbers ≥ 1.

    >>> from types import SimpleNamespace
    >>> check_tuple(SimpleNamespace(shape=(0, 4)), "shape", "(28, 28, 1)")
    Traceback (most recent call last):
    glassnet.ground.errors.UsageError: SimpleNamespace: shape must be whole numbers ≥ 1 such as \
(28, 28, 1), got (0, 4).
    """
    value = getattr(owner, field)
    if not isinstance(value, (tuple, list)) or not value or not all(map(_is_count, value)):
        _refuse(owner, field, f"whole numbers ≥ 1 such as {example}", value)
    object.__setattr__(owner, field, tuple(int(number) for number in value))


def check_pairs(owner: object, *fields: str) -> None:
    """Refuse fields of `owner` that are neither a whole number ≥ 1 nor a pair of such."""
    for field in fields:
        value = getattr(owner, field)
        several = tuple(value) if isinstance(value, (tuple, list)) else (value, value)
        if len(several) != 2 or not all(map(_is_count, several)):
            _refuse(owner, field, "a whole number ≥ 1 or a pair of such", value)
        pair = (int(several[0]), int(several[1]))
        object.__setattr__(owner, field, pair if isinstance(value, (tuple, list)) else pair[0])


def _is_count(value: Any) -> bool:
    """Return whether `value` is a whole number ≥ 1; True is none."""
    return isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= 1


def _refuse(owner: object, field: str, wanted: str, value: object) -> None:
    raise UsageError(
        f"{type(owner).__name__}: {field} must be {wanted}, got {one_line(repr(value))}."
    )
