"""Which network it is."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.lab.codecheck.recognition import recognize

RANDOM = np.random.default_rng(7)
X, Y = RANDOM.normal(size=(7, 3)), RANDOM.uniform(0.1, 0.9, size=(7, 2))


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def seen(loss, shapes):
    """Return six points and the losses there."""
    points = [{n: RANDOM.normal(size=s) for n, s in shapes.items()} for _ in range(6)]
    return points, [loss(p) for p in points]


CASES = {
    "Tanh Sigmoid": (
        lambda p: np.mean((sigmoid(np.tanh(X @ p["V"] + p["a"]) @ p["W"] + p["b"]) - Y) ** 2),
        {"V": (3, 4), "a": (4,), "W": (4, 2), "b": (2,)},
    ),
    "ReLU Identity": (
        lambda p: np.sum((p["W"] @ np.maximum(p["V"] @ X.T, 0.0) - Y.T) ** 2),
        {"V": (4, 3), "W": (2, 4)},
    ),
    "Sigmoid Sigmoid": (
        lambda p: 0.5 * np.sum((sigmoid(one(sigmoid(one(X) @ p["V"].T)) @ p["W"].T) - Y) ** 2),
        {"V": (4, 4), "W": (2, 5)},
    ),
    "Softmax": (lambda p: cross_entropy(X @ p["W"] + p["b"]), {"W": (3, 2), "b": (1, 2)}),
}


def one(a):
    return np.hstack([a, np.ones((len(a), 1))])


def cross_entropy(z):
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.mean(np.sum(Y * np.log(p), axis=1))


@pytest.mark.parametrize("name", CASES)
def test_a_network_is_recognized_by_its_losses(name):
    """Rows or columns, bias beside or inside, by any of the losses."""
    loss, shapes = CASES[name]
    found = recognize(*seen(loss, shapes), [(X, Y)])
    assert " ".join(type(a).__name__ for a in found.stack.activations) == name
    points, losses = seen(loss, shapes)
    np.testing.assert_allclose([found.stack.value(p, found.x, found.y) for p in points], losses)


def test_a_penalty_is_recognized():
    """λ Σ W² beside the error."""
    loss, shapes = CASES["ReLU Identity"]
    points, losses = seen(lambda p: loss(p) + 0.05 * sum(np.sum(w**2) for w in p.values()), shapes)
    assert recognize(points, losses, [(X, Y)]).stack.penalty == pytest.approx(0.05)


def test_what_is_no_network_is_not_recognized():
    """A loss of another form."""
    points, losses = seen(lambda p: float(np.sum(np.sin(p["W"]))), {"W": (3, 2)})
    assert recognize(points, losses, [(X, Y)]) is None
