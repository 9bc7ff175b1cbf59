"""Numbers as they are typed into a dialog: plain ones, or what becomes of the present one."""

from __future__ import annotations

import re

from glassnet.data.numbers import number
from glassnet.ground.errors import UsageError, one_line


def typed_number(text: str, now: float, what: str) -> float:
    """Return the finite number that `text` writes; `*2` and `/10` are made of the number `now`.

    Raises:
        UsageError: it writes none; `what` is what was asked for.

    >>> typed_number("0.5", 3.0, "the rate"), typed_number("/10", 3.0, "the rate")
    (0.5, 0.3)
    """
    words = text.replace("−", "-").strip()
    found = re.fullmatch(r"([*×/]?)\s*(\S*)", words)
    value = number(found[2]) if found else None
    if found is None or value is None or (found[1] == "/" and value == 0.0):
        raise UsageError(
            f'{what} must be a number such as 0.01, or "*2" or "/10" of what it is, got '
            f'"{one_line(words, 40)}".'
        )
    if not found[1]:
        return value
    return now / value if found[1] == "/" else now * value
