"""A network as learners write it."""

from __future__ import annotations

import numpy as np

from glassnet.lab.codecheck.differences import slopes
from glassnet.lab.codecheck.stack import Dense, Stack, backward
from glassnet.nn.activations import Sigmoid, Tanh
from glassnet.nn.losses import HalfSumOfSquares


def test_the_right_backward_is_the_measured_slope():
    """Turned weights, a bias folded in, one beside, and a penalty."""
    random = np.random.default_rng(5)
    x, y = random.normal(size=(4, 3)), random.uniform(size=(4, 2))
    layers = (Dense("V", 5, turned=True, folded="last"), Dense("W", 2, bias="b"))
    stack = Stack(layers, (Tanh(), Sigmoid()), HalfSumOfSquares(), 0.25, 0.1, ("V", "W"))
    params = {n: random.normal(size=s) for n, s in {"V": (5, 4), "W": (5, 2), "b": (2,)}.items()}
    found = backward(stack.forward(params, x, y), {})
    for name, value in params.items():

        def loss(flat, name=name, value=value):
            return stack.value({**params, name: flat.reshape(value.shape)}, x, y)

        measured = slopes(loss, value.ravel(), range(value.size)).values
        np.testing.assert_allclose(found[name].ravel(), measured, rtol=1e-7, atol=1e-9)
