"""Rows are columns: W is (units, fan_in), X (features, rows); softmax and cross-entropy."""

import numpy as np

rng = np.random.default_rng(8)
X = rng.normal(size=(4, 6))
labels = np.array([0, 2, 1, 2, 0, 1])
Y = np.eye(3)[labels].T
params = {"W1": rng.normal(size=(5, 4)) * 0.5, "b1": np.zeros((5, 1)), "W2": rng.normal(size=(3, 5)) * 0.5, "b2": np.zeros((3, 1))}


def forward(p, X):
    Z1 = p["W1"].dot(X) + p["b1"]
    A1 = np.maximum(Z1, 0)
    Z2 = p["W2"].dot(A1) + p["b2"]
    e = np.exp(Z2 - Z2.max(axis=0))
    return Z1, A1, e / e.sum(axis=0)


def compute_loss(params, X, Y):
    return -np.sum(Y * np.log(forward(params, X)[-1] + 1e-9)) / X.shape[1]  # same: return -np.mean(np.sum(Y * np.log(forward(params, X)[-1]), axis=0))


def backprop(params, X, Y):
    m = X.shape[1]
    Z1, A1, A2 = forward(params, X)
    dZ2 = A2 - Y  # slip slope of another activation: dZ2 = (-Y / A2) * A2 * (1 - A2)
    # slip another loss: dZ2 = (A2 - Y) * A2 * (1 - A2)
    dW2 = dZ2.dot(A1.T) / m  # slip summed, not averaged: dW2 = dZ2.dot(A1.T)
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = params["W2"].T.dot(dZ2) * (Z1 > 0)  # slip slope missing: dZ1 = params["W2"].T.dot(dZ2)
    # slip slope of another activation: dZ1 = params["W2"].T.dot(dZ2) * (1 - A1**2)
    dW1 = dZ1.dot(X.T) / m  # slip averaged, not summed: dW1 = dZ1.dot(X.T) / m / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m  # slip zero: db1 = 0 * params["b1"]
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
