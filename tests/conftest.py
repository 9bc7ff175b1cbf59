"""What every test can rely on: the same examples each time, and a processor for XLA.

What is compiled is kept for all of the run's processes, workers and commands alike, where no other
run finds it: each starts from nothing, and compiles a program once.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import tempfile

from hypothesis import settings

# Set before anything imports JAX: a machine's accelerator is for the tests marked gpu.
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ["NPROC"] = "1"
_IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
if not _IS_WORKER:  # its environment is that of all workers
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="glassnet-tests-")
# As glassnet starts it, before a test does it otherwise: the bits depend on how JAX was started.
if importlib.util.find_spec("jax") is not None:
    importlib.import_module("glassnet.engines.xla_start").start_jax()

# A gate must say the same thing twice, also on a slow machine: no chance, no clock.
settings.register_profile("gate", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("gate")


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    if not _IS_WORKER:
        shutil.rmtree(os.environ["XDG_CACHE_HOME"], ignore_errors=True)
