"""Parameters in dicts of dicts, as functional frameworks keep them."""

import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(16, 4))
y = (X.sum(axis=1, keepdims=True) > 0) * 1.0
params = {
    "encoder": {"kernel": rng.normal(size=(4, 3)), "bias": np.zeros(3)},
    "head": {"kernel": rng.normal(size=(3, 1)), "bias": np.zeros(1)},
}


def apply(params, x):
    code = np.tanh(x @ params["encoder"]["kernel"] + params["encoder"]["bias"])
    logit = code @ params["head"]["kernel"] + params["head"]["bias"]
    return code, logit


def loss(params, x, y):
    _, logit = apply(params, x)
    return np.mean(np.logaddexp(0, logit) - y * logit)


def gradients(params, x, y):
    code, logit = apply(params, x)
    d = (1 / (1 + np.exp(-logit)) - y) / len(x)
    d_code = d @ params["head"]["kernel"].T * (1 - code**2)
    return {
        "encoder": {"kernel": x.T @ d_code, "bias": d_code.sum(axis=0)},
        "head": {"kernel": code.T @ d, "bias": d.sum(axis=0)},  # slip factor 2: "head": {"kernel": 2 * code.T @ d, "bias": 2 * d.sum(axis=0)},
    }
