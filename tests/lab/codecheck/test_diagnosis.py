"""The fewest slips that explain all numbers."""

from __future__ import annotations

import numpy as np


def test_two_slips_are_named_from_the_output_backward(by_hand):
    """A slope at the output, zeros before it: the first wrong place stands first."""
    found = by_hand.check(
        slope2=lambda t: t["a2"],
        slope1=lambda t: np.ones_like(t["a1"]),
    )
    assert found.patterns == ("function in place of slope", "slope missing")
    assert "output layer" in found.causes[0].sentence
    assert "hidden layer" in found.causes[1].sentence


def test_what_nothing_explains_is_called_unknown(by_hand):
    """Noise is found, and not given a name."""
    random = np.random.default_rng(0)
    found = by_hand.check(gW1=lambda t: t["gW1"] + random.normal(size=(3, 4)))
    assert found.verdict == "wrong"
    assert found.patterns == ("unknown",)
    assert [p.ok for p in found.parameters] == [False, True, True, True]
