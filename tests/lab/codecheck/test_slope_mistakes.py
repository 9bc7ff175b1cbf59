"""Slips in the slope of an activation."""

from __future__ import annotations

import numpy as np
import pytest


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


HIDDEN = {
    "slope missing": lambda t: np.ones_like(t["a1"]),
    "slope at the output": lambda t: 1.0 - np.tanh(t["a1"]) ** 2,
    "slope at the input": lambda t: 1.0 - t["z1"] ** 2,
    "function in place of slope": lambda t: t["a1"],
    "function of the output": lambda t: np.tanh(t["a1"]),
    "slope of another activation": lambda t: t["a1"] * (1.0 - t["a1"]),
    "wrong formula of the slope": lambda t: 1.0 - t["a1"],
    "slope twice": lambda t: (1.0 - t["a1"] ** 2) ** 2,
}
OUTPUT = {
    "slope missing": lambda t: np.ones_like(t["a2"]),
    "slope at the output": lambda t: sigmoid(t["a2"]) * (1.0 - sigmoid(t["a2"])),
    "slope at the input": lambda t: t["z2"] * (1.0 - t["z2"]),
    "function in place of slope": lambda t: t["a2"],
    "wrong formula of the slope": lambda t: (1.0 - t["a2"]) / t["a2"],
    "slope of another activation": lambda t: 1.0 - t["a2"] ** 2,
}


@pytest.mark.parametrize("pattern", HIDDEN)
def test_a_wrong_slope_of_the_hidden_layer_is_named(by_hand, pattern):
    """The pattern is named, at the hidden layer, and the output layer is not accused."""
    found = by_hand.check(slope1=HIDDEN[pattern])
    assert found.patterns == (pattern,)
    assert "hidden layer" in found.causes[0].sentence
    assert {p.name for p in found.parameters if p.ok} == {"W2", "b2"}


@pytest.mark.parametrize("pattern", OUTPUT)
def test_a_wrong_slope_of_the_output_is_named(by_hand, pattern):
    """The pattern is named, at the output, with both formulas."""
    found = by_hand.check(slope2=OUTPUT[pattern])
    assert found.patterns == (pattern,)
    assert "output layer" in found.causes[0].sentence
    assert found.causes[0].right.startswith("δ₂ =")
    assert found.causes[0].wrong.startswith("δ₂ =")


def test_a_relu_that_looks_at_its_output_with_at_least_zero_has_no_slope():
    """0 ≥ 0: the slope is always 1, in every layer of the same code, and that is one slip."""
    from glassnet.lab.codecheck import check_gradients

    random = np.random.default_rng(3)
    x, y = random.normal(size=(8, 2)), random.normal(size=(8, 1))
    params = [random.normal(size=shape) for shape in ((2, 5), (5, 4), (4, 1))]

    def forward(params):
        a1 = np.maximum(x @ params[0], 0.0)
        a2 = np.maximum(a1 @ params[1], 0.0)
        return a1, a2, a2 @ params[2]

    def loss(params):
        return np.sum((forward(params)[-1] - y) ** 2)

    def gradients(params):
        a1, a2, out = forward(params)
        d3 = 2.0 * (out - y)
        d2 = d3 @ params[2].T * (a2 >= 0.0)
        d1 = d2 @ params[1].T * (a1 >= 0.0)
        return [x.T @ d1, a1.T @ d2, a2.T @ d3]

    assert check_gradients(loss, gradients, params).patterns == ("slope missing",)
