"""Residual: the input passes beside the layers inside."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground import keys
from glassnet.ground.errors import ShapeError, UsageError
from glassnet.nn.activations import ReLU, Tanh
from glassnet.nn.convolution import Conv1D
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.layer import Context
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm
from glassnet.nn.residual import Residual

LAYERS = (Dense(3), BatchNorm(), Tanh(), Dropout(0.3), Dense(3))


def test_it_is_its_input_plus_the_network_of_its_layers():
    """Output, gradients, memory and random numbers are those of the network, plus the input."""
    network, residual, rng = Network(*LAYERS), Residual(*LAYERS), np.random.default_rng(0)
    params = {n: rng.normal(size=p.shape) for n, p in residual.parameters((3,)).items()}
    memory = residual.memory((3,))
    assert memory.keys() == network.memory((3,)).keys() == {"1.mean", "1.variance"}
    x, dy = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    context = Context(True, keys.stream(0, keys.Purpose.DROPOUT), memory)
    y, saved = residual.forward(np, params, x, context)
    inner, kept = network.forward(np, params, x, context)
    np.testing.assert_array_equal(y, x + inner)
    dx, gradients = residual.backward(np, params, saved, dy)
    inner_dx, inner_gradients = network.backward(np, params, kept, dy)
    np.testing.assert_array_equal(dx, dy + inner_dx)
    assert gradients.keys() == inner_gradients.keys() == params.keys()
    after, expected = residual.remember(np, memory, saved), network.remember(np, memory, kept)
    np.testing.assert_array_equal(after["1.mean"], expected["1.mean"])
    assert not np.array_equal(after["1.mean"], memory["1.mean"])


def test_names_nest():
    """Inside a network the inner names follow the layer's number."""
    assert "1.0.weights" in Network(ReLU(), Residual(Dense(3))).parameters((3,))


def test_it_prints_as_the_call_that_makes_it():
    """Also from one list of layers."""
    assert repr(Residual([ReLU(), Tanh()])) == "Residual(ReLU(), Tanh())"


def test_layers_that_change_the_shape_are_refused():
    """The message names both shapes and what to do."""
    with pytest.raises(ShapeError, match=r"got \(4,\) for \(3,\); the shapes must be equal"):
        Residual(Dense(4)).output_shape((3,))


def test_a_layer_inside_that_does_not_fit_is_named():
    """Through both floors: the outer layer's number, then the inner one's."""
    with pytest.raises(ShapeError, match="layer 1: inside Residual, layer 0: Conv1D takes a map"):
        Network(ReLU(), Residual(Conv1D(2, 3))).output_shape((3,))


@pytest.mark.parametrize("layers", [(), (3,), (Dense,)])
def test_what_is_no_layer_is_refused(layers):
    """As a network refuses it."""
    with pytest.raises(UsageError, match="layer"):
        Residual(*layers)
