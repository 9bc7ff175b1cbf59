"""The engine that defines the other: NumPy, one step after the other, nothing hidden."""

from __future__ import annotations

from typing import final

import numpy as np

from glassnet.engines.columns import joined, judged, to_end_of_epoch
from glassnet.engines.engine import Columns, Engine, Runner
from glassnet.ground.arrays import Array
from glassnet.program import batches
from glassnet.program.batches import Batch
from glassnet.program.held_out import HeldOut, Rows
from glassnet.program.probes import Probe, tell
from glassnet.program.state import State
from glassnet.program.step import Program, in_blocks, learn, loss_of, predict

WINDOW_ROWS = 1 << 12  # row numbers drawn at a time: for few rows NumPy's calls cost the most


@final
class ReferenceEngine(Engine):
    """Run a program with NumPy."""

    def start(
        self,
        program: Program,
        data: Batch,
        state: State,
        probes: tuple[Probe, ...] = (),
        held_out: HeldOut | None = None,
    ) -> Runner:
        """Return a runner that starts at `state`."""
        return ReferenceRunner(program, Rows(data, held_out), state, probes)


@final
class ReferenceRunner(Runner):
    """A program at one of its states."""

    def __init__(
        self, program: Program, rows: Rows, state: State, probes: tuple[Probe, ...]
    ) -> None:
        """Keep the program, its rows and where it is."""
        self._program = program
        self._probes = probes
        self._data, self._held_out = rows
        self._state = state
        self._window = max(1, WINDOW_ROWS // rows.training.rows)
        self._epochs = range(0)  # those whose orders are drawn
        self._orders: Array = np.empty((0, 0), dtype=np.int64)

    def advance(self, steps: int, learning_rate: float) -> Columns:
        """Make `steps` updates, epoch by epoch."""
        parts: list[Columns] = []
        target = int(self._state.step) + steps
        while (step := int(self._state.step)) < target:
            here = min(target - step, to_end_of_epoch(self._program, step))
            told = self._made(here, learning_rate)
            parts.append(judged(told, self, self._program, self._held_out, step + here))
        return joined(parts)

    def _made(self, steps: int, learning_rate: float) -> Columns:
        """Make `steps` updates, one after the other."""
        program = self._program
        dials = program.dials(learning_rate)
        told = []
        # A run that diverges overflows; its loss tells, and the run says at which step and layer.
        with np.errstate(all="ignore"):
            for _ in range(steps):
                before = self._state
                batch = self._data.take(self._rows(int(before.step)))
                self._state, facts = learn(np, program, before, batch, dials)
                told.append(tell(np, program, self._probes, before, facts, self._state))
        names = told[0] if told else ()
        return {name: np.array([each[name] for each in told]) for name in names}

    def _rows(self, step: int) -> Array:
        """Return the rows of `step`; the orders of some epochs are drawn together."""
        cut = self._program.plan
        epoch, position = divmod(step, cut.steps_per_epoch)
        if epoch not in self._epochs:
            start = epoch // self._window * self._window
            self._epochs = range(start, start + self._window)
            self._orders = batches.orders(self._program.experiment, cut.rows, start, self._window)
        order = self._orders[epoch - self._epochs.start]
        return order[position * cut.batch_size : (position + 1) * cut.batch_size]

    def state(self) -> State:
        """Return the state after the last update."""
        return self._state

    def reset(self, state: State) -> None:
        """Go on from `state`."""
        self._state = state

    def predict(self, x: Array) -> Array:
        """Run the network forward, some thousand rows at a time."""
        return in_blocks(lambda part: predict(np, self._program, self._state, part), x)

    def evaluate(self, rows: Batch) -> tuple[float, Array]:
        """Run the network forward, and judge what it puts out."""
        prediction = self.predict(rows.x)
        return loss_of(self._program, prediction, rows), prediction
