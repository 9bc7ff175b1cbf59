"""What is learned: one array of a layer, and how it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from glassnet.ground.arrays import Shape
from glassnet.nn.initializers import Initializer
from glassnet.nn.scaled_initializers import GlorotUniform


@dataclass(frozen=True)
class Parameter:
    """What a layer needs to know of an array it learns.

    `fan_in` and `fan_out` are the numbers of values that flow into and out of one unit; they set
    the scale of a random start. With `initializer=None` the network chooses by the activation
    that follows. `decays` says whether weight penalties apply: to weights, not to biases.
    """

    shape: Shape
    initializer: Initializer | None
    fan_in: int = 1
    fan_out: int = 1
    decays: bool = True


def started(
    own: Mapping[str, Parameter], before: Initializer | None, after: Initializer | None
) -> tuple[dict[str, Parameter], Initializer | None]:
    """Return a layer's `own` parameters with their starts, and the start of weights before it.

    Weights without a start get the one that suits what comes `after` the layer. Those before it
    start as it asks, by `before`, or as what comes after it suits. Where it has weights of its own
    nothing bends between the two: Glorot & Bengio (2010).
    """
    filled = {
        name: replace(parameter, initializer=after) if parameter.initializer is None else parameter
        for name, parameter in own.items()
    }
    between = any(parameter.decays for parameter in own.values())
    return filled, before or (GlorotUniform() if between else after)
