"""JAX as glassnet starts it: one intra-op thread, and small loops compiled in one piece."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import jax

# XLA runs a loop as a list of kernels, some 50 ns each, which a tiny network does not earn. A loop
# of no more than so many bytes it can compile in one piece instead, if no kernel comes from a
# library. How many bytes, only a flag of the whole process says, so it says yes to all; whether a
# program wants it must not depend on the number of rows, or rows from a file would give other bits.
SMALL_LOOPS = f"--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold={1 << 30}"


@lru_cache(maxsize=1)
def start_jax() -> bool:
    """Start JAX as the module says; return whether it is so started, hence exact bits."""
    before = os.environ.get("NPROC")
    running = jax._src.xla_bridge.backends_are_initialized()  # noqa: SLF001  no public way to ask
    flags = os.environ.get("XLA_FLAGS", "")
    loops = "" if SMALL_LOOPS.split("=", maxsplit=1)[0] in flags else SMALL_LOOPS
    with _environment(NPROC="1", XLA_FLAGS=f"{flags} {loops}".strip()):
        jax.devices()
    return not running or (before == "1" and not loops)


@contextmanager
def _environment(**wanted: str) -> Iterator[None]:
    """Let the process have these variables for a while."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
