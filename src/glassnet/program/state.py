"""Where a run is: the only thing that is saved, hashed and handed between engines."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from glassnet.ground.arrays import Array

Flat = dict[str, Array]


class State(NamedTuple):
    """Everything a run knows after `step` updates.

    `params` are the learned arrays by name, `slots` what the optimizer remembers of each,
    `memory` what layers remember without a gradient. A NamedTuple of dicts of arrays, so that JAX
    takes it as it is.
    """

    step: Array
    params: Flat
    slots: dict[str, Flat]
    memory: Flat

    def flat(self) -> Flat:
        """Return all arrays by one name each: "params/0.weights", "slots/0.weights/m", "step"."""
        slots = {
            f"slots/{name}/{slot}": value
            for name, own in self.slots.items()
            for slot, value in own.items()
        }
        params = {f"params/{name}": value for name, value in self.params.items()}
        memory = {f"memory/{name}": value for name, value in self.memory.items()}
        return {"step": self.step, **params, **slots, **memory}

    def digest(self) -> str:
        """Return a SHA-256 of every bit of the state, as 64 hexadecimal digits."""
        total = hashlib.sha256()
        for name, value in sorted(self.flat().items()):
            array = np.ascontiguousarray(value)
            total.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
            total.update(array.tobytes())
        return total.hexdigest()


def in_order_of(like: State, state: State) -> State:
    """Return `state` with its names in the order of `like`: JAX sorts them as text."""
    return State(
        step=state.step,
        params={name: state.params[name] for name in like.params},
        slots={name: {s: state.slots[name][s] for s in own} for name, own in like.slots.items()},
        memory={name: state.memory[name] for name in like.memory},
    )


def from_flat(flat: Mapping[str, Array]) -> State:
    """Return the state whose `flat()` this is."""
    params: Flat = {}
    memory: Flat = {}
    slots: dict[str, Flat] = {}
    for name, value in flat.items():
        kind, _, rest = name.partition("/")
        if kind == "params":
            params[rest] = value
            slots.setdefault(rest, {})
        elif kind == "memory":
            memory[rest] = value
        elif kind == "slots":
            owner, _, slot = rest.rpartition("/")
            slots.setdefault(owner, {})[slot] = value
    return State(flat["step"], params, slots, memory)
