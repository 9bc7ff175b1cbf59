"""Lists and loops, one row after the other, the bias last in each neuron's weights."""

import math
import random

random.seed(5)


def sigmoid(t):
    return 1.0 / (1.0 + math.exp(-t))


def neuron_output(weights, inputs):
    return sigmoid(sum(w * i for w, i in zip(weights, inputs)))


def feed_forward(network, vector):
    outputs = []
    for layer in network:
        vector = [neuron_output(neuron, vector + [1]) for neuron in layer]
        outputs.append(vector)
    return outputs


hidden = [[random.random() * 2 - 1 for _ in range(3)] for _ in range(3)]
output = [[random.random() * 2 - 1 for _ in range(4)] for _ in range(2)]
network = [hidden, output]
inputs = [[0, 0], [0, 1], [1, 0], [1, 1]]
targets = [[0, 1], [1, 0], [1, 0], [0, 1]]


# glassnet: loss
def squared_error(network, inputs, targets):
    total = 0.0
    for row, wanted in zip(inputs, targets):
        total += sum(0.5 * (o - t) ** 2 for o, t in zip(feed_forward(network, row)[-1], wanted))
    return total


def train_step(network, inputs, targets):
    for row, wanted in zip(inputs, targets):
        hidden_outputs, outputs = feed_forward(network, row)
        output_deltas = [o * (1 - o) * (o - t) for o, t in zip(outputs, wanted)]  # slip slope missing: output_deltas = [(o - t) for o, t in zip(outputs, wanted)]
        # slip sign: output_deltas = [o * (1 - o) * (t - o) for o, t in zip(outputs, wanted)]
        hidden_deltas = [
            h * (1 - h) * sum(d * n[i] for d, n in zip(output_deltas, network[-1]))  # slip slope missing: sum(d * n[i] for d, n in zip(output_deltas, network[-1]))
            # slip weights updated first: h * (1 - h) * sum(d * (n[i] - 0.5 * d * h) for d, n in zip(output_deltas, network[-1]))
            # slip weights missing: h * (1 - h) * sum(output_deltas)
            # slip shifted weights: h * (1 - h) * sum(d * n[i + 1] for d, n in zip(output_deltas, network[-1]))
            for i, h in enumerate(hidden_outputs)
        ]
        update(network[-1], output_deltas, hidden_outputs)  # slip some zero: [n.__setitem__(j, n[j] - 0.5 * d * v) for n, d in zip(network[-1], output_deltas) for j, v in enumerate(hidden_outputs)]
        update(network[0], hidden_deltas, row)  # slip never updated: pass
    return network


def update(layer, deltas, values):
    for neuron, delta in zip(layer, deltas):
        for j, value in enumerate(values + [1]):
            neuron[j] -= 0.5 * delta * value  # same: neuron[j] = neuron[j] - 0.5 * delta * value
            # slip momentum on the weight: neuron[j] += 0.1 * neuron[j] - 0.5 * delta * value
