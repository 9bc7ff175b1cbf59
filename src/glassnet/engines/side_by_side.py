"""The contract of whoever runs several programs on the same rows; with any engine, one by one.

The programs differ in numbers only: the seed, the rates, the strengths. Every array that goes in or
out has the programs as its first axis.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import SupportsIndex, final

import numpy as np

from glassnet.engines.engine import Columns, Engine
from glassnet.ground.arrays import Array
from glassnet.program.batches import Batch
from glassnet.program.state import State
from glassnet.program.step import Program


class SideBySide(ABC):
    """Several programs being run from a state each; all stand at the same step."""

    @abstractmethod
    def advance(self, steps: int, learning_rates: Array) -> Columns:
        """Make `steps` updates of each, with base rates (programs,); return (programs, steps)."""

    @abstractmethod
    def states(self) -> State:
        """Return the states after the last update, NumPy arrays (programs, …) of their own."""

    @abstractmethod
    def reset(self, numbers: Sequence[int], states: State) -> None:
        """Go on with the programs `numbers` of all there were at first, from `states`."""

    @abstractmethod
    def predict(self, x: Array) -> Array:
        """Return what each network puts out for x (rows, …), not training: (programs, rows, …)."""

    @abstractmethod
    def evaluate(self, rows: Batch) -> tuple[Array, Array]:
        """Return the loss of each on `rows`, (programs,), and what `predict` returns for them."""


@final
class OneByOne(SideBySide):
    """Programs that take turns: what one engine does for one, for all.

    Args:
        engine: Who computes.
        programs: What is run.
        data: The training rows.
        states: The first states, (programs, …).

    """

    def __init__(
        self, engine: Engine, programs: Sequence[Program], data: Batch, states: State
    ) -> None:
        """Start them all."""
        each = zip(programs, unstacked(states), strict=True)
        self._all = [engine.start(program, data, state) for program, state in each]
        self._runners = self._all

    def advance(self, steps: int, learning_rates: Array) -> Columns:
        """Make the updates of the first, then of the next."""
        told = [
            runner.advance(steps, float(rate))
            for runner, rate in zip(self._runners, learning_rates, strict=True)
        ]
        return {name: np.stack([columns[name] for columns in told]) for name in told[0]}

    def states(self) -> State:
        """Return the states after the last update."""
        return stacked([runner.state() for runner in self._runners])

    def reset(self, numbers: Sequence[int], states: State) -> None:
        """Go on with some of them."""
        self._runners = [self._all[number] for number in numbers]
        for runner, state in zip(self._runners, unstacked(states), strict=True):
            runner.reset(state)

    def predict(self, x: Array) -> Array:
        """Run the networks forward."""
        return np.stack([runner.predict(x) for runner in self._runners])

    def evaluate(self, rows: Batch) -> tuple[Array, Array]:
        """Judge one after the other."""
        losses, predictions = zip(*(r.evaluate(rows) for r in self._runners), strict=True)
        return np.array(losses), np.stack(predictions)


def stacked(states: Sequence[State]) -> State:
    """Return one state whose arrays hold those of `states` along a new first axis."""
    first = states[0]
    return State(
        step=np.stack([state.step for state in states]),
        params={n: np.stack([state.params[n] for state in states]) for n in first.params},
        slots={
            n: {slot: np.stack([state.slots[n][slot] for state in states]) for slot in own}
            for n, own in first.slots.items()
        },
        memory={n: np.stack([state.memory[n] for state in states]) for n in first.memory},
    )


def unstacked(states: State) -> list[State]:
    """Return the states that `stacked` made one of."""
    return [at(states, number) for number in range(len(states.step))]


def at(states: State, number: SupportsIndex) -> State:
    """Return the state of one program, with arrays of its own."""
    return State(
        step=states.step[number].copy(),
        params={n: array[number].copy() for n, array in states.params.items()},
        slots={
            n: {slot: array[number].copy() for slot, array in own.items()}
            for n, own in states.slots.items()
        },
        memory={n: array[number].copy() for n, array in states.memory.items()},
    )
