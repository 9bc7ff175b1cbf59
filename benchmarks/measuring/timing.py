"""Measuring side by side: every contender has its turn in every round, so that noise hits all."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.float64]
Turn = Callable[[int], int]  # makes about so many steps; returns how many


class Spread(NamedTuple):
    """The middle of what was measured, and the quartiles around it."""

    median: float
    low: float
    high: float

    @property
    def relative(self) -> float:
        """The distance of the quartiles, as a share of the median."""
        return (self.high - self.low) / self.median


def spread(values: Seconds) -> Spread:
    """Return the median and the quartiles of `values`."""
    low, median, high = np.percentile(values, [25, 50, 75])
    return Spread(float(median), float(low), float(high))


def between(middle: Spread, unit: float = 1.0) -> str:
    """Return the quartiles as text, in another unit."""
    return f"{middle.low * unit:,.4g} … {middle.high * unit:,.4g}"


def quartiles(told: str) -> tuple[float, float]:
    """Return the two numbers that `between` told."""
    low, high = told.replace(",", "").split(" … ")
    return float(low), float(high)


def rounds(turns: Mapping[str, Turn], seconds: float, count: int) -> dict[str, Seconds]:
    """Return the CPU seconds a step of each contender, in each of `count` rounds: name → (count,).

    A turn takes about `seconds` of CPU time. CPU time is that of the whole process, all threads:
    what other processes do meanwhile is not in it, though they share caches and memory.
    """
    return {name: clocks.cpu for name, clocks in both_clocks(turns, seconds, count).items()}


class Clocks(NamedTuple):
    """The seconds a step in each round, of CPU time and of the clock on the wall."""

    cpu: Seconds
    wall: Seconds


def both_clocks(turns: Mapping[str, Turn], seconds: float, count: int) -> dict[str, Clocks]:
    """Return what `rounds` does, and the time that passed."""
    steps = {name: steps_for(turn, seconds) for name, turn in turns.items()}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in turns}
    for _ in range(count):
        for name, turn in turns.items():
            found[name].append(per_step(turn, steps[name]))
    return {name: Clocks(*np.array(values).T) for name, values in found.items()}


def per_step(turn: Turn, steps: int) -> tuple[float, float]:
    """Return the seconds a step when `turn` makes `steps`: of CPU time, and on the wall."""
    wall, cpu = time.perf_counter(), time.process_time()
    made = turn(steps)
    return (time.process_time() - cpu) / made, (time.perf_counter() - wall) / made


def steps_for(turn: Turn, seconds: float) -> int:
    """Return how many steps take about `seconds`; what is compiled is compiled on the way."""
    steps = 1
    while True:
        turn(steps)
        needed = per_step(turn, steps)[0] * steps
        if needed > seconds / 4:
            return max(1, round(steps * seconds / needed))
        steps *= 2
