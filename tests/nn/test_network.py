"""The chain rule: random stacks against automatic differentiation, names, and refusals."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground import keys
from glassnet.ground.errors import ShapeError, UsageError
from glassnet.nn.activations import ReLU, Sigmoid, Tanh
from glassnet.nn.convolution import Conv2D
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.exponential_linear import ELU
from glassnet.nn.layer import Context
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm, LayerNorm
from glassnet.nn.residual import Residual
from glassnet.nn.shape import Flatten
from glassnet.nn.smooth_activations import GELU, SiLU

FLAT = st.sampled_from([
    Dense(2), Dense(3), Tanh(), Sigmoid(), ELU(), GELU(), SiLU(), LayerNorm(epsilon=0.1),
    BatchNorm(epsilon=0.1), Dropout(0.3), Residual(Tanh(), Dropout(0.5)), Network(Dense(2), Tanh()),
])  # fmt: skip


@settings(max_examples=7, deadline=None)
@given(st.lists(FLAT, min_size=1, max_size=5), st.integers(0, 2**32 - 1), st.booleans())
def test_the_chain_rule_is_that_of_automatic_differentiation(layers, seed, training):
    """Whatever the stack, input and parameter gradients equal jax.vjp's of the same forward."""
    network, rng = Network(layers), np.random.default_rng(seed)
    params = {n: rng.normal(size=p.shape) for n, p in network.parameters((3,)).items()}
    context = Context(training, keys.stream(seed, keys.Purpose.DROPOUT), network.memory((3,)))
    x = rng.normal(size=(4, 3))
    y, saved = network.forward(np, params, x, context)
    dy = rng.normal(size=y.shape)
    dx, gradients = network.backward(np, params, saved, dy)
    with jax.enable_x64(True):
        _, back = jax.vjp(jax.jit(lambda x, p: network.forward(jnp, p, x, context)[0]), x, params)
        expected_dx, expected = jax.tree.map(np.asarray, back(jnp.asarray(dy)))
    np.testing.assert_allclose(dx, expected_dx, rtol=1e-9, atol=1e-11)
    assert list(gradients) == list(params)
    alone = network.gradients(np, params, saved, dy)
    assert list(alone) == list(params)
    for name, gradient in alone.items():
        np.testing.assert_array_equal(gradient, gradients[name])
    for name, gradient in expected.items():
        np.testing.assert_allclose(gradients[name], gradient, rtol=1e-9, atol=1e-11)


def test_a_network_is_its_layers_one_after_the_other():
    """Calling the layers by hand, each with its own parameters, gives the same."""
    network, rng = Network(Dense(4), Tanh(), Dense(2)), np.random.default_rng(0)
    params = {n: rng.normal(size=p.shape) for n, p in network.parameters((3,)).items()}
    x = rng.normal(size=(5, 3))
    hidden = np.tanh(x @ params["0.weights"] + params["0.bias"])
    expected = hidden @ params["2.weights"] + params["2.bias"]
    np.testing.assert_array_equal(network.forward(np, params, x, Context())[0], expected)


def test_parameters_and_memory_carry_the_number_of_their_layer():
    """Names read "number.name", nested networks nest them, and their order is that of layers."""
    network = Network(Dense(4), ReLU(), BatchNorm(), Network(Dense(2), BatchNorm()))
    learned = network.parameters((3,))
    assert list(learned) == [
        "0.weights", "0.bias", "2.scale", "2.shift",
        "3.0.weights", "3.0.bias", "3.1.scale", "3.1.shift",
    ]  # fmt: skip
    assert learned["3.0.weights"].shape == (4, 2)
    assert list(network.memory((3,))) == ["2.mean", "2.variance", "3.1.mean", "3.1.variance"]


def test_shapes_are_told_layer_by_layer():
    """A picture becomes a row of probabilities."""
    network = Network(Conv2D(8, 3, stride=2), ReLU(), Flatten(), Dense(10))
    shapes = [output for _, _, _, output in network.shapes((28, 28, 1))]
    assert shapes == [(13, 13, 8), (13, 13, 8), (1352,), (10,)]
    assert network.output_shape((28, 28, 1)) == (10,)


def test_two_dropouts_of_one_network_drop_independently():
    """Each layer's key is its own: the same rate at two places makes two masks."""
    network = Network(Dropout(0.5), Dropout(0.5))
    context = Context(training=True, key=keys.stream(0, keys.Purpose.DROPOUT))
    _, ((first,), (second,)) = network.forward(np, {}, np.ones((8, 8)), context)
    assert not np.array_equal(first, second)


def test_every_layer_remembers_after_a_training_step():
    """Both running means move towards the mean each layer saw."""
    network = Network(BatchNorm(affine=False), Dense(2), BatchNorm(affine=False))
    memory = network.memory((3,))
    params = {"1.weights": np.ones((3, 2)), "1.bias": np.array([10.0, 20.0])}
    x = np.random.default_rng(0).normal(5.0, 1.0, (50, 3))
    _, saved = network.forward(np, params, x, Context(training=True, memory=memory))
    after = network.remember(np, memory, saved)
    np.testing.assert_allclose(after["0.mean"], 0.1 * x.mean(axis=0))
    np.testing.assert_allclose(after["2.mean"], [1.0, 2.0])


def test_a_layer_that_does_not_fit_is_named():
    """By its number and its kind, with the shape it got and what to put before it."""
    with pytest.raises(ShapeError, match=r"^layer 2: Dense takes a flat input, got \(26, 26, 4\);"):
        Network(Conv2D(4, 3), ReLU(), Dense(10)).output_shape((28, 28, 1))


def test_it_prints_as_the_call_that_makes_it():
    """Reading it back gives an equal network."""
    network = Network([Dense(16), ReLU(), Dropout(0.1)])
    assert repr(network) == "Network(Dense(16), ReLU(), Dropout(0.1))"
    assert network == Network(Dense(16), ReLU(), Dropout(0.1))


@pytest.mark.parametrize(
    "layers, message",
    [
        ((), "at least one layer, got none"),
        (([],), "at least one layer, got none"),
        ((Dense(2), 16), "layer 1 must be a layer .* got 16"),
        ((ReLU,), "layer 0 must be a layer .* got ReLU itself"),
        (("relu",), "layer 0 must be a layer .* got 'relu'"),
    ],
    ids=range(5),
)
def test_what_is_no_layer_is_refused(layers, message):
    """The message says which one and what was given."""
    with pytest.raises(UsageError, match=message):
        Network(*layers)


def test_nobody_computes_a_slope_by_the_rows(monkeypatch):
    """Where only gradients are wanted the first layer, however deep, hands no slope on."""
    asked = []
    backward = Dense.backward

    def noted(self, xp, params, saved, dy):
        asked.append(self.units)
        return backward(self, xp, params, saved, dy)

    monkeypatch.setattr(Dense, "backward", noted)
    network = Network(Network(Dense(4), Tanh(), Dense(3)), Dense(2))
    params = {n: np.ones(p.shape) for n, p in network.parameters((3,)).items()}
    _, saved = network.forward(np, params, np.ones((5, 3)), Context())
    network.gradients(np, params, saved, np.ones((5, 2)))
    assert asked == [2, 3]
