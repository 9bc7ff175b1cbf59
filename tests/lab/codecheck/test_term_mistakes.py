"""Slips in the gradients of weights and biases, and in passing the error back."""

from __future__ import annotations

import numpy as np
import pytest

SLIPS = {
    "W2 by z1": ("gW2", lambda t: t["z1"].T @ t["d2"], "wrong layer's activations"),
    "W2 by a slopeless error": ("gW2", lambda t: t["a1"].T @ t["error"], "slope missing"),
    "W2 of the last row": ("gW2", lambda t: t["a1"][-1:].T @ t["d2"][-1:], "only the last row"),
    "b2 of the last row": ("gb2", lambda t: t["d2"][-1], "not summed over the batch"),
    "b1 of the first row": ("gb1", lambda t: t["d1"][0], "not summed over the batch"),
    "b2 over units": ("gb2", lambda t: np.full(2, t["d2"].sum()), "summed over the wrong axis"),
    "b2 overwritten": ("gb2", lambda t: t["a1"][:, -1] @ t["d2"], "overwritten by another"),
    "updated first": (
        "back",
        lambda t: t["d2"] @ (t["W2"] - 0.1 * t["a1"].T @ t["d2"]).T,
        "weights updated first",
    ),
    "passed without slope": ("back", lambda t: t["error"] @ t["W2"].T, "slope missing"),
    "passed without weights": (
        "back",
        lambda t: t["d2"].sum(axis=1, keepdims=True) * np.ones(4),
        "weights missing",
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_wrong_term_is_named(by_hand, name):
    """The pattern is named, and it alone."""
    term, slip, pattern = SLIPS[name]
    assert by_hand.check(**{term: slip}).patterns == (pattern,)


def test_an_error_passed_through_the_weights_untransposed_is_named():
    """With as many units in both layers, W in place of Wᵀ raises nothing."""
    from glassnet.lab.codecheck import check_gradients

    random = np.random.default_rng(4)
    x, y = random.normal(size=(5, 3)), random.normal(size=(5, 3))
    params = {"V": random.normal(size=(3, 3)), "W": random.normal(size=(3, 3))}

    def loss(p):
        return 0.5 * np.sum((np.tanh(x @ p["V"]) @ p["W"] - y) ** 2)

    def gradients(p):
        a = np.tanh(x @ p["V"])
        d = a @ p["W"] - y
        return {"V": x.T @ (d @ p["W"] * (1.0 - a**2)), "W": a.T @ d}

    assert check_gradients(loss, gradients, params).patterns == ("transposed",)
