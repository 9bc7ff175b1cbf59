"""backward() is a generator that yields one gradient after the other, the last layer first."""

import numpy as np

rng = np.random.default_rng(21)
widths = (3, 6, 4, 2)
params = {}
for n, (before, after) in enumerate(zip(widths, widths[1:]), start=1):
    params[f"W{n}"] = rng.normal(size=(before, after)) / np.sqrt(before)
    params[f"b{n}"] = 0.1 * rng.normal(size=after)
depth = len(widths) - 1
X, y = rng.normal(size=(12, 3)), rng.normal(size=(12, 2))


def outputs(params, x):
    yield x
    for n in range(1, depth + 1):
        z = x @ params[f"W{n}"] + params[f"b{n}"]
        x = np.tanh(z) if n < depth else z
        yield x


def loss(params, X, y):
    *_, last = outputs(params, X)
    return ((last - y) ** 2).mean()


def _backward(params, X, y):
    seen = list(outputs(params, X))
    d = 2 * (seen[-1] - y) / y.size
    for n in range(depth, 0, -1):
        yield f"W{n}", seen[n - 1].T @ d
        yield f"b{n}", d.sum(axis=0)  # slip zero: yield f"b{n}", 0 * d.sum(axis=0)
        d = d @ params[f"W{n}"].T * (1 - seen[n - 1] ** 2)


def gradients(params, X, y):
    return dict(_backward(params, X, y))
