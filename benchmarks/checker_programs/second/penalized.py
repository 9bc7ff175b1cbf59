"""Softmax with class numbers, a penalty on the weights, a training step with momentum."""

import numpy as np

gen = np.random.default_rng(9)
x_train = gen.normal(size=(15, 4))
y_train = gen.integers(0, 3, 15)
params = {"W1": gen.normal(size=(4, 5)) * 0.4, "b1": np.zeros(5), "W2": gen.normal(size=(5, 3)) * 0.4, "b2": np.zeros(3)}
velocity = {name: np.zeros_like(value) for name, value in params.items()}
lr, decay = 0.1, 0.01


def forward(params, x):
    h = np.tanh(x @ params["W1"] + params["b1"])
    scores = h @ params["W2"] + params["b2"]
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return h, e / e.sum(axis=1, keepdims=True)


def loss(params, x, y):
    probs = forward(params, x)[1]
    data = -np.log(probs[np.arange(len(y)), y]).mean()
    return data + 0.5 * decay * sum(np.sum(params[name] ** 2) for name in ("W1", "W2"))


def train_step(params, x, y):
    h, probs = forward(params, x)
    d = probs.copy()
    d[np.arange(len(y)), y] -= 1
    d /= len(y)  # slip summed, not averaged: d /= 1
    grads = {"W2": h.T @ d, "b2": d.sum(axis=0)}
    dh = d @ params["W2"].T * (1 - h * h)  # slip slope of another activation: dh = d @ params["W2"].T * h * (1 - h)
    grads["W1"], grads["b1"] = x.T @ dh, dh.sum(axis=0)  # slip averaged, not summed: grads["W1"], grads["b1"] = x.T @ dh, dh.mean(axis=0)
    for name in ("W1", "W2"):
        grads[name] += decay * params[name]  # same: grads[name] = grads[name] + params[name] * decay
    for name in params:
        velocity[name] = 0.9 * velocity[name] - lr * grads[name]  # slip sign: velocity[name] = 0.9 * velocity[name] + lr * grads[name]
        # slip learning rate twice: velocity[name] = 0.9 * velocity[name] - lr * lr * grads[name]
        params[name] = params[name] + velocity[name]
    return params
