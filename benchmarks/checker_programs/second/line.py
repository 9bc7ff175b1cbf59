"""A straight line: two numbers, mean squared error, plain Python."""

xs = [1.0, 2.0, 3.0, 4.0, 5.0]
ys = [8.1, 10.8, 14.2, 16.9, 20.0]
params = {"slope": 0.5, "intercept": 0.0}


def loss(params):
    return sum((params["slope"] * x + params["intercept"] - y) ** 2 for x, y in zip(xs, ys)) / len(xs)


def gradients(params):
    errors = [params["slope"] * x + params["intercept"] - y for x, y in zip(xs, ys)]
    return {
        "slope": 2 * sum(e * x for e, x in zip(errors, xs)) / len(xs),  # slip factor 1/2: "slope": sum(e * x for e, x in zip(errors, xs)) / len(xs),
        # slip sign: "intercept": -2 * sum(errors) / len(xs),
        "intercept": 2 * sum(errors) / len(xs),  # slip summed, not averaged: "intercept": 2 * sum(errors),
    }
