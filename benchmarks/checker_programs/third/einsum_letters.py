"""Everything by einsum: n rows, i inputs, h hidden, k classes."""

import numpy as np

rng = np.random.RandomState(8)
X = rng.randn(9, 4)
y = np.eye(3)[rng.randint(3, size=9)]
params = {"A": rng.randn(4, 5), "a": rng.randn(5), "B": rng.randn(5, 3), "b": rng.randn(3)}


def activations(params, X):
    hidden = np.tanh(np.einsum("ni,ih->nh", X, params["A"]) + params["a"])
    scores = np.einsum("nh,hk->nk", hidden, params["B"]) + params["b"]
    scores = scores - scores.max(axis=1, keepdims=True)
    return hidden, np.exp(scores) / np.einsum("nk->n", np.exp(scores))[:, None]


def loss(params, X, y):
    _, p = activations(params, X)
    return -np.einsum("nk,nk->", y, np.log(p)) / len(X)


def gradients(params, X, y):
    hidden, p = activations(params, X)
    d = (p - y) / len(X)
    e = np.einsum("nk,hk,nh->nh", d, params["B"], 1 - hidden**2)
    return {
        "A": np.einsum("ni,nh->ih", X, e),  # slip only the last row: "A": np.einsum("i,h->ih", X[-1], e[-1]),
        "a": np.einsum("nh->h", e),
        "B": np.einsum("nh,nk->hk", hidden, d),
        "b": np.einsum("nk->k", d),
    }
