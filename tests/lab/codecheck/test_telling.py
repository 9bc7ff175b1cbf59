"""The verdicts, in words."""

from __future__ import annotations


def test_the_network_is_described_and_every_wrong_parameter_has_its_pattern(by_hand):
    """Sizes, activations and rows; the slip's sentence beside each parameter it is seen in."""
    found = by_hand.check(gb2=lambda t: 0.0 * t["gb2"])
    assert found.network == "3 → 4 Tanh → 2 Sigmoid, 6 rows"
    assert [p.pattern for p in found.parameters] == ["", "", "", "zero"]
    assert found.sentence == "the gradient of b2 is not that of the loss."
