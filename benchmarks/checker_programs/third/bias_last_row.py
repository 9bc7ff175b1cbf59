"""The bias is the last row of each matrix; a step changes copies of the matrices."""

import numpy as np

rng = np.random.default_rng(23)
X = rng.uniform(-1, 1, size=(10, 2))
y = (X[:, :1] > 0) * 1.0
learning_rate = 0.2
params = {"W1": rng.normal(size=(3, 4)), "W2": rng.normal(size=(5, 1))}


def augmented(a):
    return np.column_stack([a, np.ones(len(a))])


def logistic(z):
    return 1 / (1 + np.exp(-z))


def forward(params, X):
    hidden = logistic(augmented(X) @ params["W1"])
    return hidden, logistic(augmented(hidden) @ params["W2"])


def loss(params, X, y):
    _, out = forward(params, X)
    return -np.mean(y * np.log(out) + (1 - y) * np.log(1 - out))


def train_step(params, X, y):
    hidden, out = forward(params, X)
    delta = (out - y) / len(X)
    back = (delta @ params["W2"][:-1].T) * hidden * (1 - hidden)
    grads = {"W1": augmented(X).T @ back, "W2": augmented(hidden).T @ delta}
    return {k: params[k] - learning_rate * grads[k] for k in params}  # slip learning rate twice: return {k: params[k] - learning_rate * learning_rate * grads[k] for k in params}
