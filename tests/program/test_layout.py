"""What a network becomes on given data: counts, names, and first values that repeat."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.nn.activations import ReLU
from glassnet.nn.adam import Adam
from glassnet.nn.convolution import Conv2D
from glassnet.nn.dense import Dense
from glassnet.nn.initializers import Constant
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm
from glassnet.nn.optimizers import SGD
from glassnet.nn.residual import Residual
from glassnet.nn.shape import Flatten
from glassnet.program import layout
from glassnet.program.experiment import Experiment


def start(network, input_shape=(4,), optimizer=None, **fields):
    """Return the first state of an experiment with this network."""
    experiment = Experiment(network, MSE(), optimizer or SGD(), **fields)
    return layout.initial_state(experiment, input_shape)


def test_parameters_are_counted():
    """4·16 + 16 + 16·3 + 3 for the iris network; 3·3·1·8 + 8 for a convolution and its Dense."""
    iris = Network(Dense(16), ReLU(), Dense(3))
    assert layout.parameter_count(iris, (4,)) == 131
    digits = Network(Conv2D(8, 3), ReLU(), Flatten(), Dense(10, bias=False))
    assert layout.parameter_count(digits, (8, 8, 1)) == 80 + 6 * 6 * 8 * 10


def test_weights_decay_and_biases_do_not():
    """Penalties are for weights: no bias, and nothing of a normalization."""
    network = Network(Dense(5), BatchNorm(), ReLU(), Dense(3, bias=False))
    assert layout.decaying(network, (4,)) == {"0.weights", "3.weights"}


def test_the_same_seed_starts_the_same():
    """A start repeats to the last bit; another seed makes another one."""
    network = Network(Dense(5), ReLU(), Dense(3))
    assert start(network, seed=7).digest() == start(network, seed=7).digest()
    assert start(network, seed=7).digest() != start(network, seed=8).digest()


def test_each_parameter_has_its_own_stream():
    """Another shape of one parameter leaves the others as they are; equal shapes differ."""
    first = start(Network(Dense(5), Dense(5), Dense(5)), (5,)).params
    other = start(Network(Dense(5), Dense(5), Dense(5)), (9,)).params
    assert not np.array_equal(first["0.weights"], other["0.weights"][:5])
    assert np.array_equal(first["1.weights"], other["1.weights"])
    assert not np.array_equal(first["0.weights"], first["1.weights"])
    assert not np.array_equal(first["1.weights"], first["2.weights"])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_everything_has_the_dtype(dtype):
    """Parameters, slots and memory have the experiment's dtype; the step counts from 0."""
    state = start(Network(Dense(5), BatchNorm(), Dense(3)), optimizer=Adam(), dtype=dtype)
    arrays = {name: array for name, array in state.flat().items() if name != "step"}
    assert {array.dtype for array in arrays.values()} == {np.dtype(dtype)}
    assert {name.split("/")[0] for name in arrays} == {"params", "slots", "memory"}
    assert state.step == 0
    assert state.step.dtype == np.uint32


def test_the_dtype_only_rounds():
    """A float32 start is the float64 start, rounded: both are drawn alike."""
    exact = start(Network(Dense(5)), dtype="float64").params["0.weights"]
    rounded = start(Network(Dense(5)), dtype="float32").params["0.weights"]
    assert np.array_equal(exact.astype(np.float32), rounded)


def test_a_chosen_start_is_kept():
    """A layer's own initializer is what its parameter is drawn by."""
    state = start(Network(Dense(5, weights=Constant(0.25), bias_start=Constant(-1.0))))
    assert np.all(state.params["0.weights"] == 0.25)
    assert np.all(state.params["0.bias"] == -1.0)


def test_slots_are_those_of_the_optimizer():
    """Each parameter has the slots that the optimizer starts with, of its shape."""
    state = start(Network(Dense(5)), optimizer=Adam())
    assert set(state.slots) == set(state.params)
    assert state.slots["0.weights"]["m"].shape == (4, 5)
    assert start(Network(Dense(5))).slots == {"0.weights": {}, "0.bias": {}}


def test_nothing_to_train_is_refused():
    """A network without weights is a mistake, and says what to add."""
    with pytest.raises(UsageError, match="nothing to train: no layer with weights, such as Dense"):
        start(Network(ReLU()))


def test_what_no_machine_holds_is_refused():
    """Too many parameters are refused before any is drawn."""
    with pytest.raises(UsageError, match="would have 1,000,001,000,000 parameters"):
        start(Network(Dense(10**6)), (10**6,))


@pytest.mark.parametrize("layer", [Network, Residual])
def test_without_starts_only_the_starts_are_gone(layer):
    """Every initializer is the usual one again, however deep; all else stays."""
    given = Network(
        Dense(3, bias=False, weights=Constant(1.0)),
        layer(Dense(3, bias_start=Constant(2.0)), ReLU()),
    )
    plain = Network(Dense(3, bias=False), layer(Dense(3), ReLU()))
    assert layout.without_starts(given) == plain
    assert layout.without_starts(plain) == plain
