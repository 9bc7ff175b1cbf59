"""The operations inside one training step, in the order in which they are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, final

Kind = Literal["rows", "forward", "loss", "backward", "update"]


@final
@dataclass(frozen=True)
class Operation:
    """One thing that a step does; `layer` is the layer that does it, if it is one's."""

    kind: Kind
    layer: int | None = None


def operations(layers: int) -> tuple[Operation, ...]:
    """Return what a step of a network of so many `layers` does, one after the other.

    >>> [f"{each.kind} {each.layer}" for each in operations(1)]
    ['rows None', 'forward 0', 'loss None', 'backward 0', 'update None']
    """
    forward = [Operation("forward", number) for number in range(layers)]
    backward = [Operation("backward", number) for number in reversed(range(layers))]
    return (Operation("rows"), *forward, Operation("loss"), *backward, Operation("update"))
