"""Which engine runs a program: a static estimate of the work, so that the choice repeats."""

from __future__ import annotations

import importlib.util
from typing import NamedTuple

from glassnet.engines.effort import step_flops
from glassnet.engines.engine import Engine
from glassnet.engines.machines import ALONE, Machines
from glassnet.engines.reference import ReferenceEngine
from glassnet.ground.errors import MissingPackageError, UsageError
from glassnet.program.step import Program

# Orders of magnitude on a present-day core, measured by benchmarks/speed.py. They decide which
# engine is the shorter way, so they need to be right within a factor of three, no more.
SECONDS_PER_LAYER = 50e-6  # NumPy: Python and dispatch, for one layer of one step
FLOPS_PER_SECOND = 4e10  # NumPy: multiply-adds of middle-sized matrices, memory included
XLA_FLOPS_PER_SECOND = 1e11
XLA_START_SECONDS = 3.0  # importing JAX and compiling


class Choice(NamedTuple):
    """An engine, its name, why it was chosen, in a sentence, and where it computes."""

    engine: Engine
    name: str
    reason: str
    machines: Machines = ALONE


def step_seconds(engine: Engine, program: Program) -> float:
    """Estimate how long `engine` takes for one update of `program`."""
    if not isinstance(engine, ReferenceEngine):
        return step_flops(program) / XLA_FLOPS_PER_SECOND
    layers = len(program.experiment.network.layers)
    return layers * SECONDS_PER_LAYER + step_flops(program) / FLOPS_PER_SECOND


def choose(program: Program, machines: Machines = ALONE) -> Choice:
    """Return the engine that the experiment names, or the one that "auto" finds shorter.

    On more than one device only JAX can compute.
    """
    wanted = program.experiment.engine
    if machines.total > 1:
        if wanted == "reference":
            raise UsageError(
                f'engine "reference" computes on one device, got {machines}; leave one of them out.'
            )
        return Choice(_xla(machines), "xla", f"JAX on {machines}, as asked", machines)
    if wanted == "reference":
        return Choice(ReferenceEngine(), "reference", "NumPy, as asked")
    if wanted == "xla":
        return Choice(_xla(), "xla", "JAX, as asked")
    seconds = program.total_steps * step_seconds(ReferenceEngine(), program)
    if seconds <= XLA_START_SECONDS:
        return Choice(
            ReferenceEngine(),
            "reference",
            f"NumPy needs about {seconds:.1f} s for all epochs, less than JAX needs to start",
        )
    estimate = f"NumPy would need about {seconds:.0f} s for all epochs"
    if importlib.util.find_spec("jax") is None:
        return Choice(
            ReferenceEngine(),
            "reference",
            f"{estimate}; pip install 'glassnet[fast]' to let JAX compile it",
        )
    return Choice(_xla(), "xla", f"JAX, since {estimate}")


def _xla(machines: Machines = ALONE) -> Engine:
    try:
        # JAX is optional, and slow to import.
        from glassnet.engines.xla import XlaEngine  # noqa: PLC0415
        from glassnet.engines.xla_sharded import ShardedEngine  # noqa: PLC0415
    except ImportError as error:
        raise MissingPackageError(
            f'engine "xla" needs JAX ({error}); pip install "glassnet[fast]", '
            'or use engine "reference".'
        ) from None
    return ShardedEngine(machines) if machines.total > 1 else XlaEngine()
