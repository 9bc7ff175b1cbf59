"""Modules are called like functions and collect gradients in a dict of the network."""

import numpy as np


class Linear:
    def __init__(self, name, n_in, n_out, rng):
        self.name = name
        self.weight = rng.standard_normal((n_in, n_out)) * 0.7
        self.bias = rng.standard_normal(n_out) * 0.1

    def __call__(self, x):
        self.x = x
        return x @ self.weight + self.bias


class Model:
    def __init__(self):
        rng = np.random.default_rng(14)
        self.fc1 = Linear("fc1", 3, 5, rng)
        self.fc2 = Linear("fc2", 5, 2, rng)

    @property
    def params(self):
        return {f"{m.name}.{k}": getattr(m, k) for m in (self.fc1, self.fc2) for k in ("weight", "bias")}

    def forward(self, x):
        self.h = np.maximum(0.0, self.fc1(x))
        return self.fc2(self.h)

    def loss(self, x, y):
        return np.mean(np.sum((self.forward(x) - y) ** 2, axis=1))

    def backward(self, x, y):
        d2 = 2.0 * (self.forward(x) - y) / len(x)
        d1 = (d2 @ self.fc2.weight.T) * (self.h > 0)
        return {
            "fc1.weight": self.fc1.x.T @ d1,
            "fc1.bias": d1.sum(axis=0),  # slip not summed over the batch: "fc1.bias": d1[0],
            "fc2.weight": self.fc2.x.T @ d2,
            "fc2.bias": d2.sum(axis=0),
        }


model = Model()
data = np.random.default_rng(15)
X, y = data.standard_normal((10, 3)), data.standard_normal((10, 2))
