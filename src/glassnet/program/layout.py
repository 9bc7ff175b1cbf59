"""What a network becomes on given data: shapes checked, parameters counted, first values drawn."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np

from glassnet.ground import keys
from glassnet.ground.arrays import Array, Shape, size
from glassnet.ground.errors import UsageError
from glassnet.nn.initializers import Initializer
from glassnet.nn.network import Network
from glassnet.nn.parameter import Parameter
from glassnet.nn.residual import Residual
from glassnet.nn.scaled_initializers import GlorotUniform
from glassnet.program import limits
from glassnet.program.experiment import Experiment
from glassnet.program.state import State


def parameter_count(network: Network, input_shape: Shape) -> int:
    """Return how many numbers the network learns on inputs of `input_shape`."""
    return sum(size(parameter.shape) for parameter in network.parameters(input_shape).values())


def decaying(network: Network, input_shape: Shape) -> frozenset[str]:
    """Return the names of the parameters that weight penalties apply to: weights, not biases."""
    learned = network.parameters(input_shape)
    return frozenset(name for name, parameter in learned.items() if parameter.decays)


def initial_state(experiment: Experiment, input_shape: Shape) -> State:
    """Return the state before the first update, NumPy arrays in the experiment's dtype.

    Each parameter has a random stream of its own, numbered by its place in the network, so that
    one parameter's shape has no influence on another's values.
    """
    learned = experiment.network.parameters(input_shape)
    if not learned:
        raise UsageError(
            f"{experiment.network!r} has nothing to train: no layer with weights, such as Dense."
        )
    count = sum(size(parameter.shape) for parameter in learned.values())
    if count > limits.PARAMETERS:
        raise UsageError(
            f"the network would have {count:,} parameters on inputs of shape {input_shape}, "
            f"more than {limits.PARAMETERS:,}; take fewer units or smaller inputs."
        )
    params = {
        name: _draw(parameter, experiment.seed, number).astype(experiment.dtype)
        for number, (name, parameter) in enumerate(learned.items())
    }
    return State(
        step=np.zeros((), dtype=np.uint32),
        params=params,
        slots={name: experiment.optimizer.start(np, p) for name, p in params.items()},
        memory={
            name: np.asarray(value, dtype=experiment.dtype)
            for name, value in experiment.network.memory(input_shape).items()
        },
    )


def without_starts(layer: Any) -> Any:
    """Return `layer`, or a network of layers, with its parameters starting as they usually do.

    A step of it is the same: how a parameter started, its values alone tell.

    >>> from glassnet.nn.dense import Dense
    >>> from glassnet.nn.initializers import Normal
    >>> without_starts(Network(Dense(2, weights=Normal(0.1))))
    Network(Dense(2))
    """
    if isinstance(layer, (Network, Residual)):
        return type(layer)(*map(without_starts, layer.layers))
    usual = {
        field.name: field.default
        for field in fields(layer)
        if isinstance(getattr(layer, field.name), Initializer)
    }
    return replace(layer, **usual) if usual else layer


def _draw(parameter: Parameter, seed: int, number: int) -> Array:
    key = keys.stream(seed, keys.Purpose.INITIALIZE, number)
    initializer = parameter.initializer or GlorotUniform()
    return initializer.draw(key, parameter.shape, parameter.fan_in, parameter.fan_out)
