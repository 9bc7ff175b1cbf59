"""One row after the other in NumPy, weights (units, fan_in), a step on all rows in order."""

import numpy as np

rng = np.random.default_rng(21)
X = rng.uniform(size=(5, 3))
T = rng.uniform(0.2, 0.8, size=(5, 2))
eta = 0.4
params = {"V": rng.uniform(-1, 1, (4, 3)), "a": rng.uniform(-1, 1, 4), "W": rng.uniform(-1, 1, (2, 4)), "c": rng.uniform(-1, 1, 2)}


def s(z):
    return 1 / (1 + np.exp(-z))


def loss(params, X, T):
    return sum(0.5 * np.sum((s(params["W"] @ s(params["V"] @ x + params["a"]) + params["c"]) - t) ** 2) for x, t in zip(X, T))


def train_step(params, X, T):
    p = {name: value.copy() for name, value in params.items()}
    for x, t in zip(X, T):
        h = s(p["V"] @ x + p["a"])
        o = s(p["W"] @ h + p["c"])
        do = (o - t) * o * (1 - o)  # slip slope at the output: do = (o - t) * s(o) * (1 - s(o))
        # slip wrong formula of the slope: do = (o - t) * (1 - o) / o
        dh = (p["W"].T @ do) * h * (1 - h)  # slip weights updated first: dh = ((p["W"] - eta * np.outer(do, h)).T @ do) * h * (1 - h)
        # slip slope missing: dh = p["W"].T @ do
        p["W"] -= eta * np.outer(do, h)  # slip momentum on the weight: p["W"] -= eta * np.outer(do, h) - 0.05 * p["W"]
        p["c"] -= eta * do
        p["V"] -= eta * np.outer(dh, x)  # slip never updated: pass
        p["a"] -= eta * dh  # same: p["a"] = p["a"] - eta * dh
    return p
