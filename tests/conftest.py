"""What every test can rely on: the same examples each time, and a processor for XLA."""

from __future__ import annotations

import os

from hypothesis import settings

# Set before anything imports JAX: a machine's accelerator is for the tests marked gpu.
os.environ.setdefault("JAX_PLATFORMS", "cpu")
# One thread, whichever test is the first to start JAX: the engine promises exact bits with one.
os.environ["NPROC"] = "1"

# A gate must say the same thing twice, also on a slow machine: no chance, no clock.
settings.register_profile("gate", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("gate")
