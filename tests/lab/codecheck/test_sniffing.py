"""Data that functions use without being given them."""

from __future__ import annotations

import numpy as np

from glassnet.lab.codecheck.sniffing import data_pairs, held, learning_rate


def test_closures_and_defaults_are_seen_also_of_functions_that_are_called():
    """x in a closure, lr as a default."""
    inputs, targets = np.ones((4, 2)), np.zeros(4)

    def inner(p):
        return inputs @ p - targets

    def outer(p, lr=0.25):
        return inner(p) * lr

    names = held(outer)
    assert learning_rate(names) == 0.25
    x, y = data_pairs(names)[0]
    assert x is inputs
    assert y is targets


def test_rows_of_pairs_are_inputs_and_targets():
    """[([0, 1], 1), …]."""
    ((x, y),) = data_pairs({"rows": [([0, 1], 1), ([1, 1], 0)]})
    assert (x, y) == ([[0, 1], [1, 1]], [1, 0])
