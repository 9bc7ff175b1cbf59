"""All slips of a network."""

from __future__ import annotations

from glassnet.lab.codecheck.mistakes import mistakes
from glassnet.lab.codecheck.stack import Dense, Stack
from glassnet.nn.activations import Identity, ReLU
from glassnet.nn.losses import HalfSumOfSquares

LAYERS = (Dense("V", 4), Dense("U", 4), Dense("W", 1))
STACK = Stack(LAYERS, (ReLU(), ReLU(), Identity()), HalfSumOfSquares())


def test_slips_come_from_the_output_backward_then_in_several_layers():
    """Single ones first; what is made in all hidden layers alike comes last, as one slip."""
    found = list(mistakes(STACK, 5))
    layers = [slip.layer for slip in found if slip.layer is not None]
    assert layers == sorted(layers, reverse=True)
    both = [s for s in found if s.rules.keys() == {("slope", 1), ("slope", 0)}]
    assert "slope missing" in {s.pattern for s in both}
