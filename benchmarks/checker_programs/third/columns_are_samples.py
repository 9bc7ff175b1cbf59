"""Samples are columns: Z = W A + b, as in many courses; no name has a number."""

import numpy as np

np.random.seed(3)
m = 12
X = np.random.randn(2, m)
Y = (X[0:1] * X[1:2] < 0).astype(float)
params = {
    "Wh": np.random.randn(4, 2),
    "bh": np.random.randn(4, 1) * 0.1,
    "Wo": np.random.randn(1, 4),
    "bo": np.zeros((1, 1)),
}


def propagate(params, X):
    Ah = np.tanh(np.dot(params["Wh"], X) + params["bh"])
    Ao = 1 / (1 + np.exp(-(np.dot(params["Wo"], Ah) + params["bo"])))
    return Ah, Ao


def cost(params, X, Y):
    _, Ao = propagate(params, X)
    return float(-np.sum(np.log(Ao) * Y + np.log(1 - Ao) * (1 - Y)) / X.shape[1])


def backward_propagation(params, X, Y):
    Ah, Ao = propagate(params, X)
    dZo = (Ao - Y) / X.shape[1]
    dZh = np.dot(params["Wo"].T, dZo) * (1 - Ah**2)  # slip weights missing: dZh = np.repeat(dZo, 4, axis=0) * (1 - Ah**2)
    return {
        "dWh": np.dot(dZh, X.T),
        "dbh": np.sum(dZh, axis=1, keepdims=True),
        "dWo": np.dot(dZo, Ah.T),
        "dbo": np.sum(dZo, axis=1, keepdims=True),
    }
