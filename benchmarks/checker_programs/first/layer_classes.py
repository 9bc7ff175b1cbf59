"""Layers that are classes, with gradients as attributes; regression."""

import numpy as np


class Dense:
    def __init__(self, fan_in, units, seed):
        self.W = np.random.default_rng(seed).normal(size=(fan_in, units)) / np.sqrt(fan_in)
        self.b = np.full(units, 0.1)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW = self.x.T @ grad  # slip transposed: self.dW = (self.x.T @ grad).T
        # slip factor: self.dW = self.x.T @ grad / 10
        self.db = grad.sum(axis=0)  # slip not summed over the batch: self.db = grad[0]
        # slip summed over the wrong axis: self.db = np.full_like(self.b, grad.sum())
        return grad @ self.W.T


class ReLU:
    def forward(self, x):
        self.out = np.maximum(0, x)
        return self.out

    def backward(self, grad):
        return grad * (self.out > 0)  # slip slope missing: return grad * (self.out >= 0)
        # slip function in place of slope: return grad * self.out


class Network:
    def __init__(self):
        self.layers = [Dense(2, 6, 1), ReLU(), Dense(6, 5, 2), ReLU(), Dense(5, 1, 3)]

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def loss(self, x, y):
        return float(np.mean((self.forward(x) - y) ** 2))

    def backward(self, x, y):
        grad = 2.0 * (self.forward(x) - y) / y.size  # slip summed, not averaged: grad = 2.0 * (self.forward(x) - y)
        # slip sign: grad = 2.0 * (y - self.forward(x)) / y.size
        # slip another loss: grad = np.sign(self.forward(x) - y) / y.size
        for layer in reversed(self.layers):
            grad = layer.backward(grad)


X = np.random.default_rng(4).normal(size=(9, 2))
y = 5 + 3 * X[:, :1] - X[:, 1:]
network = Network()
