"""Forward is a fold over pairs of weights and biases; backward a loop over what the fold left."""

from functools import reduce

import numpy as np

rng = np.random.default_rng(6)
shapes = [(2, 6), (6, 3), (3, 1)]
params = [p for shape in shapes for p in (rng.normal(size=shape), rng.normal(size=shape[1]))]
X = rng.normal(size=(11, 2))
y = rng.uniform(0.2, 0.8, size=(11, 1))
sigmoid = lambda z: 1 / (1 + np.exp(-z))
pairs = lambda flat: list(zip(flat[0::2], flat[1::2]))


def trace(params, x):
    return reduce(lambda seen, wb: [*seen, sigmoid(seen[-1] @ wb[0] + wb[1])], pairs(params), [x])


def loss(params, x, y):
    return np.square(trace(params, x)[-1] - y).sum() / len(x)


def gradients(params, x, y):
    seen = trace(params, x)
    up = 2 * (seen[-1] - y) / len(x)
    out = []
    for (w, _), before, after in reversed(list(zip(pairs(params), seen, seen[1:]))):
        d = up * after * (1 - after)  # slip slope of another activation: d = up * (1 - after**2)
        out = [before.T @ d, d.sum(axis=0), *out]
        up = d @ w.T
    return out
