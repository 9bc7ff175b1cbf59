"""A step with a velocity that starts at rest; the weights are a list of two matrices."""

import numpy as np

rng = np.random.default_rng(71)
X = rng.normal(size=(10, 4))
y = rng.normal(size=(10, 2))
lr, mu = 0.05, 0.9
params = [rng.normal(size=(4, 6)), rng.normal(size=(6, 2))]


def forward(params, X):
    hidden = np.maximum(X @ params[0], 0.01 * (X @ params[0]))
    return hidden, hidden @ params[1]


def loss(params, X, y):
    return np.mean((forward(params, X)[1] - y) ** 2)


def step(params, X, y):
    hidden, out = forward(params, X)
    d = 2 * (out - y) / out.size
    slope = np.where(hidden > 0, 1.0, 0.01)
    grads = [X.T @ (d @ params[1].T * slope), hidden.T @ d]
    velocity = [np.zeros_like(w) for w in params]
    velocity = [mu * v - lr * g for v, g in zip(velocity, grads)]
    return [w + v for w, v in zip(params, velocity)]  # slip momentum on the weight: return [mu * w + v for w, v in zip(params, velocity)]
