# ruff: noqa: ARG005
"""Calling the functions of others."""

from __future__ import annotations

import pytest

from glassnet.ground.errors import UsageError
from glassnet.lab.codecheck.calling import call

OFFERED = {"params": "P", "x": "X", "y": "Y", "learning_rate": 0.1}


@pytest.mark.parametrize(
    ("function", "wanted"),
    [
        (lambda params, X, y: (params, X, y), ("P", "X", "Y")),
        (lambda targets, inputs, theta: (targets, inputs, theta), ("Y", "X", "P")),
        (lambda q, r, s: (q, r, s), ("P", "X", "Y")),
        (lambda params, lr, /: (params, lr), ("P", 0.1)),
        (lambda params, verbose=True: (params, verbose), ("P", True)),
    ],
)
def test_arguments_are_known_by_their_names_or_their_order(function, wanted):
    """Names first; what says nothing gets params, x and y in order; defaults stay."""
    assert call(function, OFFERED, {}) == wanted


def test_parameters_can_be_arguments():
    """W1 gets W1."""
    assert call(lambda W1, x: (W1, x), {"x": "X"}, {"W1": "w"}) == ("w", "X")


def test_an_argument_nobody_knows_is_refused():
    """With the names that are understood."""
    with pytest.raises(UsageError, match="zebra"):
        call(lambda params, x, y, zebra: None, OFFERED, {})
