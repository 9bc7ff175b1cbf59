# ruff: noqa: ARG005
"""Right, wrong, or unclear."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground.errors import DataError, UsageError
from glassnet.lab.codecheck import check_gradients, check_step


def test_a_loss_that_ignores_its_parameters_is_unclear():
    """It is told that nothing changes, and nobody is accused."""
    found = check_gradients(lambda p: 3.0, lambda p: {"w": 1.0}, {"w": 2.0})
    assert (found.verdict, found.ok) == ("unclear", False)
    assert "does not change" in found.sentence


def test_adam_is_not_accused():
    """A step whose every number has its own factor goes downhill: unclear, not wrong."""
    x = np.array([[1.0, 2.0], [0.5, -1.0], [2.0, 0.3]])

    def loss(p):
        return float(np.sum((x @ p["w"] - 1.0) ** 2))

    def step(p):
        g = 2.0 * x.T @ (x @ p["w"] - 1.0)
        return {"w": p["w"] - 0.01 * g / (np.abs(g) + 1e-8)}

    assert check_step(loss, step, {"w": np.array([0.3, -0.2])}).verdict == "unclear"


def test_gradients_that_are_added_up_from_call_to_call_are_named():
    """Right the first time, twice as large the second."""
    total = {"w": np.zeros(2)}

    def gradients(p):
        total["w"] = total["w"] + 2.0 * p["w"]
        return {"w": total["w"]}

    found = check_gradients(lambda p: np.sum(p["w"] ** 2), gradients, {"w": np.ones(2)})
    assert found.patterns == ("added up from call to call",)


def test_gradients_that_are_cut_to_a_length_are_named():
    """The direction is right at every point, the length is one and the same."""

    def gradients(p):
        g = 2.0 * p["w"]
        return {"w": g * min(1.0, 0.1 / np.sqrt(g @ g))}

    found = check_gradients(
        lambda p: np.sum(p["w"] ** 2), gradients, {"w": np.array([1.0, -2.0, 0.5])}
    )
    assert found.patterns == ("clipped",)
    assert found.causes[0].evidence["length"] == pytest.approx(0.1)


def test_code_that_raises_is_told_with_its_line():
    """The line of the learner's code, and what it raised."""

    def gradients(p):
        return {"w": p["v"]}

    with pytest.raises(DataError, match=r"KeyError: 'v' .*line \d+, in gradients"):
        check_gradients(lambda p: p["w"] ** 2, gradients, {"w": 1.0})


def test_parameters_without_numbers_are_refused():
    """An empty dict."""
    with pytest.raises(UsageError, match="params must hold numbers"):
        check_gradients(lambda p: 1.0, lambda p: {}, {})


def test_a_slip_is_named_where_no_network_is_recognized():
    """A loss of no known network: zeros and the sign are still seen."""

    def loss(p):
        return float(np.sum(np.exp(p["a"]) * p["b"] ** 3))

    def gradients(p):
        return {"a": -np.exp(p["a"]) * p["b"] ** 3, "b": np.zeros(3)}

    params = {"a": np.array([0.1, 0.2, 0.3]), "b": np.array([1.0, 2.0, -1.0])}
    found = check_gradients(loss, gradients, params)
    assert set(found.patterns) == {"sign", "zero"}
