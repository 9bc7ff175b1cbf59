"""How fast glassnet is: beside others who do the same work, and beside what the machine can do.

One process, one core, one thread; every contender has its turn in every round, so that noise hits
all. Before any time is taken, all must agree on the losses of 20 steps from the same weights and
rows; whoever does not is void. What is told is CPU time, unless it says otherwise.

    python benchmarks/speed.py [--quick] [--only WORD] [--rounds N] [--json FILE] [--picture FILE]

Who is not installed is left out, and a line says so; nothing here installs anything.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from contenders import works
from contenders.everyone import absent, contenders
from measuring import aims, surroundings
from measuring.aims import Aim
from measuring.picture import draw
from measuring.telling import table, tell
from subjects import first_step, prediction, starts, training

Rows = Sequence[Mapping[str, Any]]
ONE_ROW = f"one row predicted, {works.SMALL.name}"
MILLION = f"a million rows predicted, {works.SMALL.name}"
MANY = f"{starts.STARTS} starts at once, {works.DEEPER.name}"
FIRST = f"from the command to the first step, {works.DIGITS.name}"
COMMAND = "a whole command"

AIMS = (
    Aim(works.CAPTCHA.name, "C", slower=2.5),
    Aim(works.CAPTCHA.name, "PyTorch eager", faster=200),
    Aim(works.CAPTCHA.name, "scikit-learn", faster=200),
    Aim(works.DEEPER.name, "plain NumPy", faster=7),
    Aim(MANY, "plain NumPy", faster=30),
    Aim(works.SMALL.name, "PyTorch eager", faster=15),
    Aim(works.SMALL.name, "scikit-learn", faster=15),
    Aim(works.DIGITS.name, "bare BLAS", slower=1.25),
    Aim(works.DIGITS.name, "PyTorch eager", faster=3),
    Aim(works.DIGITS.name, "scikit-learn", faster=3),
    Aim(works.DIGITS.name, "JAX autodiff", faster=1.2),
    Aim(works.WIDE.name, "bare BLAS", slower=1.35),
    Aim(works.WIDE.name, "PyTorch eager", faster=2.5),
    Aim(works.IMAGES.name, "PyTorch eager", faster=1.5),
    Aim(ONE_ROW, "scikit-learn", faster=1),
    Aim(ONE_ROW, "ONNX Runtime", slower=3),
    Aim(FIRST, "glassnet xla", seconds=1.5),
    Aim(works.DIGITS.name, "glassnet run, history", costs=1.05),
    Aim(
        works.DIGITS.name,
        "glassnet run, history, early stopping",
        costs=1.05,
        than="glassnet run, history, 85 % of the rows",
    ),
)


class Effort(NamedTuple):
    """How long to measure: CPU seconds a turn, rounds, rows for a million, processes.

    `compiling` says whether those take part whose compiler takes long.
    """

    seconds: float
    rounds: int
    rows: int
    processes: int
    compiling: bool


FULL = Effort(seconds=0.1, rounds=15, rows=1_000_000, processes=3, compiling=True)
QUICK = Effort(seconds=0.002, rounds=2, rows=2_000, processes=1, compiling=False)
# One of each kind; the last with few rows, since some go through whole epochs only.
QUICK_WORKS = (works.CAPTCHA, works.SMALL, replace(works.IMAGES, rows=128))


def subjects(effort: Effort, *, quick: bool) -> dict[str, Callable[[], Rows]]:
    """Return what can be measured, by the caption of its table."""
    kinds = contenders(compiling=effort.compiling)
    times = effort.seconds, effort.rounds
    found: dict[str, Callable[[], Rows]] = {
        work.name: lambda work=work: training.measure(work, kinds, *times)
        for work in (QUICK_WORKS if quick else works.WORKS)
    }
    found[MANY] = lambda: starts.measure(works.DEEPER, *times)
    found[ONE_ROW] = lambda: prediction.measure(works.SMALL, 1, *times)
    found[MILLION] = lambda: prediction.measure(works.SMALL, effort.rows, *times)
    if not quick:
        found[FIRST] = lambda: first_step.measure(works.DIGITS, kinds, effort.processes)
        found[COMMAND] = lambda: first_step.command(effort.processes)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="see that it works; no real numbers")
    parser.add_argument("--only", default="", metavar="WORD", help="only tables that have WORD")
    parser.add_argument("--rounds", type=int, metavar="N", help=f"instead of {FULL.rounds}")
    parser.add_argument("--json", default="", metavar="FILE", help='write to FILE ("-": print)')
    parser.add_argument("--picture", default="", metavar="FILE", help="draw the ratios: .svg, .png")
    options = parser.parse_args()
    surroundings.on_one_core()
    for line in absent():
        print(line, file=sys.stderr)
    effort = QUICK if options.quick else FULL
    effort = effort._replace(rounds=options.rounds or effort.rounds)
    tables: dict[str, Rows] = {}
    for caption, measure in subjects(effort, quick=options.quick).items():
        if options.only in caption:
            tables[caption] = measure()
            print(f"{caption}\n\n{table(tables[caption])}\n", file=sys.stderr, flush=True)
    drawn = {c: rows for c, rows in tables.items() if "times glassnet" in rows[0]}
    if reached := aims.told(AIMS, tables):
        tables["What is aimed at"] = reached
    tell("How fast glassnet is", surroundings.facts(), tables, options.json)
    if options.picture:
        draw("Beside glassnet, one core", drawn, options.picture)


if __name__ == "__main__":
    sys.exit(surroundings.alone(main))
