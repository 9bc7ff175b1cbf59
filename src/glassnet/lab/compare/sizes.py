"""Designs as large as the smallest of them: hidden layers that keep their proportions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from glassnet.ground.arrays import Shape
from glassnet.ground.errors import ShapeError, UsageError, one_line
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network

TOLERANCE = 0.05  # of the parameters: small layers have few sizes to choose from
HALVINGS = 60  # of the interval in which the factor lies


def as_large(networks: Mapping[str, Network], inputs: Mapping[str, Shape]) -> dict[str, Network]:
    """Return the networks with the widths of their hidden layers scaled to the smallest network's.

    All hidden `Dense` layers of a network are multiplied by one factor and rounded, so that its
    shape stays what it is; the factor that comes nearest to the number of parameters is taken.

    Args:
        networks: By the designs' names.
        inputs: The shape of a row of inputs of each.

    Raises:
        UsageError: one cannot be made as large within `TOLERANCE`, or two would be the same.

    """
    sizes = {name: parameters(network, inputs[name]) for name, network in networks.items()}
    smallest = min(sizes, key=sizes.__getitem__)
    return {
        name: network
        if sizes[name] == sizes[smallest]
        else _scaled(name, network, inputs[name], (smallest, sizes[smallest]))
        for name, network in networks.items()
    }


def parameters(network: Network, shape: Shape) -> int:
    """Return the number of weights and biases for rows of inputs of `shape`."""
    learned = network.parameters(shape).values()
    return sum(math.prod(parameter.shape) for parameter in learned)


def hidden(network: Network) -> tuple[int, ...]:
    """Return the widths of the hidden `Dense` layers: of all but the last one.

    >>> hidden(Network(Dense(8), Dense(4), Dense(2)))
    (8, 4)
    """
    return tuple(layer.units for layer in network.layers if isinstance(layer, Dense))[:-1]


def _scaled(name: str, network: Network, shape: Shape, wanted: tuple[str, int]) -> Network:
    """Return the network nearest in size to what is wanted: (of which design, parameters)."""
    smallest, target = wanted
    low, high = 0.0, 1.0
    try:
        for _ in range(HALVINGS):
            middle = (low + high) / 2.0
            small = parameters(_times(network, middle), shape) <= target
            low, high = (middle, high) if small else (low, middle)
        both = [_times(network, factor) for factor in (low, high)]
        off = [abs(parameters(each, shape) - target) for each in both]
    except ShapeError as error:
        raise UsageError(
            f"{one_line(name, 60)} cannot be made as large as {one_line(smallest, 60)}: with other "
            f"widths its layers do not fit ({one_line(error, 200)}); leave equal parameters out."
        ) from None
    nearest = both[off.index(min(off))]
    if min(off) > TOLERANCE * target:
        raise UsageError(
            f"{one_line(name, 60)} cannot be made as large as {one_line(smallest, 60)} by other "
            f"widths of its hidden layers: {target:,} parameters are wanted, the nearest it can "
            f"have are {parameters(nearest, shape):,}; leave equal parameters out."
        )
    return nearest


def _times(network: Network, factor: float) -> Network:
    """Return the network with the hidden widths times `factor`, 1 at least."""
    dense = [number for number, layer in enumerate(network.layers) if isinstance(layer, Dense)]
    return Network(
        *(
            replace(layer, units=max(1, round(factor * layer.units)))
            if isinstance(layer, Dense) and number in dense[:-1]
            else layer
            for number, layer in enumerate(network.layers)
        )
    )
