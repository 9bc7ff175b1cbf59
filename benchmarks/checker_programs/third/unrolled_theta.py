"""All weights unrolled in one long vector theta, biases as a column of ones."""

import numpy as np

np.random.seed(12)
INPUT, HIDDEN, LABELS = 4, 5, 3
X = np.random.randn(15, INPUT)
y = np.eye(LABELS)[np.arange(15) % LABELS]
theta = np.random.uniform(-0.6, 0.6, HIDDEN * (INPUT + 1) + LABELS * (HIDDEN + 1))


def roll(theta):
    cut = HIDDEN * (INPUT + 1)
    return theta[:cut].reshape(HIDDEN, INPUT + 1), theta[cut:].reshape(LABELS, HIDDEN + 1)


def ones(a):
    return np.hstack([np.ones((len(a), 1)), a])


def g(z):
    return 1.0 / (1.0 + np.exp(-z))


def loss(theta, X, y):
    theta1, theta2 = roll(theta)
    h = g(ones(g(ones(X) @ theta1.T)) @ theta2.T)
    return np.sum(-y * np.log(h) - (1 - y) * np.log(1 - h))


def gradients(theta, X, y):
    theta1, theta2 = roll(theta)
    a1 = ones(X)
    a2 = ones(g(a1 @ theta1.T))
    a3 = g(a2 @ theta2.T)
    d3 = a3 - y  # slip averaged, not summed: d3 = (a3 - y) / len(X)
    d2 = (d3 @ theta2)[:, 1:] * a2[:, 1:] * (1 - a2[:, 1:])
    return np.concatenate([(d2.T @ a1).ravel(), (d3.T @ a2).ravel()])


params = theta
