"""Logistic regression, parameters as arguments, binary cross-entropy, a returned tuple."""

import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(8, 3))
y = np.array([0, 1, 1, 0, 1, 0, 0, 1])
w = rng.normal(size=3) * 0.3
b = 0.1


def loss(w, b):
    p = 1 / (1 + np.exp(-(X @ w + b)))
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def gradients(w, b):
    p = 1 / (1 + np.exp(-(X @ w + b)))
    error = (p - y) / len(y)  # slip sign: error = (y - p) / len(y)
    # slip summed, not averaged: error = p - y
    # slip another loss: error = (p - y) * p * (1 - p) / len(y)
    dw = X.T @ error  # slip penalty: dw = X.T @ error + 0.1 * w
    db = error.sum()  # same: db = float(np.sum(error))
    # slip zero: db = 0.0
    return dw, db
