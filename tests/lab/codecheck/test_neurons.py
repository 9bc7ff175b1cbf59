"""Neurons that are objects."""

from __future__ import annotations

import math

import numpy as np

from glassnet.lab.codecheck import check_backward
from glassnet.lab.codecheck.neurons import in_layers


class Neuron:
    def __init__(self, weights, bias):
        self.weights, self.bias = weights, bias

    def forward(self, inputs):
        self.inputs = inputs
        total = sum(w * i for w, i in zip(self.weights, inputs, strict=True)) + self.bias
        self.output = 1.0 / (1.0 + math.exp(-total))
        return self.output


class Net:
    def __init__(self, slope):
        self.slope = slope
        self.hidden = [Neuron([0.15, 0.2], 0.35), Neuron([0.25, -0.3], 0.35)]
        self.output = [Neuron([0.4, 0.45], 0.6), Neuron([0.5, -0.55], 0.6)]

    def forward(self, x):
        return [n.forward([h.forward(x) for h in self.hidden]) for n in self.output]

    def loss(self, x, y):
        return sum(0.5 * (o - t) ** 2 for o, t in zip(self.forward(x), y, strict=True))

    def train(self, x, y):
        outputs = self.forward(x)
        last = [(o - t) * o * (1.0 - o) for o, t in zip(outputs, y, strict=True)]
        first = [
            self.slope(h.output)
            * sum(d * n.weights[j] for d, n in zip(last, self.output, strict=True))
            for j, h in enumerate(self.hidden)
        ]
        for n, d in zip(self.output + self.hidden, last + first, strict=True):
            n.weights = [w - 0.5 * d * i for w, i in zip(n.weights, n.inputs, strict=True)]
            n.bias -= 0.5 * d


def test_neurons_make_layers():
    """Weights of one layer's neurons are stacked; other parameters stay as they are."""
    point = {
        "h[0].w": np.ones(2),
        "h[1].w": np.zeros(2),
        "h[0].b": np.ones(()),
        "h[1].b": np.ones(()),
    }
    assert {name: value.shape for name, value in in_layers(point).items()} == {
        "h.w": (2, 2),
        "h.b": (2,),
    }
    assert list(in_layers({"W[0]": np.ones((2, 2))})) == ["W[0]"]


def test_a_network_of_neurons_is_checked_as_its_layers():
    """The right one is right; a slope that is missing inside is named."""
    data = [0.05, 0.9], [0.01, 0.99]
    assert check_backward(Net(lambda o: o * (1.0 - o)), *data).ok
    assert check_backward(Net(lambda o: o / o), *data).patterns == ("slope missing",)
