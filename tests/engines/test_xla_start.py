"""JAX is started as glassnet wants it, and what the user has set stays as it was."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SCRIPT = """
import os
import jax, jax.numpy as jnp
from glassnet.engines.xla_start import start_jax
start_jax()
flags = os.environ.get("XLA_FLAGS")
loop = jax.jit(lambda x: jax.lax.fori_loop(0, 9, lambda _, y: jnp.sin(y) * 2, x))
text = loop.lower(jnp.ones(1_000)).compile().as_text()
print(flags, "small_call" in text)
"""


def told(**environment):
    """Start JAX in a process of its own; return its flags, and whether a loop is one piece."""
    clean = {name: value for name, value in os.environ.items() if name != "XLA_FLAGS"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=clean | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


OWN = "--xla_cpu_enable_fast_math=false"
THEIRS = "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=8"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ["None", "True"]),
        ({"XLA_FLAGS": OWN}, [OWN, "True"]),
        ({"XLA_FLAGS": THEIRS}, [THEIRS, "False"]),
    ],
)
def test_flags_of_the_user_stay(environment, expected):
    """Ours are beside them only while JAX starts, and where they say otherwise, not at all."""
    assert told(**environment) == expected
