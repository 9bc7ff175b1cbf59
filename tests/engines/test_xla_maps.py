"""Layers on turned maps make what the textbook's make, and a run cannot tell them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import jax
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.engines.reference import ReferenceEngine
from glassnet.engines.xla import XlaEngine
from glassnet.engines.xla_maps import FEW_ROWS, on_turned_maps, quick
from glassnet.nn.activations import ReLU, Tanh
from glassnet.nn.convolution import Conv1D, Conv2D
from glassnet.nn.cross_entropy import CategoricalCrossEntropy
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.layer import Activation, Context
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm, LayerNorm
from glassnet.nn.pooling import AveragePool, MaxPool
from glassnet.nn.residual import Residual
from glassnet.nn.shape import Flatten
from glassnet.program import layout
from glassnet.program.batches import Batch
from glassnet.program.experiment import Experiment
from glassnet.program.probes import DeadUnits, Outputs, Saturation
from glassnet.program.step import Program

NETWORK = Network(
    *(Conv2D(3, 3, padding="same", bias=False), BatchNorm(), ReLU(), MaxPool(2), Dropout(0.2)),
    *(Residual(Conv2D(3, 3, padding="same"), Tanh()), AveragePool(2), Flatten(), Dense(3)),
)


@st.composite
def layers(draw):
    """Draw a layer for maps of one or two axes, and the shape of a row that it takes."""
    rank = draw(st.sampled_from([1, 2]))
    shape = (*draw(st.tuples(*[st.integers(5, 8)] * rank)), draw(st.integers(1, 3)))
    walk = {"size": draw(st.integers(1, 3)), "stride": draw(st.integers(1, 3))}
    convolution = {
        "filters": draw(st.integers(1, 3)),
        "padding": draw(st.sampled_from(["valid", "same"])),
        "dilation": draw(st.integers(1, 2)),
        "bias": draw(st.booleans()),
    }
    made = [
        (Conv1D, Conv2D)[rank - 1](**walk, **convolution),
        *(MaxPool(**walk), AveragePool(**walk)),
        *(BatchNorm(), BatchNorm(affine=False), LayerNorm(), ReLU(), Tanh()),
    ]
    return draw(st.sampled_from(made)), shape


def drawn_for(layer, shape, rows=4):
    """Draw what a layer takes in training, as NumPy arrays: parameters, memory, rows, dL/dy."""
    rng = np.random.default_rng(0)
    params = {name: rng.normal(size=p.shape) for name, p in layer.parameters(shape).items()}
    x = rng.normal(size=(rows, *shape))
    dy = rng.normal(size=(rows, *layer.output_shape(shape)))
    return params, layer.memory(shape), x, dy


def everything(layer, params, memory, x, dy):
    """Return what a layer puts out and saves in training, its gradients, its memory after it."""
    y, saved = layer.forward(np, params, x, Context(training=True, memory=memory))
    dx, gradients = layer.backward(np, params, saved, dy)
    alone = layer.gradients(np, params, saved, dy)
    return y, saved, dx, gradients, alone, layer.remember(np, memory, saved)


def assert_alike(found, wanted, tolerance=1e-12):
    """Hold trees of arrays against each other: same names, shapes and dtypes, near numbers."""
    assert jax.tree.structure(found) == jax.tree.structure(wanted)
    for one, other in zip(jax.tree.leaves(found), jax.tree.leaves(wanted), strict=True):
        assert (np.shape(one), one.dtype) == (np.shape(other), other.dtype)
        np.testing.assert_allclose(one, other, rtol=0, atol=tolerance)


def program_of(network, shape=(7, 5, 2), batch_size=FEW_ROWS):
    """Return a program that learns three classes of 40 maps."""
    usual = {"batch_size": batch_size, "epochs": 3, "dtype": "float64", "seed": 2}
    return Program(Experiment(network, CategoricalCrossEntropy(), **usual), 40, shape)


@settings(max_examples=50, deadline=None)
@given(layers())
def test_a_turned_layer_is_the_textbooks(drawn):
    """What it puts out and saves, every gradient and its memory have its shapes and numbers."""
    layer, shape = drawn
    turned, taken = quick(layer, shape), drawn_for(layer, shape)
    assert turned.output_shape(shape) == layer.output_shape(shape)
    assert turned.parameters(shape) == layer.parameters(shape)
    assert_alike(everything(turned, *taken), everything(layer, *taken))


def test_a_run_is_the_same_and_so_is_what_is_watched():
    """Losses, probes and the state are those of the textbook's layers, to 1e-12 a step."""
    program = program_of(NETWORK)
    rng = np.random.default_rng(1)
    batch = Batch(rng.normal(size=(40, 7, 5, 2)), rng.integers(0, 3, 40).astype(np.int32))
    state = layout.initial_state(program.experiment, program.input_shape)
    probes = (Outputs(), DeadUnits(), Saturation())
    reference, xla = (
        engine().start(program, batch, state, probes) for engine in (ReferenceEngine, XlaEngine)
    )
    for _ in range(4):  # the third batch is one of few rows
        xla.reset(reference.state())
        wanted, found = (runner.advance(1, 0.01) for runner in (reference, xla))
        assert_alike(found, wanted)
        assert_alike(xla.state().flat(), reference.state().flat())


def test_only_convolutions_of_many_rows_are_turned():
    """Few rows, and networks without a convolution, stay with the textbook's layers."""
    program, dense = program_of(NETWORK), program_of(Network(Flatten(), Dense(3)))
    assert on_turned_maps(program, FEW_ROWS) != program
    assert on_turned_maps(program, FEW_ROWS - 1) is program
    assert on_turned_maps(dense, FEW_ROWS) is dense


def test_what_is_no_map_is_not_turned():
    """Behind Flatten the layers are the textbook's, and a Residual stays one."""
    layers = on_turned_maps(program_of(NETWORK), FEW_ROWS).experiment.network.layers
    assert layers[-2:] == NETWORK.layers[-2:]
    assert isinstance(layers[5], Residual)
    assert all(new != old for new, old in zip(layers[:4], NETWORK.layers[:4], strict=True))


@final
@dataclass(frozen=True)
class ByChannel(Activation):
    """Somebody's own activation, which does not take all axes alike."""

    def f(self, xp, x):
        """Divide by the sum of the channels."""
        return x / xp.sum(x, axis=-1, keepdims=True)

    def slope(self, xp, x, y):
        """Return what is asked for in its shape."""
        return xp.ones_like(x) * y


def test_an_activation_of_somebodys_own_is_not_turned():
    """Only those that are known take rows and channels alike."""
    own = ByChannel()
    assert quick(own, (4, 4, 3)) is own
