"""W1, b1, W2, b2 as separate arguments; returns dW1, db1, dW2, db2; sigmoid and cross-entropy."""

import numpy as np

np.random.seed(0)
X = np.random.randn(12, 4)
Y = (X.sum(axis=1, keepdims=True) > 0).astype(float)
W1 = np.random.randn(4, 6) * 0.5
b1 = np.zeros((1, 6))
W2 = np.random.randn(6, 1) * 0.5
b2 = np.zeros((1, 1))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def cost(W1, b1, W2, b2, X, Y):
    A1 = np.maximum(0, X @ W1 + b1)
    A2 = np.clip(sigmoid(A1 @ W2 + b2), 1e-12, 1 - 1e-12)
    return -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))


def backprop(W1, b1, W2, b2, X, Y):
    m = len(X)
    Z1 = X @ W1 + b1
    A1 = np.maximum(0, Z1)
    A2 = sigmoid(A1 @ W2 + b2)
    dZ2 = (A2 - Y) / m  # slip another loss: dZ2 = (A2 - Y) * A2 * (1 - A2) / m
    # slip sign: dZ2 = (Y - A2) / m
    # slip another loss: dZ2 = 2 * (A2 - Y) * A2 * (1 - A2) / m
    dW2 = A1.T @ dZ2  # slip wrong layer's activations: dW2 = Z1.T @ dZ2
    db2 = dZ2.sum(axis=0, keepdims=True)  # slip summed, not averaged: db2 = dZ2.sum(axis=0, keepdims=True) * m
    dZ1 = (dZ2 @ W2.T) * (Z1 > 0)  # slip slope missing: dZ1 = dZ2 @ W2.T
    # same: dZ1 = np.where(A1 > 0, dZ2 @ W2.T, 0.0)
    # slip slope of another activation: dZ1 = (dZ2 @ W2.T) * np.where(Z1 > 0, 1, 0.1)
    dW1 = X.T @ dZ1  # slip some zero: dW1 = np.vstack([np.zeros((1, 6)), (X.T @ dZ1)[1:]])
    db1 = dZ1.sum(axis=0, keepdims=True)  # slip zero: db1 = np.zeros((1, 6))
    # slip not summed: db1 = dZ1
    return dW1, db1, dW2, db2
