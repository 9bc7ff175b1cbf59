"""Slips at the output: the error of another loss, one row for the batch."""

from __future__ import annotations

import numpy as np


def test_the_error_of_cross_entropy_under_squared_error_is_named(by_hand):
    """p − y is no mean squared error: slope and mean are missing, which is one other loss."""
    found = by_hand.check(d2=lambda t: t["a2"] - t["y"])
    assert found.patterns == ("another loss",)
    assert "cross-entropy" in found.causes[0].sentence


def test_the_last_rows_gradient_is_named(by_hand):
    """All terms of the last row alone."""
    found = by_hand.check(
        gW1=lambda t: t["x"][-1:].T @ t["d1"][-1:],
        gb1=lambda t: t["d1"][-1],
        gW2=lambda t: t["a1"][-1:].T @ t["d2"][-1:],
        gb2=lambda t: t["d2"][-1],
    )
    assert found.patterns == ("only the last row",)


def test_a_batch_passed_back_through_its_last_row_is_named(by_hand):
    """The mean of all errors with the last row's activations and slopes."""
    last = slice(-1, None)

    def one_error(t):
        t.update(x=t["x"][last], a1=t["a1"][last])
        return t["error"].sum(axis=0, keepdims=True) * t["slope2"][last]

    found = by_hand.check(d2=one_error, slope1=lambda t: 1.0 - t["a1"] ** 2)
    assert found.patterns == ("only the last row's activations",)


def test_the_wrong_sign_of_the_error_is_named(by_hand):
    """y − p: every gradient climbs."""
    found = by_hand.check(error=lambda t: -2.0 * (t["a2"] - t["y"]) / t["y"].size)
    assert found.patterns == ("sign",)
    assert all(p.ok is False for p in found.parameters)
    np.testing.assert_allclose([p.yours + p.right for p in found.parameters], 0.0, atol=1e-12)
