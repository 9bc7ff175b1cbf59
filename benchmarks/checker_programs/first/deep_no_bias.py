"""Three sigmoid layers without biases, global weights, a step in place."""

import numpy as np

np.random.seed(1)
X = np.array([[0, 0, 0, 1], [0, 0, 1, 0], [0, 1, 1, 0], [0, 1, 0, 1], [0, 1, 1, 1]])
Y = np.array([[1, 0], [1, 1], [0, 1], [0, 0], [1, 1]])
syn0 = 2 * np.random.random((4, 5)) - 1
syn1 = 2 * np.random.random((5, 5)) - 1
syn2 = 2 * np.random.random((5, 2)) - 1


def nonlin(x, deriv=False):
    if deriv:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))


def loss():
    l1 = nonlin(X @ syn0)
    l2 = nonlin(l1 @ syn1)
    l3 = nonlin(l2 @ syn2)
    return 0.5 * np.sum((Y - l3) ** 2)


def train_step():
    global syn0, syn1, syn2
    l1 = nonlin(X @ syn0)
    l2 = nonlin(l1 @ syn1)
    l3 = nonlin(l2 @ syn2)
    l3_delta = (Y - l3) * nonlin(l3, deriv=True)  # slip slope at the output: l3_delta = (Y - l3) * nonlin(nonlin(l3), deriv=True)
    # slip function of the output: l3_delta = (Y - l3) * nonlin(l3)
    l2_delta = l3_delta.dot(syn2.T) * nonlin(l2, deriv=True)  # slip wrong layer's activations: l2_delta = l3_delta.dot(syn2.T) * nonlin(l1, deriv=True)
    l1_delta = l2_delta.dot(syn1.T) * nonlin(l1, deriv=True)  # slip transposed: l1_delta = l2_delta.dot(syn1) * nonlin(l1, deriv=True)
    # slip weights updated first: l1_delta = l2_delta.dot((syn1 + l1.T.dot(l2_delta)).T) * nonlin(l1, deriv=True)
    syn2 += l2.T.dot(l3_delta)  # slip wrong layer's activations: syn2 += l1.T.dot(l3_delta)
    syn1 += l1.T.dot(l2_delta)  # slip never updated: pass
    syn0 += X.T.dot(l1_delta)
