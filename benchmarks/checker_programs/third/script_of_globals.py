# A script with everything at the top level: functions read and write globals.
import numpy as np

np.random.seed(4)
X = np.random.rand(10, 2)
y = np.sin(X.sum(axis=1, keepdims=True))
params = {"W1": np.random.randn(2, 6), "b1": np.zeros((1, 6)), "W2": np.random.randn(6, 1), "b2": np.zeros((1, 1))}
z1 = a1 = z2 = None


def run():
    global z1, a1, z2
    z1 = X @ params["W1"] + params["b1"]
    a1 = 1 / (1 + np.exp(-z1))
    z2 = a1 @ params["W2"] + params["b2"]


def loss(p):
    params.update(p)
    run()
    return np.sum((y - z2) ** 2) / (2 * len(X))


def gradients(p):
    params.update(p)
    run()
    delta = (z2 - y) / len(X)  # slip sign: delta = (y - z2) / len(X)
    grads = {"W2": a1.T @ delta, "b2": delta.sum(axis=0, keepdims=True)}
    delta = delta @ params["W2"].T * a1 * (1 - a1)
    grads["W1"] = X.T @ delta
    grads["b1"] = delta.sum(axis=0, keepdims=True)
    return grads
