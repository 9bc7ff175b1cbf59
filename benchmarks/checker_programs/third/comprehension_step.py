"""Plain lists and comprehensions; one row at a time; a step returns new lists."""

import math
import random

random.seed(9)
X = [[random.uniform(-1, 1) for _ in range(3)] for _ in range(6)]
Y = [[1.0 if row[0] > row[1] else 0.0] for row in X]
learning_rate = 0.5
params = {
    "hidden": [[random.gauss(0, 1) for _ in range(3)] for _ in range(4)],
    "output": [[random.gauss(0, 1) for _ in range(4)]],
}


def squash(z):
    return 1 / (1 + math.exp(-z))


def layer(rows, values):
    return [squash(sum(w * v for w, v in zip(row, values))) for row in rows]


def loss(params, X, Y):
    total = 0.0
    for x, y in zip(X, Y):
        out = layer(params["output"], layer(params["hidden"], x))
        total += sum((o - t) ** 2 for o, t in zip(out, y)) / 2
    return total


def train_step(params, x, y):
    hidden = layer(params["hidden"], x)
    out = layer(params["output"], hidden)
    d_out = [(o - t) * o * (1 - o) for o, t in zip(out, y)]
    new_output = [[w - learning_rate * d * h for w, h in zip(row, hidden)] for row, d in zip(params["output"], d_out)]
    old = params["output"]  # slip weights updated first: old = new_output
    d_hidden = [h * (1 - h) * sum(d * row[j] for d, row in zip(d_out, old)) for j, h in enumerate(hidden)]
    new_hidden = [[w - learning_rate * d * v for w, v in zip(row, x)] for row, d in zip(params["hidden"], d_hidden)]
    return {"hidden": new_hidden, "output": new_output}
