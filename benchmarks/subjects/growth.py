"""The axes along which work grows, and one point of them alone in a process.

    python growth.py AXIS SIZE SECONDS

prints one line of JSON: seconds a step, with quartiles; megabytes before the work and at the most.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contenders.work import Work
from contenders.works import DEEPER, USUAL
from measuring.timing import Turn, per_step, spread, steps_for
from subjects.alone import peak
from subjects.starts import rates, starts

from glassnet.engines.xla import XlaEngine

BATCH = 128
HIDDEN = 64  # units of a layer, where depth grows
CLASSES = 10
ROUNDS = 7


@dataclass(frozen=True)
class Axis:
    """Work that grows along one axis.

    `units` says how many units of work a step has at a size; `small` and `scale` in which fraction
    of a second a unit's time is told.
    """

    name: str
    work: str
    sizes: tuple[int, ...]
    unit: str
    units: Callable[[int], float]
    small: str
    scale: float
    turn: Callable[[int], Turn]

    @property
    def title(self) -> str:
        """Over the axis' table."""
        return f"{self.name}: {self.work}"

    @property
    def each(self) -> str:
        """Over the column with the time of a unit of work."""
        return f"a {self.unit}, {self.small}"


def of_rows(rows: int) -> Turn:
    """A table that grows, in whole epochs: a turn of one is an epoch."""
    work = Work(f"{rows} rows", (8, 32, 32, 3), batch_size=BATCH, rows=rows, **USUAL)
    steps = work.program.plan.steps_per_epoch
    return _stepping(work, steps)


def of_width(width: int) -> Turn:
    """Two hidden layers that grow, and the inputs with them."""
    sizes = (width, width, width, CLASSES)
    return _stepping(Work(f"width {width}", sizes, batch_size=BATCH, rows=1024, **USUAL))


def of_depth(depth: int) -> Turn:
    """More and more hidden layers."""
    sizes = (HIDDEN, *[HIDDEN] * depth, CLASSES)
    return _stepping(Work(f"depth {depth}", sizes, batch_size=BATCH, rows=1024, **USUAL))


def of_starts(count: int) -> Turn:
    """More and more random starts in one compiled program."""
    many, same = starts(DEEPER, count), rates(DEEPER, count)

    def turn(steps: int) -> int:
        many.advance(steps, same)
        return steps

    return turn


def _stepping(work: Work, each: int = 1) -> Turn:
    """Return the turn that makes `each` steps for every one that is asked for."""
    runner = XlaEngine().start(work.program, work.batch, work.first)

    def turn(count: int) -> int:
        runner.advance(count * each, work.learning_rate)
        return count

    return turn


def products(width: int) -> float:
    """Multiply-and-adds of a step: forward, for the weights, and back but to the inputs."""
    first, second, last = width * width, width * width, width * CLASSES
    return BATCH * (2 * first + 3 * second + 3 * last)


AXES = (
    Axis(
        "rows",
        f"8-32-32-3, an epoch in batches of {BATCH}, Adam, float32",
        (1_000, 10_000, 100_000, 1_000_000, 10_000_000),
        "row",
        float,
        "ns",
        1e9,
        of_rows,
    ),
    Axis(
        "width",
        f"w-w-w-{CLASSES}, a step of {BATCH} rows, Adam, float32",
        (8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096),
        "multiply-and-add",
        products,
        "ps",
        1e12,
        of_width,
    ),
    Axis(
        "depth",
        f"{HIDDEN} units a layer, a step of {BATCH} rows, Adam, float32",
        (1, 2, 4, 8, 16, 32, 64),
        "layer",
        lambda depth: depth + 1.0,
        "µs",
        1e6,
        of_depth,
    ),
    Axis(
        "starts",
        "4-8-16-8-2, a step of all 8 rows, SGD, float64",
        (1, 3, 10, 30, 100, 300, 1_000),
        "start",
        float,
        "µs",
        1e6,
        of_starts,
    ),
)


def main(name: str, size: str, seconds: str) -> None:
    """Do the work of one size, and tell."""
    axis = next(axis for axis in AXES if axis.name == name)
    of_starts(1)(1)  # what every program needs, is there before anything is measured
    before = peak()
    turn = axis.turn(int(size))
    begun = time.process_time()
    turn(1)
    first = time.process_time() - begun
    count = steps_for(turn, float(seconds) / ROUNDS)
    middle = spread([per_step(turn, count)[0] for _ in range(ROUNDS)])
    told: dict[str, Any] = {"CPU": middle.median, "low": middle.low, "high": middle.high}
    compiling = max(0.0, first - middle.median)
    print(json.dumps(told | {"before": before, "peak": peak(), "compiling": compiling}))


if __name__ == "__main__":
    main(*sys.argv[1:])
