"""One neuron without a bias, a full batch, a step of 1."""

import numpy as np

training_inputs = np.array([[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]])
training_outputs = np.array([[0, 1, 1, 0]]).T
np.random.seed(1)
weights = 2 * np.random.random((3, 1)) - 1
X, y = training_inputs, training_outputs


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def loss(weights, x, y):
    return 0.5 * np.sum((y - sigmoid(np.dot(x, weights))) ** 2)


def train_step(weights, x, y):
    output = sigmoid(np.dot(x, weights))
    error = y - output  # slip sign: error = output - y
    adjustment = np.dot(x.T, error * output * (1 - output))  # slip slope missing: adjustment = np.dot(x.T, error)
    # slip slope at the output: adjustment = np.dot(x.T, error * sigmoid(output) * (1 - sigmoid(output)))
    # slip slope at the input: adjustment = np.dot(x.T, error * np.dot(x, weights) * (1 - np.dot(x, weights)))
    # slip only the last row: adjustment = np.dot(x[-1:].T, (error * output * (1 - output))[-1:])
    # slip wrong formula of the slope: adjustment = np.dot(x.T, error * (1 - output) / output)
    return weights + adjustment  # same: return weights + 1.0 * adjustment
