"""Each operation returns its value and a function that passes gradients back."""

import numpy as np

rng = np.random.default_rng(52)
X = rng.normal(size=(8, 3))
y = rng.normal(size=(8, 1))
params = {"W1": rng.normal(size=(3, 5)), "b1": rng.normal(size=5), "W2": rng.normal(size=(5, 1)), "b2": rng.normal(size=1)}


def affine(x, w, b):
    return x @ w + b, lambda d: (d @ w.T, x.T @ d, d.sum(axis=0))  # slip summed over the wrong axis: return x @ w + b, lambda d: (d @ w.T, x.T @ d, d.mean(axis=1).sum() + 0 * b)


def softplus(z):
    return np.logaddexp(0.0, z), lambda d: d / (1 + np.exp(-z))


def squares(out, y):
    return np.mean((out - y) ** 2), lambda d: d * 2 * (out - y) / out.size


def loss(params, X, y):
    h, _ = affine(X, params["W1"], params["b1"])
    h, _ = softplus(h)
    out, _ = affine(h, params["W2"], params["b2"])
    return squares(out, y)[0]


def gradients(params, X, y):
    z, back_z = affine(X, params["W1"], params["b1"])
    h, back_h = softplus(z)
    out, back_out = affine(h, params["W2"], params["b2"])
    _, back = squares(out, y)
    d_h, d_w2, d_b2 = back_out(back(1.0))
    _, d_w1, d_b1 = back_z(back_h(d_h))
    return {"W1": d_w1, "b1": d_b1, "W2": d_w2, "b2": d_b2}
