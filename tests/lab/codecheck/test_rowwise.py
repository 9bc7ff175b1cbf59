"""Steps that learn from one row after the other."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.lab.codecheck import check_gradients, check_step

X = np.array([[1.0, 0.5], [-0.3, 2.0], [0.7, -1.1]])
Y = np.array([1.0, 0.0, 2.0])


def loss(p, x, y):
    return float(np.sum((x @ p["w"] - y) ** 2))


@pytest.mark.parametrize(("factor", "patterns"), [(2.0, ()), (-2.0, ("sign",))])
def test_one_row_after_the_other_is_a_right_way_to_learn(factor, patterns):
    """Its sum is no gradient of the batch, and only a wrong sign is accused."""

    def step(p, x, y):
        w = p["w"].copy()
        for row, wanted in zip(x, y, strict=True):
            w = w - 0.1 * factor * (row @ w - wanted) * row
        return {"w": w}

    assert check_step(loss, step, {"w": np.array([0.2, -0.4])}, X, Y).patterns == patterns


def test_one_row_taken_for_all_is_named_without_a_network():
    """exp is no activation of ours; the last row's gradient is recognized by measuring."""

    def bent(p, x, y):
        return float(np.sum((np.exp(x @ p["w"]) - y) ** 2))

    def gradients(p, x, y):
        out = np.exp(x[-1] @ p["w"])
        return {"w": 2.0 * (out - y[-1]) * out * x[-1]}

    found = check_gradients(bent, gradients, {"w": np.array([0.2, -0.4])}, X, Y)
    assert found.patterns == ("only the last row",)
