"""How cost grows: with rows, width, depth and starts, from next to nothing to a great deal.

    python benchmarks/scaling.py [--quick] [--only WORD] [--json FILE] [--picture FILE]
    python benchmarks/scaling.py --from FILE --picture FILE

Each point is a process of its own, on one core with one thread, so that the most memory it had is
its own, too. What is told is the time of a unit of work (a row of an epoch, a multiply-and-add, a
layer's row, a start's step), which stays the same where cost grows as the work does. The knee is
where it stops falling: from there on a unit costs at most a quarter more than the cheapest.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from measuring import surroundings
from measuring.curves import draw
from measuring.telling import table, tell
from subjects.growth import AXES, Axis

CHILD = Path(__file__).parent / "subjects" / "growth.py"
NEAR = 1.25  # times the cheapest unit: no knee above that
FULL, QUICK = 0.5, 0.01  # CPU seconds that are measured at each point
QUICK_SIZES = 1
Row = Mapping[str, Any]


def grown(axis: Axis, sizes: Sequence[int], seconds: float) -> list[Row]:
    """Return what each size on an axis costs."""
    rows = []
    for size in sizes:
        told = point(axis.name, size, seconds)
        rows.append(
            {
                axis.name: f"{size:,}",
                "a step, ms": 1e3 * told["CPU"],
                axis.each: told["CPU"] / axis.units(size) * axis.scale,
                "quartiles": f"{told['low'] / told['CPU'] - 1:+.0%} … "
                f"{told['high'] / told['CPU'] - 1:+.0%}",
                "memory, MB": told["peak"] - told["before"],
                "compiling, s": told["compiling"],
            }
        )
        print(f"{axis.name} {size:,}: {1e3 * told['CPU']:.4g} ms", file=sys.stderr, flush=True)
    return rows


def point(axis: str, size: int, seconds: float) -> dict[str, float]:
    """Return what a process tells that did the work of one size."""
    paths = os.pathsep.join([str(CHILD.parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, str(CHILD), axis, str(size), str(seconds)]
    with tempfile.TemporaryDirectory() as folder:  # nothing is compiled there yet
        environment = {**os.environ, "PYTHONPATH": paths, "XDG_CACHE_HOME": folder}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{axis} {size} failed:\n{done.stderr}")
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def knee(costs: Sequence[float]) -> tuple[int, int]:
    """Return from which place to which, around the cheapest, a unit costs about as little.

    >>> knee([9.0, 4.0, 1.2, 1.0, 1.1, 2.0])
    (2, 4)
    """
    best = costs.index(min(costs))
    first = last = best
    while first > 0 and costs[first - 1] <= NEAR * costs[best]:
        first -= 1
    while last + 1 < len(costs) and costs[last + 1] <= NEAR * costs[best]:
        last += 1
    return first, last


def told_of(axis: Axis, rows: Sequence[Row]) -> Row:
    """Return where an axis has its knee, as a row."""
    costs = [row[axis.each] for row in rows]
    first, last = knee(costs)
    return {
        "axis": axis.name,
        "work": axis.work,
        "cheapest": f"{rows[first][axis.name]} to {rows[last][axis.name]}",
        "the smallest costs": f"{costs[0] / min(costs):.3g} times as much a unit",
        "the largest": f"{costs[-1] / min(costs):.3g} times",
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="see that it works; no real numbers")
    parser.add_argument("--only", default="", metavar="WORD", help="only axes that have WORD")
    parser.add_argument("--json", default="", metavar="FILE", help='write to FILE ("-": print)')
    parser.add_argument("--picture", default="", metavar="FILE", help="draw: .svg, .png")
    parser.add_argument("--from", default="", metavar="FILE", help="draw what --json wrote before")
    options = parser.parse_args()
    before = getattr(options, "from")
    found = written(before) if before else measured(options)
    if options.picture:
        draw(found, NEAR, options.picture)


def measured(options: argparse.Namespace) -> Mapping[Axis, Sequence[Row]]:
    """Measure, tell, and return what each size on each axis costs."""
    surroundings.on_one_core()
    seconds = QUICK if options.quick else FULL
    found: dict[Axis, list[Row]] = {}
    for axis in AXES:
        if options.only in axis.name:
            sizes = axis.sizes[:QUICK_SIZES] if options.quick else axis.sizes
            found[axis] = grown(axis, sizes, seconds)
            print(table(found[axis]), file=sys.stderr, flush=True)
    tables = {axis.title: rows for axis, rows in found.items()}
    tables["Where a unit of work is cheapest"] = [told_of(*both) for both in found.items()]
    tell("How cost grows", surroundings.facts(), tables, options.json)
    return found


def written(path: str) -> Mapping[Axis, Sequence[Row]]:
    """Return what was measured before, and written to `path`."""
    tables = json.loads(Path(path).read_text(encoding="utf-8"))["tables"]
    return {axis: tables[axis.title] for axis in AXES if axis.title in tables}


if __name__ == "__main__":
    sys.exit(surroundings.alone(main))
