"""One line of the blackboard: what is computed, with letters, with numbers, and what comes out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import final

from glassnet.lab.explain.expression import Expression, Number, computed
from glassnet.lab.explain.numbers import half_unit, seen


@final
@dataclass(frozen=True)
class Line:
    """symbol = formula = worked = value, as a teacher writes it.

    Args:
        symbol: What it is called: "z₀".
        formula: How it is computed, in letters: "Σᵢ xᵢ·wᵢ₀ + b₀".
        worked: The same, with the numbers put in.
        value: What the engine computed for it.
        title: What it means, in words, to stand above it.
        note: What else is worth knowing, to stand below it.
        section: The heading that it stands under.
        shapes: What flows in and out there: "x (2,) → z (3,)".

    """

    symbol: str
    formula: str
    worked: Expression
    value: float
    title: str = ""
    note: str = ""
    section: str = ""
    shapes: str = ""

    @property
    def plainly(self) -> bool:
        """Whether there is nothing to compute: what is worked out is the value itself."""
        return isinstance(self.worked, Number) and not self.worked.note

    def difference(self, digits: int) -> float:
        """Return how far a reader comes out from `value` with the numbers as they are printed.

        0 where the difference is within half a unit of the last digit: that much is what printing
        with so many digits says anyway.
        """
        reader = computed(self.worked, lambda value: seen(value, digits))
        if reader == self.value or (math.isnan(reader) and math.isnan(self.value)):
            return 0.0
        if not (math.isfinite(reader) and math.isfinite(self.value)):
            return math.inf
        apart = abs(reader - seen(self.value, digits))
        return 0.0 if apart <= half_unit(self.value, digits) else apart


def rounded_up(difference: float) -> float:
    """Return `difference` with one digit, and not less than it is.

    >>> rounded_up(0.00012), rounded_up(0.0002)
    (0.0002, 0.0002)
    """
    text = f"{difference:.0e}"
    if float(text) < difference:
        digit, _, power = text.partition("e")
        text = f"{int(digit) + 1}e{power}"
    return float(text)
