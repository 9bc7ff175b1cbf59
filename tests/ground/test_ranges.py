"""Numbers within their range."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.ground.ranges import check_choice, check_numbers, check_whole_numbers


@dataclass(frozen=True)
class Holder:
    """Something with one field."""

    value: object


@pytest.mark.parametrize(
    ("interval", "inside", "outside"),
    [
        ("[0, 1)", [0, 0.5, Fraction(1, 3), np.float32(0.25)], [1, -1e-300, 2]),
        ("(0, 1]", [1, 1e-300], [0, 1.1]),
        ("(-inf, inf)", [-1e308, 0, 1e308], [math.inf, -math.inf, math.nan, 10**400]),
        ("[0, inf)", [0, 10**300], [-1, None, "0.5", True, 1j, [0.5], np.array([1.0])]),
    ],
)
def test_numbers(interval, inside, outside):
    """A number inside its interval becomes a float; anything else is refused with its value."""
    for value in inside:
        holder = Holder(value)
        check_numbers(holder, value=interval)
        assert type(holder.value) is float
        assert holder.value == float(value)
    for value in outside:
        with pytest.raises(UsageError, match="Holder: value must be a number in") as caught:
            check_numbers(Holder(value), value=interval)
        assert interval in str(caught.value)
        assert "\n" not in str(caught.value)


def test_whole_numbers():
    """A whole number of at least the bound stays whole; fractions, truths and texts are refused."""
    holder = Holder(np.int32(3))
    check_whole_numbers(holder, value=3)
    assert type(holder.value) is int
    for value in (2, 3.0, 3.5, True, "3", None, math.nan, -(10**400)):
        with pytest.raises(UsageError, match="value must be a whole number ≥ 3, got"):
            check_whole_numbers(Holder(value), value=3)


def test_choice():
    """A word that is not among the choices is refused, and the choices are told."""
    check_choice(Holder("sum"), "value", ("mean", "sum"))
    for value in ("sums", None, ["sum"], 3):
        with pytest.raises(UsageError, match='value must be "mean" or "sum", got'):
            check_choice(Holder(value), "value", ("mean", "sum"))
