"""What becomes of a gradient before the optimizer sees it."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.lab.explain.gradients import found, push, push_lines
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network

NETWORK = Network(Dense(4), Tanh(), Dense(3))
SETTINGS = [
    {"l1": 0.1},
    {"l2": 0.1},
    {"clip_value": 0.01},
    {"clip_norm": 0.1},
    {"l1": 0.1, "l2": 0.3, "clip_value": 0.05, "clip_norm": 0.1},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_penalties_and_limits_give_what_the_optimizer_got(table, settings):
    """For every weight, the parts come to the gradient that was applied."""
    look = table(NETWORK, **settings).look(0)
    for name, applied in look.gradients.items():
        for index in np.ndindex(applied.shape):
            told = push(look, name, index)
            total = told.factor * (told.penalized + told.cut)
            assert total == pytest.approx(applied[index], rel=1e-9, abs=1e-15)


def test_without_penalties_and_limits_there_is_nothing_to_tell(table):
    """The optimizer gets the gradient as it is."""
    look = table(NETWORK).look(0)
    assert push(look, "0.weights", (0, 0)).untouched
    assert push_lines(look, "0.weights", (0, 0), "w₀₀") == []


def test_a_bias_is_not_penalized(table):
    """Penalties are for weights."""
    look = table(NETWORK, l2=0.5).look(0)
    assert push(look, "0.bias", (0,)).untouched
    assert not push(look, "0.weights", (0, 0)).untouched


def test_gradients_have_their_full_names(table):
    """They are the step's own, by the names of the parameters."""
    look = table(NETWORK).look(0)
    assert found(look).keys() == look.before.params.keys()
    assert np.array_equal(found(look)["2.bias"], look.gradients["2.bias"])


def test_a_cut_gradient_says_what_it_was(table):
    """The note names the limit, and the arithmetic what it came to before."""
    look = table(NETWORK, clip_value=0.001).look(0)
    (line,) = push_lines(look, "2.bias", (0,), "b₀")
    assert line.note == "It is cut to ±0.001."
    assert line.worked.arguments[1].value == found(look)["2.bias"][0]
    assert abs(line.value) == pytest.approx(0.001)
