"""Compiled programs: some are kept for the process, and all on disk in JAX's persistent cache.

So the second start of the same work compiles nothing.
"""

from __future__ import annotations

import os
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import jax
import platformdirs
from jax.experimental.compilation_cache import compilation_cache

from glassnet.engines.effort import step_flops
from glassnet.program.step import Program

# Without kernels of a library a tiny step is compiled in one piece: see `xla_start.SMALL_LOOPS`.
IN_ONE_PIECE = {"xla_cpu_experimental_ynn_fusion_type": ""}
IN_KERNELS = {"xla_disable_hlo_passes": "small-while-loop-hoisting"}
TINY_FLOPS = 50_000  # of a step; beyond, a library multiplies matrices faster

KEPT = 32  # programs; beyond, the one that was not called for longest is let go
_COMPILED: OrderedDict[Any, Any] = OrderedDict()


def compiled(
    make: Callable[..., Any],
    program: Program,
    settings: tuple[Any, ...],
    arguments: tuple[Any, ...],
) -> Any:
    """Return what `make(program, *settings)` compiles to for such `arguments`."""
    shapes = tuple((leaf.shape, leaf.dtype) for leaf in jax.tree.leaves(arguments))
    key = (make, program, settings, shapes)
    found = _COMPILED.get(key)
    if found is None:
        with _cache_on_disk():
            found = _compile(make(program, *settings).lower(*arguments), program)
        _COMPILED[key] = found
    _COMPILED.move_to_end(key)
    while len(_COMPILED) > KEPT:
        _COMPILED.popitem(last=False)
    return found


def is_tiny(program: Program) -> bool:
    """Tell whether a step of `program` does so little that it is compiled in one piece."""
    return step_flops(program) <= TINY_FLOPS


def _compile(lowered: Any, program: Program) -> Any:
    """Compile; a tiny step in one piece, where this JAX can."""
    if jax.default_backend() != "cpu":
        return lowered.compile()
    try:
        return lowered.compile(compiler_options=IN_ONE_PIECE if is_tiny(program) else IN_KERNELS)
    except jax.errors.JaxRuntimeError:  # no such option
        return lowered.compile()


@contextmanager
def _cache_on_disk() -> Iterator[None]:
    """Let JAX keep compiled programs in the user's cache folder, and leave its settings alone."""
    folder = _cache_folder()
    if folder is None or getattr(jax.config, "jax_compilation_cache_dir", None) is not None:
        yield
        return
    wanted = {
        "jax_compilation_cache_dir": str(folder),
        "jax_persistent_cache_min_compile_time_secs": 0.0,
        "jax_persistent_cache_min_entry_size_bytes": -1,
    }
    config: Any = jax.config  # its settings are made at run time, so its type does not know them
    before = {name: getattr(config, name) for name in wanted}
    try:
        for name, value in wanted.items():
            config.update(name, value)
        with warnings.catch_warnings():  # what is damaged there is compiled anew: no harm done
            warnings.filterwarnings("ignore", "Error (reading|writing) persistent compilation")
            yield
    finally:
        for name, value in before.items():
            config.update(name, value)
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
