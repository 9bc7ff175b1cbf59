"""Layers are dataclasses; each keeps what it saw, and its own gradients."""

from dataclasses import dataclass, field

import numpy as np

rng = np.random.default_rng(11)


@dataclass
class Affine:
    W: np.ndarray
    b: np.ndarray
    dW: np.ndarray = None
    db: np.ndarray = None
    seen: np.ndarray = None

    def forward(self, x):
        self.seen = x
        return x @ self.W + self.b

    def backward(self, d):
        self.dW = self.seen.T @ d  # slip transposed: self.dW = d.T @ self.seen
        self.db = d.sum(axis=0)
        return d @ self.W.T


@dataclass
class Logistic:
    out: np.ndarray = None

    def forward(self, x):
        self.out = 1.0 / (1.0 + np.exp(-x))
        return self.out

    def backward(self, d):
        return d * self.out * (1.0 - self.out)


@dataclass
class Net:
    layers: list = field(default_factory=list)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def loss(self, x, y):
        return 0.5 * np.mean(np.sum((self.forward(x) - y) ** 2, axis=1))

    def backward(self, x, y):
        d = (self.forward(x) - y) / len(x)
        for layer in reversed(self.layers):
            d = layer.backward(d)


def square(n):
    return Affine(rng.normal(size=(n, n)), rng.normal(size=n))


net = Net([square(3), Logistic(), square(3), Logistic()])
X = rng.normal(size=(8, 3))
y = rng.uniform(size=(8, 3))
