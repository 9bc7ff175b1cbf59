"""Sentences for patterns."""

from __future__ import annotations

import pytest

from glassnet.lab.codecheck.patterns import Pattern
from glassnet.lab.codecheck.wording import Surroundings, worded

AROUND = Surroundings(rows=5, outputs=3, learning_rate=0.1)


@pytest.mark.parametrize(
    ("number", "name", "words"),
    [
        (-1.0, "sign", "climbs the loss"),
        (2.0, "factor 2", "twice as large"),
        (0.5, "factor 1/2", "half of what"),
        (5.0, "summed, not averaged", "the 5 rows"),
        (0.2, "averaged, not summed", "the 5 rows"),
        (1 / 3, "averaged, not summed", "the 3 outputs"),
        (0.1, "learning rate twice", "learning rate 0.1"),
        (-5.0, "summed, not averaged", "wrong sign"),
        (7.0, "factor", "7 times"),
    ],
)
def test_a_factor_is_told_by_what_it_comes_from(number, name, words):
    """Rows, outputs, the learning rate and 2 are recognized in a factor."""
    cause = worded(Pattern("factor", number), ["W1"], False, AROUND)
    assert cause.pattern == name
    assert words in cause.sentence


def test_zeros_of_a_step_are_weights_that_are_never_updated():
    """The same pattern has another name where it is a step."""
    assert worded(Pattern("zero"), ["b"], False, Surroundings(step=True)).pattern == "never updated"
