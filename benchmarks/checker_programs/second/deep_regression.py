"""Lists of weights and biases for any depth; tanh inside, a linear output, half squares, means."""

import numpy as np

sizes = [2, 5, 4, 1]
rng = np.random.default_rng(42)
params = [(rng.standard_normal((m, n)) * np.sqrt(1 / m), np.zeros(n)) for m, n in zip(sizes[:-1], sizes[1:])]
inputs = rng.uniform(-1, 1, (10, 2))
targets = np.sin(3 * inputs[:, :1]) * inputs[:, 1:]


def loss(params, x, t):
    a = x
    for i, (W, b) in enumerate(params):
        a = a @ W + b
        if i < len(params) - 1:
            a = np.tanh(a)
    return 0.5 * ((a - t) ** 2).sum() / len(x)


def backward(params, x, t):
    acts, a = [x], x
    for i, (W, b) in enumerate(params):
        a = a @ W + b
        if i < len(params) - 1:
            a = np.tanh(a)
        acts.append(a)
    grads = []
    d = (acts[-1] - t) / len(x)  # slip summed, not averaged: d = acts[-1] - t
    # slip another loss: d = (acts[-1] - t) ** 3 / len(x)
    for i in reversed(range(len(params))):
        W, b = params[i]
        grads.append((acts[i].T @ d, d.sum(0)))  # slip not summed over the batch: grads.append((acts[i].T @ d, d[-1]))
        # slip only the last row: grads.append((acts[i][-1:].T @ d[-1:], d[-1]))
        if i:
            d = (d @ W.T) * (1 - acts[i] ** 2)  # slip slope missing: d = d @ W.T
            # slip slope at the output: d = (d @ W.T) * (1 - np.tanh(acts[i]) ** 2)
            # slip wrong layer's activations: d = (d @ W.T) * (1 - acts[1][:, : W.shape[0]] ** 2)
            # slip sign: d = -(d @ W.T) * (1 - acts[i] ** 2)
    return grads[::-1]  # same: return list(reversed(grads))
