"""Whether more devices pay: what arithmetic predicts, and what a short measurement says.

one device     t₁ = F / R                 F: operations of a step,  R: operations a second
n devices      tₙ = t₁ / n + s            s: the time for the sums that all must know
it pays where  t₁ (1 − 1/n) > s           the work grows with the network and the batch, s only
                                          with the network
"""

from __future__ import annotations

import math
import os
import time
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from glassnet.engines.choice import XLA_FLOPS_PER_SECOND
from glassnet.engines.effort import step_flops
from glassnet.engines.engine import Runner
from glassnet.engines.machines import Machines
from glassnet.program.batches import Batch
from glassnet.program.state import State
from glassnet.program.step import Program

# Orders of magnitude, as in choice.py; the measurement beside them is what counts.
SUM_SECONDS = (3e-5, 5e-4)  # for one sum, however short: among threads, among hosts
BYTES_PER_SECOND = (4e9, 1e9)  # of long ones
STEP_SECONDS = 5e-6  # of a step in which nothing is to be computed
MEASURED_SECONDS = 0.1
MOST_STEPS = (200, 20)  # of threads, of hosts
TRIES = 3
HOST_BATCHES = 8  # that one host alone is measured on: it does not have all rows on its devices


@final
@dataclass(frozen=True)
class Speedup:
    """What machines bring.

    Args:
        machines: The machines.
        shares: How many of their devices compute at the same time: no more than there are cores.
        predicted: The seconds for a step on one device and on all, by arithmetic.
        measured: The same, by a clock.
        batch: The rows of a step.
        rows: The rows of the table.

    """

    machines: Machines
    shares: int
    predicted: tuple[float, float]
    measured: tuple[float, float]
    batch: int
    rows: int

    @property
    def factor(self) -> float:
        """How many times as fast as one device all of them are, measured."""
        return self.measured[0] / self.measured[1]

    @property
    def needed(self) -> float:
        """How many times as much work a step would need for them to pay: s / (t₁ (1 − 1/n))."""
        one, every = self.measured
        if self.shares == 1:
            return math.inf
        return (every - one / self.shares) / (one * (1.0 - 1.0 / self.shares))

    def __str__(self) -> str:
        """Return it in one line."""
        one, every = (f"{1e3 * seconds:.3g} ms" for seconds in self.measured)
        guess = f"predicted: {self.predicted[0] / self.predicted[1]:.2g}"
        if self.factor > 1.0:
            return (
                f"{self.machines} make a step in {every}, one device in {one}: "
                f"{self.factor:.2g} times as fast ({guess})."
            )
        return (
            f"{self.machines} do not pay: a step takes {every}, on one device {one}, so "
            f"{self.factor:.2g} times as fast ({guess}); {self._remedy()}."
        )

    def _remedy(self) -> str:
        """Return from where on it would pay."""
        if self.shares == 1:
            return "they share one core"
        batch = _rounded(self.needed * self.batch)
        if batch <= self.rows:
            return f"they would with a batch of about {batch:,} rows, or more units"
        times = f"{_rounded(self.needed):,}"
        return f"they would with about {times} times the work in a step, by units or rows"


def predicted(program: Program, state: State, machines: Machines) -> tuple[float, float]:
    """Return the seconds for a step on one device and on all, by arithmetic."""
    among = machines.hosts > 1
    arrays = state.params.values()
    length = sum(array.nbytes for array in arrays)
    sums = (len(arrays) + 1) * SUM_SECONDS[among] + 2.0 * length / BYTES_PER_SECOND[among]
    work = step_flops(program) / XLA_FLOPS_PER_SECOND
    return STEP_SECONDS + work, STEP_SECONDS + work / shares(machines) + sums


def shares(machines: Machines) -> int:
    """Return how many devices compute at the same time, if they are cores of this machine."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return min(machines.devices, cores) * machines.hosts


def together(program: Program, data: Batch, state: State, machines: Machines) -> float:
    """Return the seconds for a step on all devices; all hosts must measure at the same time."""
    from glassnet.engines.xla_sharded import ShardedEngine  # noqa: PLC0415  JAX is optional

    return _seconds_a_step(ShardedEngine(machines).start(program, data, state), program, machines)


def speedup(
    program: Program, data: Batch, state: State, machines: Machines, every: float
) -> Speedup:
    """Return what `machines`, on which a step takes `every` seconds, bring beside one device."""
    from glassnet.engines.xla import XlaEngine  # noqa: PLC0415  JAX is optional

    alone, own = program, data
    if machines.hosts > 1:
        rows = min(program.rows, HOST_BATCHES * program.plan.batch_size)
        alone, own = replace(program, rows=rows), data.take(np.arange(rows))
    one = _seconds_a_step(XlaEngine().start(alone, own, state), program, machines)
    guess = predicted(program, state, machines)
    batch = program.plan.batch_size
    return Speedup(machines, shares(machines), guess, (one, every), batch, program.rows)


def _seconds_a_step(runner: Runner, program: Program, machines: Machines) -> float:
    """Return what a step takes at best, once it is compiled; the same steps on every host."""
    rate = program.experiment.learning_rate
    wanted = MEASURED_SECONDS * XLA_FLOPS_PER_SECOND / max(1.0, step_flops(program))
    steps = max(2, min(MOST_STEPS[machines.hosts > 1], int(wanted)))
    runner.advance(1, rate)
    found = math.inf
    for _ in range(TRIES):
        start = time.perf_counter()
        runner.advance(steps, rate)
        found = min(found, time.perf_counter() - start)
    return found / steps


def _rounded(number: float) -> int:
    """Return a number with two digits that count, rounded up.

    >>> _rounded(1.2), _rounded(4131.0)
    (2, 4200)
    """
    digits = max(0, math.floor(math.log10(max(number, 1.0))) - 1)
    return int(math.ceil(number / 10**digits) * 10**digits)
