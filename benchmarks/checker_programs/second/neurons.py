"""Neurons that are objects with a list of weights; squared error; one row a step."""

import math


class Neuron:
    def __init__(self, weights, bias):
        self.weights = weights
        self.bias = bias

    def forward(self, inputs):
        self.inputs = inputs
        self.output = 1 / (1 + math.exp(-sum(w * i for w, i in zip(self.weights, inputs)) - self.bias))
        return self.output


class Network:
    def __init__(self):
        self.hidden = [Neuron([0.15, 0.2], 0.35), Neuron([0.25, 0.3], 0.35)]
        self.output = [Neuron([0.4, 0.45], 0.6), Neuron([0.5, 0.55], 0.6)]
        self.lr = 0.5

    def forward(self, x):
        return [n.forward([h.forward(x) for h in self.hidden]) for n in self.output]

    def loss(self, x, y):
        return sum(0.5 * (t - o) ** 2 for t, o in zip(y, self.forward(x)))

    def train_step(self, x, y):
        self.forward(x)
        deltas = [(n.output - t) * n.output * (1 - n.output) for n, t in zip(self.output, y)]  # slip sign: deltas = [(t - n.output) * n.output * (1 - n.output) for n, t in zip(self.output, y)]
        # slip slope missing: deltas = [(n.output - t) for n, t in zip(self.output, y)]
        hidden = []
        for j, h in enumerate(self.hidden):
            error = sum(d * n.weights[j] for d, n in zip(deltas, self.output))  # slip weights missing: error = sum(deltas)
            hidden.append(error * h.output * (1 - h.output))  # slip function in place of slope: hidden.append(error * h.output)
        for n, d in zip(self.output + self.hidden, deltas + hidden):
            n.weights = [w - self.lr * d * i for w, i in zip(n.weights, n.inputs)]  # slip factor 2: n.weights = [w - 2 * self.lr * d * i for w, i in zip(n.weights, n.inputs)]
            n.bias -= self.lr * d  # same: n.bias = n.bias - d * self.lr
            # slip never updated: pass


X, y = [0.05, 0.1], [0.01, 0.99]
net = Network()
