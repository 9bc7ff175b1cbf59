"""The fast engine on several devices, of one host or of many: the same step, on a grid.

In one process every device has the whole table and takes its rows of each batch from there. Where
hosts learn together, or the table lies in a file, the rows of the coming steps are laid out in
their order, and each host fetches only those that its own devices compute with.
"""

from __future__ import annotations

import math
from typing import final

import jax
import numpy as np

from glassnet.engines.columns import joined, judged, to_end_of_epoch
from glassnet.engines.engine import Columns, Engine, Runner
from glassnet.engines.machines import Machines
from glassnet.engines.xla import BLOCK_BYTES, WINDOW_EPOCHS, WINDOW_ROWS, padded_forward
from glassnet.engines.xla_compiled import compiled
from glassnet.engines.xla_hosts import told_if_gone
from glassnet.engines.xla_mesh import grid, take_devices, whole
from glassnet.engines.xla_programs import Blocks, Feed, advance_one, precision
from glassnet.ground.arrays import Array, size
from glassnet.program import batches
from glassnet.program.batches import Batch, Chosen
from glassnet.program.held_out import HeldOut, Rows
from glassnet.program.probes import Probe
from glassnet.program.state import State, in_order_of
from glassnet.program.step import Program, in_blocks, loss_of


@final
class ShardedEngine(Engine):
    """Run a program with JAX on several devices.

    Args:
        machines: Which devices, on how many hosts.

    """

    def __init__(self, machines: Machines) -> None:
        """Start JAX with so many devices, if it is not running yet."""
        self.exact = take_devices(machines)
        self.machines = machines

    def start(
        self,
        program: Program,
        data: Batch,
        state: State,
        probes: tuple[Probe, ...] = (),
        held_out: HeldOut | None = None,
    ) -> Runner:
        """Return a runner that starts at `state`."""
        return ShardedRunner(self.machines, (program, probes), Rows(data, held_out), state)


@final
class ShardedRunner(Runner):
    """A program at one of its states, which lies on the devices of a grid."""

    def __init__(
        self,
        machines: Machines,
        runs: tuple[Program, tuple[Probe, ...]],
        rows: Rows,
        state: State,
    ) -> None:
        """Put the state on the devices, and the rows, if each device is to have them all."""
        self._program, self._probes = runs
        self._machines = machines
        self._grid = grid(machines, state)
        self._data, self._held_out = data, _ = rows
        cut = self._program.plan
        self._epochs = max(1, min(WINDOW_EPOCHS, WINDOW_ROWS // data.rows))
        self._steps = self._epochs * cut.steps_per_epoch
        self._lays_out = machines.hosts > 1 or isinstance(data.x, Chosen)
        # Every device of a row of the grid has as many rows of a batch as the others.
        self._width = math.ceil(cut.batch_size / self._grid.rows) * self._grid.rows
        if self._lays_out:
            row_bytes = 8 * size(self._program.input_shape)
            self._steps = min(self._steps, max(1, BLOCK_BYTES // (row_bytes * self._width)))
        self._window = range(0)
        self._orders: Array = None
        self._laid_out = range(0)
        self._blocks: Blocks | None = None
        self._first = state
        self._here: State | None = None
        self._state: State = state
        self._step = 0
        with precision(self._program):
            if not self._lays_out:
                self._data = self._grid.put_whole(data)
        self.reset(state)

    def advance(self, steps: int, learning_rate: float) -> Columns:
        """Make `steps` updates, as many in one call as the rows at hand allow.

        Raises:
            HostError: another host is gone.

        """
        parts: list[Columns] = []
        target = self._step + steps
        with precision(self._program), told_if_gone(self._machines):
            while self._step < target:
                here = target - self._step
                if self._held_out is not None:
                    here = min(here, to_end_of_epoch(self._program, self._step))
                told = self._advance_at_most(here, learning_rate)
                parts.append(judged(told, self, self._program, self._held_out, self._step))
        return joined(parts)

    def _advance_at_most(self, steps: int, learning_rate: float) -> Columns:
        """Make as many of `steps` updates as one window of epochs, or one block of rows, holds."""
        per_epoch = self._program.plan.steps_per_epoch
        if self._step // per_epoch not in self._window:
            self._draw_orders(self._step // per_epoch)
        start = self._window.start * per_epoch
        first, end = self._step - start, len(self._window) * per_epoch
        feed: Feed | Blocks
        if self._lays_out:
            feed = self._block(first)
            end = min(end, self._laid_out.stop)
        else:
            feed = Feed(self._data, self._orders, np.int32(0))
        here = min(steps, end - first)
        dials = self._program.dials(learning_rate)
        arguments = (self._state, feed, dials, np.int32(first), np.int32(here))
        settings = (self._steps, self._probes, self._grid)
        call = compiled(advance_one, self._program.shared, settings, arguments)
        self._here = None
        self._state, columns = call(*arguments)
        told = {name: whole(column)[:here] for name, column in columns.items()}
        self._step += here
        return told

    def _draw_orders(self, epoch: int) -> None:
        """Draw the orders of the window of epochs that holds `epoch`."""
        start = epoch // self._epochs * self._epochs
        self._window = range(start, start + self._epochs)
        self._laid_out = range(0)
        orders = batches.orders(
            self._program.experiment, self._program.rows, start, self._epochs
        ).astype(np.int32)
        self._orders = self._by_step(orders) if self._lays_out else self._grid.put_whole(orders)

    def _by_step(self, orders: Array) -> Array:
        """Return the row numbers (steps, width) of each step; behind its rows stand zeros."""
        cut = self._program.plan
        length = cut.steps_per_epoch * cut.batch_size
        padded = np.pad(orders, [(0, 0), (0, length - cut.rows)]).reshape(-1, cut.batch_size)
        return np.pad(padded, [(0, 0), (0, self._width - cut.batch_size)])

    def _block(self, first: int) -> Blocks:
        """Return the rows of the step `first` of the window and of some after it, laid out."""
        if self._blocks is None or first not in self._laid_out:
            start = first // self._steps * self._steps
            self._laid_out = range(start, start + self._steps)
            self._blocks = None  # one block at a time
            numbers = self._orders[start : start + self._steps]
            missing = self._steps - len(numbers)  # one shape for all blocks
            laid = self._laid(np.pad(numbers, [(0, missing), (0, 0)]))
            self._blocks = Blocks(laid, np.int32(start))
        return self._blocks

    def _laid(self, numbers: Array) -> Batch:
        """Return the rows of `numbers` (steps, width), each host with those of its devices."""

        def put(array: Array | Chosen | None) -> Array | None:
            if array is None:
                return None

            def rows(wanted: slice) -> Array:
                own = numbers[:, wanted]
                return np.asarray(array[own.ravel()]).reshape(*own.shape, *array.shape[1:])

            kind = array.whole.dtype if isinstance(array, Chosen) else array.dtype
            return self._grid.put_rows((*numbers.shape, *array.shape[1:]), kind, rows)

        return Batch(put(self._data.x), put(self._data.y), put(self._data.weights))

    def state(self) -> State:
        """Return the state after the last update, as NumPy arrays of its own."""
        with told_if_gone(self._machines):
            return in_order_of(self._first, jax.tree.map(whole, self._state))

    def reset(self, state: State) -> None:
        """Go on from `state`."""
        with precision(self._program):
            self._state = self._grid.put_state(state)
        self._step, self._here = int(state.step), None

    def predict(self, x: Array) -> Array:
        """Run the network forward on one device, some thousand rows at a time."""
        if self._here is None:
            self._here = self.state()
        here = self._here
        with precision(self._program):
            return in_blocks(lambda part: padded_forward(self._program, here, part), x)

    def evaluate(self, rows: Batch) -> tuple[float, Array]:
        """Judge, on the host, what the network puts out."""
        prediction = self.predict(rows.x)
        return loss_of(self._program, prediction, rows), prediction
