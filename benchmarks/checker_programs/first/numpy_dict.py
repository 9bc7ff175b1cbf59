"""Tanh, then sigmoid, mean squared error; a dict of arrays."""

import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(7, 3))
y = rng.uniform(0.1, 0.9, size=(7, 2))
params = {
    "W1": rng.normal(size=(3, 4)) * 0.6,
    "b1": rng.normal(size=4) * 0.1,
    "W2": rng.normal(size=(4, 2)) * 0.6,
    "b2": np.zeros(2),
}


def forward(params, x):
    z1 = x @ params["W1"] + params["b1"]
    a1 = np.tanh(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    return z1, a1, 1.0 / (1.0 + np.exp(-z2))


def loss(params, x, y):
    return np.mean((forward(params, x)[-1] - y) ** 2)  # same: return ((forward(params, x)[-1] - y) ** 2).mean()


def gradients(params, x, y):
    z1, a1, out = forward(params, x)
    error = 2.0 * (out - y) / y.size  # slip factor 1/2: error = (out - y) / y.size
    # slip factor: error = 3.0 * (out - y) / y.size
    delta2 = error * out * (1.0 - out)  # slip slope missing: delta2 = error
    # slip slope at the output: delta2 = error * (lambda s: s * (1 - s))(1.0 / (1.0 + np.exp(-out)))
    # slip function in place of slope: delta2 = error * out
    # slip wrong formula of the slope: delta2 = error * (1.0 - out) / out
    delta1 = (delta2 @ params["W2"].T) * (1.0 - a1**2)  # same: delta1 = (1.0 - a1 * a1) * np.dot(delta2, params["W2"].T)
    # slip slope at the input: delta1 = (delta2 @ params["W2"].T) * (1.0 - z1**2)
    # slip slope of another activation: delta1 = (delta2 @ params["W2"].T) * a1 * (1.0 - a1)
    # slip sign: delta1 = -(delta2 @ params["W2"].T) * (1.0 - a1**2)
    # slip slope missing: delta1 = delta2 @ params["W2"].T
    return {
        "W1": x.T @ delta1,  # slip zero: "W1": np.zeros((3, 4)),
        "b1": delta1.sum(axis=0),  # slip averaged, not summed: "b1": delta1.mean(axis=0),
        "W2": a1.T @ delta2,  # slip wrong layer's activations: "W2": z1.T @ delta2,
        # slip not summed over the batch: "b2": delta2[-1],
        "b2": delta2.sum(axis=0),  # slip not summed: "b2": delta2,
    }
