"""A class whose backward returns a dict; leaky ReLU, sigmoid, mean squared error over all numbers."""

import numpy as np


class Model:
    def __init__(self, n_in=3, n_hidden=7, n_out=2, seed=5):
        r = np.random.RandomState(seed)
        self.params = {"W1": r.randn(n_in, n_hidden) * 0.5, "b1": r.randn(n_hidden) * 0.1, "W2": r.randn(n_hidden, n_out) * 0.5, "b2": np.zeros(n_out)}

    def forward(self, x):
        p = self.params
        self.x = x
        self.z1 = x @ p["W1"] + p["b1"]
        self.a1 = np.where(self.z1 > 0, self.z1, 0.1 * self.z1)
        self.out = 1 / (1 + np.exp(-(self.a1 @ p["W2"] + p["b2"])))
        return self.out

    def loss(self, prediction, y):
        return np.mean((prediction - y) ** 2)

    def backward(self, y):
        d2 = 2 * (self.out - y) / y.size * self.out * (1 - self.out)  # slip factor 1/2: d2 = (self.out - y) / y.size * self.out * (1 - self.out)
        # slip slope missing: d2 = 2 * (self.out - y) / y.size
        d1 = d2 @ self.params["W2"].T * np.where(self.z1 > 0, 1, 0.1)  # slip slope of another activation: d1 = d2 @ self.params["W2"].T * (self.z1 > 0)
        # slip slope missing: d1 = d2 @ self.params["W2"].T
        return {
            "W1": self.x.T @ d1,  # slip transposed: "W1": (self.x.T @ d1).T,
            # slip reshaped: "W1": (self.x.T @ d1).T.reshape(3, 7),
            "b1": d1.sum(axis=0),  # slip averaged, not summed: "b1": d1.mean(axis=0),
            "W2": self.a1.T @ d2,  # slip wrong layer's activations: "W2": self.z1.T @ d2,
            "b2": d2.sum(axis=0),  # same: "b2": np.ones(len(d2)) @ d2,
        }


X = np.random.RandomState(6).randn(8, 3)
Y = np.random.RandomState(7).rand(8, 2)
model = Model()
