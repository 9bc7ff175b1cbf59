"""What it costs that a run can be watched and gone back in: beside the bare engine, in one process.

Three questions. How much slower is a run, which records every loss and keeps snapshots, than the
runner that it moves? How long does it take to go a thousand steps back, beside making them? How
much memory does the history of a million steps take?

    python benchmarks/watching.py [--quick] [--json FILE]
"""

from __future__ import annotations

import argparse
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from contenders.work import Work
from measuring import surroundings
from measuring.telling import tell
from measuring.timing import Turn, between, rounds, spread

from glassnet.run.run import Run
from glassnet.run.training import prepare

LARGE = Work(
    "784-128-10, batches of 128, Adam, float32",
    sizes=(784, 128, 10),
    hidden="relu",
    loss="cross-entropy",
    optimizer="Adam",
    learning_rate=0.001,
    batch_size=128,
    rows=4096,
    dtype="float32",
)
SMALL = Work(
    "4-8-3, batches of 10, Adam, float32",
    sizes=(4, 8, 3),
    hidden="relu",
    loss="cross-entropy",
    optimizer="Adam",
    learning_rate=0.001,
    batch_size=10,
    rows=100,
    dtype="float32",
)
KEPT = ("loss", "optimizer", "learning_rate", "batch_size", "epochs", "dtype", "weight_decay")
AIM = 0.05  # of the time of the bare runner
VALIDATION = 0.15
FULL = (0.5, 11, 1_000, 1_000_000)  # CPU seconds a turn, rounds, steps back, steps remembered
QUICK = (0.02, 2, 64, 1_000)


def run_of(work: Work, validation: float = 0.0) -> Run:
    """Return the run that does `work`, before its first step, with a share of rows beside it."""
    settings = {name: getattr(work.program.experiment, name) for name in KEPT}
    engine = "xla" if surroundings.has("jax") else "reference"
    shares = {"test": 0.0, "validation": validation, "scaling": "none"}
    given = settings | shares | {"engine": engine, "early_stopping": None}
    return prepare(work.program.experiment.network, work.x, work.classes.astype(str), **given)


def cost(work: Work, seconds: float, count: int) -> list[dict[str, Any]]:
    """Return what a step costs bare, in a run, and in a run that looks at validation rows."""
    run, watched = run_of(work), run_of(work, VALIDATION)
    bare = run.engine.engine.start(run.program, run.training, run.state)

    def moving(one: Run) -> Turn:
        return lambda steps: one.advance(steps) or steps

    turns = {
        "bare runner": lambda steps: len(bare.advance(steps, work.learning_rate)["loss"]),
        "run": moving(run),
        f"run, {VALIDATION:.0%} validation": moving(watched),
    }
    found = rounds(turns, seconds, count)
    return [
        {
            "what": name,
            "µs a step": spread(own * 1e6).median,
            "spread": f"{spread(own).relative:.0%}",
            "times bare": spread(own / found["bare runner"]).median,
        }
        for name, own in found.items()
    ]


def seeking(work: Work, steps: int, count: int) -> list[dict[str, Any]]:
    """Return how long it takes to go `steps` back, and to look at a step there."""
    run = run_of(work)
    run.look(run.advance(1))  # what is compiled for it is compiled
    made = [cpu(run.advance, steps) for _ in range(3)]
    back, look = [], []
    for i in range(count):
        position = 2 * steps + i * steps // count  # snapshots lie nearer to some than to others
        run.seek(position)
        look.append(cpu(run.look, position - steps))
        back.append(cpu(run.seek, position - steps))
    named = {f"make {steps:,} steps": made, f"go {steps:,} steps back": back}
    named[f"look into the step {steps:,} back, and be here again"] = look
    rows = []
    for name, values in named.items():
        own = spread(np.array(values))
        rows.append({"what": name, "ms": own.median * 1e3, "quartiles": between(own, 1e3)})
        rows[-1]["beside making them"] = f"{own.median / spread(np.array(made)).median:.2g} times"
    return rows


def memory(work: Work, steps: int) -> list[dict[str, Any]]:
    """Return what a run of `steps` steps keeps, by Python's own account of its memory."""
    run = run_of(work)
    run.advance(1)  # compiled, and the rows at their place
    tracemalloc.start()
    run.advance(steps)
    kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    columns = sum(column.nbytes for column in run.history.values())
    return [
        {"what": what, "MB": count / 1e6, "bytes a step": count / steps}
        for what, count in {
            f"two numbers for each of {steps:,} steps": columns,
            "all that the run keeps": kept,
            "the most on the way": most,
        }.items()
    ]


def cpu(work: Callable[[int], object], number: int) -> float:
    """Return the CPU seconds that `work` takes with `number`."""
    start = time.process_time()
    work(number)
    return time.process_time() - start


def aims(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what a run may cost, and what it does."""
    more = told[1]["times bare"] - 1.0
    return [
        {
            "work": LARGE.name,
            "aim": f"a run costs less than {AIM:.0%} more than the bare runner",
            "measured": f"{more:+.1%}",
            "reached": "yes" if more < AIM else "no",
        }
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="see that it works; no real numbers")
    parser.add_argument("--json", default="", metavar="FILE", help='write to FILE ("-": print)')
    options = parser.parse_args()
    surroundings.on_one_core()
    seconds, count, back, steps = QUICK if options.quick else FULL
    work = replace(LARGE, rows=512) if options.quick else LARGE
    large = cost(work, seconds, count)
    tables = {
        f"Recording: {LARGE.name}": large,
        f"Recording: {SMALL.name}": cost(SMALL, seconds, count),
        f"Going back: {LARGE.name}": seeking(work, back, count),
        f"Going back: {SMALL.name}": seeking(SMALL, back, count),
        f"Memory: {SMALL.name}": memory(SMALL, steps),
        "What is aimed at": aims(large),
    }
    tell("What it costs to watch", surroundings.facts(), tables, options.json)


if __name__ == "__main__":
    sys.exit(surroundings.alone(main))
