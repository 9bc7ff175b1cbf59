"""A table with named columns; the weights are a table, too, one column for each hidden unit."""

import numpy as np
import pandas as pd

rng = np.random.default_rng(5)
table = pd.DataFrame(rng.normal(size=(20, 3)), columns=["size", "rooms", "age"])
table["price"] = 0.5 * table["size"] - table["age"] * table["rooms"]
X = table[["size", "rooms", "age"]].to_numpy()
y = table["price"].to_numpy()
params = {
    "hidden": rng.normal(size=(3, 4)),
    "hidden_bias": rng.normal(size=4),
    "out": rng.normal(size=4),
    "out_bias": 0.1,
}


def predict(params, X):
    hidden = np.maximum(X @ params["hidden"] + params["hidden_bias"], 0.0)
    return hidden, hidden @ params["out"] + params["out_bias"]


def loss(params, X, y):
    _, price = predict(params, X)
    return pd.Series(price - y).pow(2).mean()


def gradients(params, X, y):
    hidden, price = predict(params, X)
    error = 2 * (price - y) / len(y)  # slip summed, not averaged: error = 2 * (price - y)
    back = np.outer(error, params["out"]) * (hidden > 0)
    return {
        "hidden": X.T @ back,
        "hidden_bias": back.sum(axis=0),
        "out": hidden.T @ error,
        "out_bias": error.sum(),
    }
