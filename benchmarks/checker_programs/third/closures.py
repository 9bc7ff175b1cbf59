"""A function that makes the two functions: the data and the shapes live in the closure."""

import numpy as np


def make_problem(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(14, 3))
    y = (x[:, :1] * x[:, 1:2] > 0).astype(float)

    def forward(p):
        h = np.tanh(x @ p["w_in"] + p["b_in"])
        return h, h @ p["w_out"] + p["b_out"]

    def loss(p):
        _, out = forward(p)
        return float(np.mean((out - y) ** 2))

    def gradients(p):
        h, out = forward(p)
        d_out = 2.0 * (out - y) / len(x)
        d_h = (d_out @ p["w_out"].T) * (1.0 - h * h)  # slip slope missing: d_h = d_out @ p["w_out"].T
        return {
            "w_in": x.T @ d_h,
            "b_in": d_h.sum(0),
            "w_out": h.T @ d_out,
            "b_out": d_out.sum(0),
        }

    start = {
        "w_in": rng.normal(size=(3, 5)),
        "b_in": rng.normal(size=5),
        "w_out": rng.normal(size=(5, 1)),
        "b_out": np.zeros(1),
    }
    return start, loss, gradients


params, loss, gradients = make_problem(3)
