"""Raw inputs of tens, classification of one number, a cut logarithm; columns of features."""

import numpy as np

x = np.array([[50.0, -1.0, 10.0, -10.0, -15.0, -20.0, 20.0, 17.0]]) / 21.5
y = np.array([[1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0]])
rng = np.random.default_rng(1)
params = {"W1": rng.normal(size=(6, 1)), "b1": rng.normal(size=(6, 1)), "W2": rng.normal(size=(1, 6)), "b2": rng.normal(size=(1, 1))}


def forward(params):
    z1 = params["W1"] @ x + params["b1"]
    a1 = np.maximum(z1, 0)
    return z1, a1, 1 / (1 + np.exp(-(params["W2"] @ a1 + params["b2"])))


def loss(params):
    p = np.clip(forward(params)[-1], 1e-9, 1 - 1e-9)
    return float(np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p)))


def gradients(params):
    z1, a1, p = forward(params)
    dp = (p - y) / (p * (1 - p)) / y.size  # slip sign: dp = (y - p) / (p * (1 - p)) / y.size
    dz2 = dp * p * (1 - p)  # slip wrong formula of the slope: dz2 = dp * (1 - p) / p
    # slip slope missing: dz2 = dp
    dz1 = params["W2"].T @ dz2 * (z1 > 0)  # slip slope missing: dz1 = params["W2"].T @ dz2 * (a1 >= 0)
    return {
        "W1": dz1 @ x.T,  # slip only the last row: "W1": dz1[:, -1:] @ x[:, -1:].T,
        "b1": dz1.sum(axis=1, keepdims=True),  # same: "b1": dz1 @ np.ones((8, 1)),
        "W2": dz2 @ a1.T,  # slip transposed: "W2": (dz2 @ a1.T).T,
        "b2": dz2.sum(axis=1, keepdims=True),  # slip not summed: "b2": dz2,
    }
