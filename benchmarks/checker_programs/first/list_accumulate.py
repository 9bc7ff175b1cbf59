"""Python lists, gradients added up row by row, means at the end."""

import math

X = [[0.2, -0.5], [1.0, 0.3], [-0.7, 0.8], [0.4, 0.9], [0.1, -1.1]]
y = [0.3, 0.9, 0.1, 0.7, 0.4]
params = {"w1": [[0.3, -0.2], [0.5, 0.1], [-0.4, 0.6]], "b1": [0.1, -0.1, 0.05], "w2": [0.7, -0.3, 0.2], "b2": 0.05}


def predict(params, row):
    h = [math.tanh(sum(w * v for w, v in zip(ws, row)) + b) for ws, b in zip(params["w1"], params["b1"])]
    return h, sum(w * v for w, v in zip(params["w2"], h)) + params["b2"]


def loss(params, X, y):
    return sum((predict(params, row)[1] - t) ** 2 for row, t in zip(X, y)) / len(X)


def gradients(params, X, y):
    gw1 = [[0.0, 0.0] for _ in range(3)]  # slip same rows: gw1 = [[0.0, 0.0]] * 3
    gb1, gw2, gb2 = [0.0] * 3, [0.0] * 3, 0.0
    n = len(X)
    for row, t in zip(X, y):
        h, out = predict(params, row)
        d = 2 * (out - t) / n
        gb2 += d  # slip not summed over the batch: gb2 = d
        for j in range(3):
            gw2[j] += d * h[j]  # slip only the last row: gw2[j] = d * h[j]
            dh = d * params["w2"][j] * (1 - h[j] ** 2)  # slip wrong formula of the slope: dh = d * params["w2"][j] * (1 - h[j])
            gb1[j] += dh
            for i in range(2):
                gw1[j][i] += dh * row[i]  # same: gw1[j][i] = gw1[j][i] + row[i] * dh
                # slip some zero: gw1[j][i] += dh * row[i] if i else 0.0
    return {"w1": gw1, "b1": gb1, "w2": gw2, "b2": gb2}
