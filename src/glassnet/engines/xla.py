"""The fast engine: JAX traces the very same step, XLA compiles whole epochs of it.

Derivatives are those of the textbook; JAX differentiates nothing.

With one intra-op thread the same program on the same machine gives the same bits each time; with
more, XLA on the CPU may round differently from run to run (JAX issue 39741). So this engine starts
JAX with one thread, unless JAX was started before; `exact` tells which.
"""

from __future__ import annotations

from typing import Any, final

import jax
import numpy as np

from glassnet.engines.columns import joined, judged, to_end_of_epoch
from glassnet.engines.engine import Columns, Engine, Runner
from glassnet.engines.xla_compiled import compiled
from glassnet.engines.xla_programs import Feed, advance_one, forward_one, precision
from glassnet.engines.xla_start import start_jax
from glassnet.ground.arrays import Array, size
from glassnet.program import batches
from glassnet.program.batches import Batch, Chosen
from glassnet.program.held_out import HeldOut, Rows
from glassnet.program.probes import Probe
from glassnet.program.state import State, in_order_of
from glassnet.program.step import BLOCK_ROWS, Program, in_blocks, loss_of

WINDOW_ROWS = 1 << 15  # row numbers drawn at a time: enough that NumPy's own calls cost nothing
WINDOW_EPOCHS = 1 << 12
CALL_STEPS = 1 << 12  # at most: enough that the call costs nothing
BLOCK_BYTES = 1 << 25  # of rows that come from a mapped file, at a time


@final
class XlaEngine(Engine):
    """Run a program with JAX."""

    def __init__(self) -> None:
        """Start JAX, with one thread if it is not running yet."""
        self.exact = start_jax()

    def start(
        self,
        program: Program,
        data: Batch,
        state: State,
        probes: tuple[Probe, ...] = (),
        held_out: HeldOut | None = None,
    ) -> Runner:
        """Return a runner that starts at `state`."""
        return XlaRunner(program, Rows(data, held_out), state, probes)


@final
class XlaRunner(Runner):
    """A program at one of its states, which lives on JAX's device."""

    def __init__(
        self, program: Program, rows: Rows, state: State, probes: tuple[Probe, ...]
    ) -> None:
        """Put the rows and the state on the device."""
        self._program = program
        self._probes = probes
        self._data, self._held_out = data, held_out = rows
        self._streams = isinstance(data.x, Chosen)
        self._epochs = 1 if self._streams else max(1, min(WINDOW_EPOCHS, WINDOW_ROWS // data.rows))
        self._steps = min(CALL_STEPS, self._epochs * program.plan.steps_per_epoch)
        if self._streams:
            row_bytes = 8 * size(program.input_shape)
            self._steps = max(1, BLOCK_BYTES // (row_bytes * program.plan.batch_size))
        self._window = range(0)
        self._orders: Array = None
        self._step = int(state.step)
        self._judged_by: Batch | None = None  # the rows held out, where the program judges by them
        self._compiled: Any = None
        self._first = state
        self._state: State = state
        if not self._streams:
            with precision(program):
                # Not jnp.asarray, which compiles a program for each shape it meets.
                self._data = jax.device_put(data)
                if held_out is not None and not _are_many(held_out.rows):
                    self._judged_by = jax.device_put(held_out.rows)
        self.reset(state)

    def advance(self, steps: int, learning_rate: float) -> Columns:
        """Make `steps` updates, as many in one call as the rows at hand allow."""
        parts: list[Columns] = []
        target = self._step + steps
        with precision(self._program):
            while self._step < target:
                parts.append(self._advance_at_most(target - self._step, learning_rate))
        return joined(parts)

    def _advance_at_most(self, steps: int, learning_rate: float) -> Columns:
        """Make as many of `steps` updates as one window of epochs, or one block of rows, holds."""
        if self._held_out is None or self._judged_by is not None:
            return self._call_advance(steps, learning_rate)
        here = min(steps, to_end_of_epoch(self._program, self._step))
        told = self._call_advance(here, learning_rate)
        return judged(told, self, self._program, self._held_out, self._step)

    def _call_advance(self, steps: int, learning_rate: float) -> Columns:
        """Make as many of `steps` updates as one call makes."""
        per_epoch = self._program.plan.steps_per_epoch
        epoch, position = divmod(self._step, per_epoch)
        if epoch not in self._window:
            self._draw_orders(epoch)
        first = self._step - self._window.start * per_epoch
        here = min(steps, self._steps, len(self._window) * per_epoch - first)
        feed = Feed(self._data, self._orders, np.int32(0), self._judged_by)
        if self._streams:
            feed = self._block(position)
        dials = self._program.dials(learning_rate)
        arguments = (self._state, feed, dials, np.int32(first), np.int32(here))
        if self._compiled is None:  # found once: its arguments always have one shape here
            targets = self._held_out.targets if self._held_out and self._judged_by else None
            settings = (self._steps, self._probes, None, targets)
            self._compiled = compiled(advance_one, self._program.shared, settings, arguments)
        self._state, columns = self._compiled(*arguments)
        self._step += here
        return {name: np.asarray(column)[:here] for name, column in columns.items()}

    def _draw_orders(self, epoch: int) -> None:
        """Draw the orders of the window of epochs that holds `epoch`."""
        start = epoch // self._epochs * self._epochs
        self._window = range(start, start + self._epochs)
        orders = batches.orders(
            self._program.experiment, self._program.rows, start, self._epochs
        ).astype(np.int32)
        self._orders = orders if self._streams else jax.device_put(orders)

    def _block(self, position: int) -> Feed:
        """Return the rows of the steps from `position` on, fetched from their file, in order."""
        count = self._steps * self._program.plan.batch_size
        start = position * self._program.plan.batch_size
        rows = self._orders[0, start : start + count]
        missing = np.zeros(count - len(rows), dtype=rows.dtype)  # one shape for all blocks
        block = self._data.take(np.concatenate([rows, missing]))
        return Feed(block, np.arange(count, dtype=np.int32)[None, :], np.int32(position))

    def state(self) -> State:
        """Return the state after the last update, as NumPy arrays of its own."""
        return in_order_of(self._first, jax.tree.map(np.array, self._state))

    def reset(self, state: State) -> None:
        """Go on from `state`."""
        with precision(self._program):
            # What JAX is given it may use as it is, and so may who gave it: hence the copy.
            self._state = jax.device_put(jax.tree.map(np.array, state))
        self._step = int(state.step)

    def predict(self, x: Array) -> Array:
        """Run the network forward, some thousand rows at a time."""
        with precision(self._program):
            return in_blocks(lambda part: padded_forward(self._program, self._state, part), x)

    def evaluate(self, rows: Batch) -> tuple[float, Array]:
        """Run the network forward, and judge what it puts out on the host."""
        prediction = self.predict(rows.x)
        return loss_of(self._program, prediction, rows), prediction


def _are_many(rows: Batch) -> bool:
    """Tell whether these are more rows than go forward at a time."""
    return isinstance(rows.x, Chosen) or rows.rows > BLOCK_ROWS


def padded_forward(program: Program, state: State, part: Array) -> Array:
    """Run some rows forward, with up to an eighth more behind them, and at least eight.

    So few numbers of rows compile: multiples of eight, and of an eighth of a power of two.
    """
    rows = part.shape[0]
    step = max(8, 1 << max(0, rows.bit_length() - 4))
    missing = -rows % step if rows else step
    padded = np.pad(part, [(0, missing), *[(0, 0)] * (part.ndim - 1)]) if missing else part
    arguments = (state, padded)
    call = compiled(forward_one, program.shared, (), arguments)
    return np.asarray(call(*arguments))[:rows]
