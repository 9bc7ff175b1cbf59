"""Networks that are objects."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.lab.codecheck import check_backward

X = np.random.default_rng(1).normal(size=(6, 2))
Y = np.random.default_rng(2).normal(size=(6, 1))


class Linear:
    factor = 2.0

    def __init__(self):
        self.W, self.b, self.lr = np.array([[0.3], [-0.4]]), np.zeros(1), 0.1

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def loss(self, x, y):
        return np.sum((self.forward(x) - y) ** 2)


class Backward(Linear):
    def backward(self, x, y):
        error = self.factor * (self.forward(x) - y)
        self.dW, self.db = x.T @ error, error.sum(axis=0)


class Upstream(Linear):
    def backward(self, grad):
        return {"W": self.x.T @ grad, "b": grad.sum(axis=0)}


class Training(Linear):
    def train(self, x, y):
        error = self.factor * (self.forward(x) - y)
        self.W -= self.lr * x.T @ error
        self.b -= self.lr * error.sum(axis=0)


@pytest.mark.parametrize("kind", [Backward, Upstream, Training])
def test_right_objects_are_right(kind):
    """Gradients as attributes, returned from an error handed in, or seen in a step."""
    given = (lambda p, y: np.sum((p - y) ** 2)) if kind is Upstream else None
    found = check_backward(kind(), X, Y, given)
    assert found.ok, str(found)
    assert {p.name for p in found.parameters} == {"W", "b"}


@pytest.mark.parametrize("kind", [Backward, Training])
def test_a_wrong_factor_of_an_object_is_named(kind):
    """The factor 2 of squared error is missing; the learning rate is self.lr."""
    wrong = type("Wrong", (kind,), {"factor": 1.0})
    assert check_backward(wrong(), X, Y).patterns == ("factor 1/2",)


def test_a_loss_can_be_given():
    """For an object without one."""
    network = Backward()
    found = check_backward(network, X, Y, lambda p, y: float(np.sum((p - y) ** 2)))
    assert found.ok


def test_a_class_or_an_object_without_methods_is_refused():
    """With what to do."""
    with pytest.raises(UsageError, match="make one of it"):
        check_backward(Backward, X, Y)
    with pytest.raises(UsageError, match="neither backward"):
        check_backward(Linear(), X, Y)
