"""A class with train(x, y) that changes its own weights; leaky ReLU inside."""

import numpy as np


class MLP:
    def __init__(self, sizes=(3, 5, 2), lr=0.05):
        rng = np.random.default_rng(11)
        self.lr = lr
        self.weights = [rng.normal(size=(a, b)) / np.sqrt(a) for a, b in zip(sizes, sizes[1:])]
        self.biases = [np.zeros((1, b)) for b in sizes[1:]]

    def forward(self, x):
        self.z = x @ self.weights[0] + self.biases[0]
        self.h = np.where(self.z > 0, self.z, 0.01 * self.z)
        return self.h @ self.weights[1] + self.biases[1]

    def loss(self, x, y):
        return 0.5 * np.mean(np.sum((self.forward(x) - y) ** 2, axis=1))

    def train(self, x, y):
        out = self.forward(x)
        d2 = (out - y) / len(x)  # slip summed, not averaged: d2 = out - y
        d1 = (d2 @ self.weights[1].T) * np.where(self.z > 0, 1.0, 0.01)  # slip slope of another activation: d1 = (d2 @ self.weights[1].T) * (self.z > 0)
        self.weights[1] -= self.lr * self.h.T @ d2
        self.biases[1] -= self.lr * d2.sum(axis=0, keepdims=True)  # slip never updated: pass
        self.weights[0] -= self.lr * x.T @ d1  # slip learning rate twice: self.weights[0] -= self.lr * self.lr * x.T @ d1
        self.biases[0] -= self.lr * d1.sum(axis=0, keepdims=True)  # slip sign: self.biases[0] += self.lr * d1.sum(axis=0, keepdims=True)


X = np.random.default_rng(12).normal(size=(6, 3))
y = np.random.default_rng(13).normal(size=(6, 2))
model = MLP
