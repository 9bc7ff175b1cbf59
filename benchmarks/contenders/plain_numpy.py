"""Backpropagation as a good textbook writes it in NumPy: clear, vectorized over the batch."""

from __future__ import annotations

from typing import Any

import numpy as np
from contenders.work import Contender, Work, cycle

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


class PlainNumpy(Contender):
    """Lists of weights and biases, updated in place."""

    name = "plain NumPy"

    @classmethod
    def can(cls, work: Work) -> bool:
        """Tell whether all layers are Dense."""
        return not work.maps

    def __init__(self, work: Work) -> None:
        """Take the first weights."""
        self.work = work
        self.x, self.y = work.x, work.y
        pairs = work.weights()
        self.weights = [w for w, _ in pairs]
        self.biases = [b for _, b in pairs]
        self.moments = [[np.zeros_like(p), np.zeros_like(p)] for p in (*self.weights, *self.biases)]
        self.count = 0

    def losses(self, steps: int) -> list[float]:
        """Make the first steps."""
        return [self.learn(rows) for rows in cycle(self.work.steps, 0, steps)]

    def turn(self, steps: int) -> int:
        """Make one step after the other."""
        for rows in cycle(self.work.steps, self.count, steps):
            self.learn(rows)
        return steps

    def learn(self, rows: Any) -> float:
        """Make one step and return its loss."""
        x, y = self.x[rows], self.y[rows]
        activations = self.forward(x)
        loss, delta = self.loss(activations[-1], y)
        gradients_w, gradients_b = [], []
        for layer in reversed(range(len(self.weights))):
            gradients_w.insert(0, activations[layer].T @ delta)
            gradients_b.insert(0, delta.sum(axis=0))
            if layer:
                delta = (delta @ self.weights[layer].T) * self.slope(activations[layer])
        self.update((*self.weights, *self.biases), (*gradients_w, *gradients_b))
        return loss

    def forward(self, x: Any) -> list[Any]:
        """Return what each layer gives, the inputs first, and the outputs before the loss."""
        activations = [x]
        for w, b in zip(self.weights[:-1], self.biases[:-1], strict=True):
            z = activations[-1] @ w + b
            relu = self.work.hidden == "relu"
            activations.append(np.maximum(z, 0) if relu else 1 / (1 + np.exp(-z)))
        return [*activations, activations[-1] @ self.weights[-1] + self.biases[-1]]

    def slope(self, a: Any) -> Any:
        """Return the slope of the hidden activation, from what it gave."""
        return a > 0 if self.work.hidden == "relu" else a * (1 - a)

    def loss(self, z: Any, y: Any) -> tuple[float, Any]:
        """Return the loss of the outputs z, and its slope by z."""
        if self.work.loss == "half squares":
            p = 1 / (1 + np.exp(-z))
            return float(0.5 * ((p - y) ** 2).sum()), (p - y) * p * (1 - p)
        if self.work.loss == "binary cross-entropy":
            p = 1 / (1 + np.exp(-z))
            return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).sum()), p - y
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        there = np.arange(len(y))
        loss = float(-np.log(p[there, y]).mean())
        p[there, y] -= 1
        return loss, p / len(y)

    def update(self, params: tuple[Any, ...], gradients: tuple[Any, ...]) -> None:
        """Move every parameter, with SGD or Adam."""
        self.count += 1
        rate = self.work.learning_rate
        if self.work.optimizer == "SGD":
            for p, g in zip(params, gradients, strict=True):
                p[...] -= rate * g
            return
        for p, g, slots in zip(params, gradients, self.moments, strict=True):
            slots[0] = BETA1 * slots[0] + (1 - BETA1) * g
            slots[1] = BETA2 * slots[1] + (1 - BETA2) * g**2
            m = slots[0] / (1 - BETA1**self.count)
            v = slots[1] / (1 - BETA2**self.count)
            p[...] -= rate * m / (np.sqrt(v) + EPSILON)
