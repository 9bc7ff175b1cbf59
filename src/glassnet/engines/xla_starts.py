"""Many random starts of one experiment in one compiled program.

Each start has its own first weights, order of rows, masks, rate and strengths; all share the rows.
Results equal those of the single runs up to rounding, since XLA adds up in another order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

import jax
import numpy as np

from glassnet.engines.columns import joined
from glassnet.engines.engine import Columns
from glassnet.engines.side_by_side import SideBySide
from glassnet.engines.xla import CALL_STEPS, WINDOW_EPOCHS
from glassnet.engines.xla_compiled import compiled
from glassnet.engines.xla_programs import (
    Feed,
    advance_many,
    evaluate_many,
    forward_many,
    precision,
)
from glassnet.engines.xla_start import start_jax
from glassnet.ground.arrays import Array
from glassnet.program import batches
from glassnet.program.batches import Batch
from glassnet.program.state import State, in_order_of
from glassnet.program.step import Dials, Program, loss_of

WINDOW_ROWS = 1 << 20  # row numbers of all starts together, handed over at a time
BLOCK_ROWS = 1 << 16  # of all starts together, that go forward at a time


@final
class XlaStarts(SideBySide):
    """Some starts side by side.

    Args:
        programs: What is run; all compile alike (`Program.shared`).
        data: The training rows.
        states: The first states, (starts, …).

    """

    def __init__(self, programs: Sequence[Program], data: Batch, states: State) -> None:
        """Put the rows and the states on the device."""
        start_jax()
        self._all = tuple(programs)
        self._program = programs[0]
        self._first = states
        self._states = states
        self._evaluated: tuple[Batch, Batch] | None = None  # rows, and where they lie here
        with precision(self._program):
            self._data = jax.device_put(data)
        self.reset(range(len(programs)), states)

    def advance(self, steps: int, learning_rates: Array) -> Columns:
        """Make `steps` updates of every start."""
        parts: list[Columns] = []
        target = self._step + steps
        rates = np.asarray(learning_rates, dtype=self._program.experiment.dtype)
        dials = self._dials._replace(learning_rate=rates)
        with precision(self._program):
            while self._step < target:
                parts.append(self._advance_at_most(target - self._step, dials))
        return joined(parts, axis=1)

    def _advance_at_most(self, steps: int, dials: Dials) -> Columns:
        """Make as many of `steps` updates as one window of epochs holds."""
        per_epoch = self._program.plan.steps_per_epoch
        epoch = self._step // per_epoch
        if epoch not in self._window:
            self._draw_orders(epoch)
        first = self._step - self._window.start * per_epoch
        most = min(CALL_STEPS, self._epochs * per_epoch)
        here = min(steps, most, self._epochs * per_epoch - first)
        feed = Feed(self._data, self._orders, np.int32(0))
        arguments = (self._states, feed, dials, np.int32(first), np.int32(here))
        settings = (most,)
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

    def states(self) -> State:
        """Return the states after the last update."""
        return in_order_of(self._first, jax.tree.map(np.array, self._states))

    def reset(self, numbers: Sequence[int], states: State) -> None:
        """Go on with some of the starts: another number of them is another program to compile."""
        self._programs = [self._all[number] for number in numbers]
        room = WINDOW_ROWS // (self._program.rows * len(self._programs))
        self._epochs = max(1, min(WINDOW_EPOCHS, room))
        self._window, self._orders = range(0), None
        self._dials = Dials(*map(np.stack, zip(*(p.dials() for p in self._programs), strict=True)))
        self._step = int(states.step[0])
        with precision(self._program):
            # What JAX is given it may use as it is, and so may who gave it: hence the copy.
            self._states = jax.device_put(jax.tree.map(np.array, states))

    def predict(self, x: Array) -> Array:
        """Run the networks forward, some rows at a time."""
        block = max(1, BLOCK_ROWS // len(self._programs))
        parts = []
        with precision(self._program):
            for start in range(0, max(1, len(x)), block):
                arguments = (self._states, np.asarray(x[start : start + block]))
                call = compiled(forward_many, self._program.shared, (), arguments)
                parts.append(np.asarray(call(*arguments)))
        return np.concatenate(parts, axis=1)

    def evaluate(self, rows: Batch) -> tuple[Array, Array]:
        """Run the networks and their losses at once; rows that are many go forward in blocks."""
        if rows.rows * len(self._programs) > BLOCK_ROWS:
            predictions = self.predict(rows.x)
            each = zip(self._programs, predictions, strict=True)
            return np.array([loss_of(program, found, rows) for program, found in each]), predictions
        with precision(self._program):
            if self._evaluated is None or self._evaluated[0] is not rows:
                self._evaluated = rows, jax.device_put(rows)
            arguments = (self._states, self._evaluated[1])
            call = compiled(evaluate_many, self._program.shared, (), arguments)
            losses, predictions = call(*arguments)
        return np.asarray(losses), np.asarray(predictions)
