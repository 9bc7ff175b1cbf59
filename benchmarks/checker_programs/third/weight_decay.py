"""A penalty on the weights, not on the biases; the strength is a global."""

import numpy as np

LAMBDA = 0.3
rng = np.random.default_rng(64)
X = rng.normal(size=(18, 3))
y = rng.normal(size=(18, 1))
params = {"W1": rng.normal(size=(3, 4)), "b1": rng.normal(size=4), "W2": rng.normal(size=(4, 1)), "b2": np.zeros(1)}


def hidden_and_out(p, X):
    hidden = np.tanh(X @ p["W1"] + p["b1"])
    return hidden, hidden @ p["W2"] + p["b2"]


def loss(p, X, y):
    _, out = hidden_and_out(p, X)
    data = ((out - y) ** 2).sum() / (2 * len(X))
    return data + 0.5 * LAMBDA * sum((p[k] ** 2).sum() for k in ("W1", "W2"))


def gradients(p, X, y):
    hidden, out = hidden_and_out(p, X)
    d = (out - y) / len(X)
    dh = d @ p["W2"].T * (1 - hidden**2)
    grads = {"W1": X.T @ dh, "b1": dh.sum(0), "W2": hidden.T @ d, "b2": d.sum(0)}
    for k in ("W1", "W2"):
        grads[k] = grads[k] + LAMBDA * p[k]  # slip penalty: grads[k] = grads[k]
    return grads
