"""The fast engine: JAX traces the very same step, XLA compiles whole epochs of it.

One program a run: a loop over updates with a number of turns that is an argument, so that no
length ever compiles again. Derivatives are those of the textbook; JAX differentiates nothing.

With one intra-op thread the same program on the same machine gives the same bits each time; with
more, XLA on the CPU may round differently from run to run (JAX issue 39741). So this engine starts
JAX with one thread, unless JAX was started before; `exact` tells which.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
import platformdirs
from jax.experimental.compilation_cache import compilation_cache

from glassnet.engines.engine import Columns, Engine, Runner
from glassnet.ground.arrays import Array, size
from glassnet.program import batches
from glassnet.program.batches import Batch, Chosen
from glassnet.program.state import State
from glassnet.program.step import Program, learn, predict

WINDOW_ROWS = 65_536  # row numbers handed over at a time: large enough that the call costs nothing
WINDOW_EPOCHS = 1_024
BLOCK_BYTES = 1 << 25  # of rows that come from a mapped file, at a time
PREDICT_ROWS = 8_192


@final
class XlaEngine(Engine):
    """Run a program with JAX."""

    def __init__(self) -> None:
        """Start JAX, with one thread if it is not running yet."""
        self.exact = _start_jax()

    def start(self, program: Program, data: Batch, state: State) -> Runner:
        """Return a runner that starts at `state`."""
        return XlaRunner(program, data, state)


@final
class XlaRunner(Runner):
    """A program at one of its states, which lives on JAX's device."""

    def __init__(self, program: Program, data: Batch, state: State) -> None:
        """Put the rows and the state on the device."""
        self._program = program
        self._window = max(1, min(WINDOW_EPOCHS, WINDOW_ROWS // program.rows))
        self._first_epoch = -1
        self._orders: Array = None
        self._source = data
        self._streams = isinstance(data.x, Chosen)
        row_bytes = 8 * size(program.input_shape)
        self._block_steps = max(1, BLOCK_BYTES // (row_bytes * program.plan.batch_size))
        with self._precision():
            self._data = None if self._streams else jax.tree.map(jnp.asarray, data)
        self.reset(state)

    def advance(self, steps: int, learning_rate: float) -> Columns:
        """Make `steps` updates, as many in one call as one window of epochs holds."""
        parts: list[Columns] = []
        while steps > 0:
            part = self._advance_in_window(steps, learning_rate)
            parts.append(part)
            steps -= len(part["loss"])
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def _advance_in_window(self, steps: int, learning_rate: float) -> Columns:
        """Make as many of `steps` updates as one call can: those of one window of epochs."""
        cut = self._program.plan
        epoch, position = divmod(self._step, cut.steps_per_epoch)
        first_epoch = epoch // self._window * self._window
        first = (epoch - first_epoch) * cut.steps_per_epoch + position
        here = min(steps, self._window * cut.steps_per_epoch - first)
        if first_epoch != self._first_epoch:
            self._orders = batches.orders(
                self._program.experiment, self._program.rows, first_epoch, self._window
            ).astype(np.int32)
            self._first_epoch = first_epoch
        if self._streams:
            here = min(here, self._block_steps)
        with self._precision():
            data, orders = self._on_device(position, here)
            rate = jnp.asarray(learning_rate, dtype=self._program.experiment.dtype)
            arguments = (self._state, data, orders, np.int32(first), np.int32(here), rate)
            advance = compiled(_advance, self._program, self._window, arguments)
            self._state, columns = advance(*arguments)
        self._step += here
        return {name: np.asarray(column)[:here] for name, column in columns.items()}

    def _on_device(self, position: int, steps: int) -> tuple[Batch, Array]:
        """Return the rows of the next `steps`, and the order in which the epoch takes them.

        Rows that lie in a mapped file come a block at a time: the block's rows in the epoch's
        order, and an order that finds them there.
        """
        if not self._streams:
            return self._data, self._orders
        start = position * self._program.plan.batch_size
        count = self._block_steps * self._program.plan.batch_size
        rows = self._orders[0, start : start + count]
        padded = np.concatenate([rows, np.zeros(count - len(rows), dtype=rows.dtype)])
        order = np.zeros_like(self._orders)
        order[0, start : start + len(rows)] = np.arange(len(rows))
        return jax.tree.map(jnp.asarray, self._source.take(padded)), jnp.asarray(order)

    def state(self) -> State:
        """Return the state after the last update, as NumPy arrays of its own."""
        return jax.tree.map(np.array, self._state)

    def reset(self, state: State) -> None:
        """Go on from `state`."""
        with self._precision():
            self._state = jax.tree.map(lambda array: jnp.array(array, copy=True), state)
        self._step = int(state.step)

    def predict(self, x: Array) -> Array:
        """Run the network forward, in blocks of one size, so that each size compiles once."""
        rows = min(PREDICT_ROWS, x.shape[0])
        parts = []
        with self._precision():
            for start in range(0, x.shape[0], rows):
                part = x[start : start + rows]
                missing = rows - part.shape[0]
                padded = np.concatenate([part, np.repeat(part[-1:], missing, axis=0)])
                arguments = (self._state, padded)
                whole = compiled(_predict, self._program, rows, arguments)(*arguments)
                parts.append(np.asarray(whole)[: part.shape[0]])
        return np.concatenate(parts)

    def _precision(self) -> Any:
        """Return a context in which JAX has the run's dtype; its process-wide switch stays."""
        return jax.enable_x64(self._program.experiment.dtype == "float64")


def _advance(program: Program, window: int) -> Callable[..., tuple[State, dict[str, Array]]]:
    """Return the function that makes up to a window of updates."""
    cut = program.plan

    def advance(
        state: State, data: Batch, orders: Array, first: Array, steps: Array, rate: Array
    ) -> tuple[State, dict[str, Array]]:
        def learn_from(state: State, epoch: Array, start: Array, count: int) -> tuple[State, Array]:
            rows = jax.lax.dynamic_slice(orders, (epoch, start), (1, count))[0]
            following, facts = learn(
                jnp, program, state, jax.tree.map(lambda a: a[rows], data), rate
            )
            return following, jnp.stack([facts.loss, facts.learning_rate])

        def turn(i: Array, carry: tuple[State, Array]) -> tuple[State, Array]:
            state, told = carry
            epoch, position = jnp.divmod(first + i, cut.steps_per_epoch)
            start = position * cut.batch_size
            if cut.rest == 0:
                state, facts = learn_from(state, epoch, start, cut.batch_size)
            else:  # the last batch of an epoch has another shape: a branch of its own
                state, facts = jax.lax.cond(
                    position < cut.full,
                    lambda s: learn_from(s, epoch, start, cut.batch_size),
                    lambda s: learn_from(s, epoch, start, cut.rest),
                    state,
                )
            return state, told.at[i].set(facts)

        told = jnp.zeros((window * cut.steps_per_epoch, 2), dtype=rate.dtype)
        state, told = jax.lax.fori_loop(0, steps, turn, (state, told))
        return state, {"loss": told[:, 0], "learning_rate": told[:, 1]}

    return jax.jit(advance, donate_argnums=0)


def _predict(program: Program, rows: int) -> Callable[[State, Array], Array]:
    """Return the function that runs the network forward on `rows` rows."""
    return jax.jit(lambda state, x: predict(jnp, program, state, x))


_COMPILED: dict[Any, Any] = {}


def compiled(
    make: Callable[..., Any], program: Program, size: int, arguments: tuple[Any, ...]
) -> Any:
    """Return what `make(program, size)` compiles to for such `arguments`, kept for the process."""
    shapes = tuple((leaf.shape, str(leaf.dtype)) for leaf in jax.tree.leaves(arguments))
    key = (make, program, size, shapes)
    if key not in _COMPILED:
        with _cache_on_disk():
            _COMPILED[key] = make(program, size).lower(*arguments).compile()
    return _COMPILED[key]


@contextmanager
def _cache_on_disk() -> Iterator[None]:
    """Let JAX keep compiled programs in the user's cache folder, and leave its settings alone."""
    folder = _cache_folder()
    if folder is None or jax.config.jax_compilation_cache_dir is not None:
        yield
        return
    wanted = {
        "jax_compilation_cache_dir": str(folder),
        "jax_persistent_cache_min_compile_time_secs": 0.0,
        "jax_persistent_cache_min_entry_size_bytes": -1,
    }
    before = {name: getattr(jax.config, name) for name in wanted}
    try:
        for name, value in wanted.items():
            jax.config.update(name, value)
        yield
    finally:
        for name, value in before.items():
            jax.config.update(name, value)
        compilation_cache.reset_cache()


@lru_cache(maxsize=1)
def _cache_folder() -> Path | None:
    """Return the folder for compiled programs, or None where none can be written."""
    folder = platformdirs.user_cache_path("glassnet") / f"xla-{jax.__version__}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


@lru_cache(maxsize=1)
def _start_jax() -> bool:
    """Start JAX with one intra-op thread; return whether it got that, hence exact bits."""
    before = os.environ.get("NPROC")
    running = jax._src.xla_bridge.backends_are_initialized()  # noqa: SLF001  no public way to ask
    os.environ["NPROC"] = "1"
    try:
        jax.devices()
    finally:
        os.environ.pop("NPROC") if before is None else os.environ.update(NPROC=before)
    return not running or before == "1"
