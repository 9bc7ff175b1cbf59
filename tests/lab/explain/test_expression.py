"""Arithmetic as data."""

from __future__ import annotations

import math

import pytest

from glassnet.lab.explain.expression import call, computed, number, total


def test_expressions_compute_what_their_signs_say():
    """Sums, products, quotients, powers and functions come to what Python's own do."""
    a, b = number(3.0), number(-2.0)
    assert computed(a + b - a * b / number(4) ** number(2), float) == 3 - 2 + 6 / 16
    assert computed(-call("max", a, b), float) == -3.0
    assert computed(call("Φ", number(0)), float) == 0.5
    assert computed(total([]), float) == 0.0
    assert computed(total([a]), float) == 3.0


def test_every_number_is_what_is_seen_of_it():
    """Computing again with rounded numbers gives what a reader would get."""
    assert computed(number(0.26) * number(0.34), lambda value: round(value, 1)) == 0.3 * 0.3


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param(call("exp", number(1e4)), math.inf, id="too large"),
        pytest.param(call("log", number(0)), math.nan, id="log 0"),
        pytest.param(number(1) / number(0), math.nan, id="divided by 0"),
    ],
)
def test_what_no_number_can_hold_is_no_error(expression, value):
    """Overflow is ∞, and what is not defined is NaN."""
    found = computed(expression, float)
    assert found == value or (math.isnan(found) and math.isnan(value))
