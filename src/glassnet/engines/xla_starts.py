"""Many random starts of one experiment in one compiled program.

Each start has its own first weights, order of rows and masks; all share the rows. Results equal
those of the single runs up to rounding, since XLA adds up in another order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import final

import jax
import numpy as np

from glassnet.engines.engine import Columns
from glassnet.engines.xla import WINDOW_EPOCHS
from glassnet.engines.xla_programs import (
    Feed,
    advance_many,
    compiled,
    forward_many,
    precision,
    start_jax,
)
from glassnet.ground.arrays import Array
from glassnet.program import batches
from glassnet.program.batches import Batch
from glassnet.program.state import State
from glassnet.program.step import Program

WINDOW_ROWS = 1 << 20  # row numbers of all starts together, handed over at a time


@final
class XlaStarts:
    """Some starts side by side; every array has them as its first axis.

    Args:
        program: What is run, but for the seed.
        data: The training rows.
        seeds: The seed of each start.
        states: The state before the first update of each.

    """

    def __init__(
        self, program: Program, data: Batch, seeds: Sequence[int], states: Sequence[State]
    ) -> None:
        """Put the rows and the stacked states on the device."""
        start_jax()
        self._programs = [
            replace(program, experiment=replace(program.experiment, seed=seed)) for seed in seeds
        ]
        self._program = program
        self._epochs = max(1, min(WINDOW_EPOCHS, WINDOW_ROWS // (data.rows * len(seeds))))
        self._dials = jax.tree.map(
            lambda *each: np.stack(each), *(one.dials() for one in self._programs)
        )
        self._window = range(0)
        self._orders: Array = None
        self._step = int(states[0].step)
        with precision(program):
            self._data = jax.device_put(data)
            stacked = jax.tree.map(lambda *each: np.stack(each), *states)
            self._states: State = jax.device_put(stacked)

    def advance(self, steps: int) -> Columns:
        """Make `steps` updates of every start; return columns (starts, steps)."""
        parts: list[Columns] = []
        target = self._step + steps
        with precision(self._program):
            while self._step < target:
                parts.append(self._advance_at_most(target - self._step))
        names = parts[0] if parts else ()
        return {name: np.concatenate([part[name] for part in parts], axis=1) for name in names}

    def _advance_at_most(self, steps: int) -> Columns:
        """Make as many of `steps` updates as one window of epochs holds."""
        per_epoch = self._program.plan.steps_per_epoch
        epoch = self._step // per_epoch
        if epoch not in self._window:
            self._draw_orders(epoch)
        first = self._step - self._window.start * per_epoch
        here = min(steps, self._epochs * per_epoch - first)
        feed = Feed(self._data, self._orders, np.int32(0))
        arguments = (self._states, feed, self._dials, np.int32(first), np.int32(here))
        settings = (self._epochs * per_epoch,)
        call = compiled(advance_many, self._program.shared, settings, arguments)
        self._states, columns = call(*arguments)
        self._step += here
        return {name: np.asarray(column)[:, :here] for name, column in columns.items()}

    def _draw_orders(self, epoch: int) -> None:
        """Draw the orders, one a start, of the window of epochs that holds `epoch`."""
        start = epoch // self._epochs * self._epochs
        self._window = range(start, start + self._epochs)
        orders = [
            batches.orders(one.experiment, one.rows, start, self._epochs).astype(np.int32)
            for one in self._programs
        ]
        self._orders = jax.device_put(np.stack(orders))

    def states(self) -> list[State]:
        """Return the state of each start, as NumPy arrays."""
        whole = jax.tree.map(np.array, self._states)
        leaves, form = jax.tree.flatten(whole)
        return [jax.tree.unflatten(form, each) for each in zip(*leaves, strict=True)]

    def predict(self, x: Array) -> Array:
        """Return what every start puts out for x (rows, …): (starts, rows, outputs)."""
        with precision(self._program):
            arguments = (self._states, np.asarray(x))
            call = compiled(forward_many, self._program.shared, (), arguments)
            return np.asarray(call(*arguments))
