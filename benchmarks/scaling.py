"""How cost grows: with rows, width, depth and starts, from next to nothing to a great deal.

    python benchmarks/scaling.py [--quick] [--only WORD] [--json FILE] [--picture FILE]

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
        each = told["CPU"] / axis.units(size)
        rows.append(
            {
                axis.name: f"{size:,}",
                "a step, ms": 1e3 * told["CPU"],
                f"a {axis.unit}, {axis.small}": each * axis.scale,
                "quartiles": f"{told['low'] / told['CPU'] - 1:+.0%} … "
                f"{told['high'] / told['CPU'] - 1:+.0%}",
                "memory, MB": told["peak"] - told["before"],
                "compiling, s": told["compiling"],
                "size": size,
                "each": each,
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


def knee(rows: Sequence[Row]) -> tuple[int, int]:
    """Return the least and the largest size around the cheapest at which a unit costs as little.

    >>> each = [9.0, 4.0, 1.2, 1.0, 1.1, 2.0]
    >>> knee([{"size": 10**k, "each": cost} for k, cost in enumerate(each)])
    (100, 10000)
    """
    costs = [row["each"] for row in rows]
    best = costs.index(min(costs))
    first = last = best
    while first > 0 and costs[first - 1] <= NEAR * costs[best]:
        first -= 1
    while last + 1 < len(costs) and costs[last + 1] <= NEAR * costs[best]:
        last += 1
    return rows[first]["size"], rows[last]["size"]


def told_of(axis: Axis, rows: Sequence[Row]) -> Row:
    """Return where an axis has its knee, as a row."""
    first, last = knee(rows)
    costs = [row["each"] for row in rows]
    return {
        "axis": axis.name,
        "work": axis.work,
        "cheapest": f"{first:,} to {last:,}",
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
    options = parser.parse_args()
    surroundings.on_one_core()
    seconds = QUICK if options.quick else FULL
    found: dict[Axis, list[Row]] = {}
    for axis in AXES:
        if options.only in axis.name:
            sizes = axis.sizes[:QUICK_SIZES] if options.quick else axis.sizes
            found[axis] = grown(axis, sizes, seconds)
            print(table(shown(found[axis])), file=sys.stderr, flush=True)
    tables = {f"{axis.name}: {axis.work}": shown(rows) for axis, rows in found.items()}
    tables["Where a unit of work is cheapest"] = [told_of(*both) for both in found.items()]
    tell("How cost grows", surroundings.facts(), tables, options.json)
    if options.picture:
        draw(found, options.picture)


def shown(rows: Sequence[Row]) -> list[Row]:
    """Return the rows without what only this program reads."""
    return [{key: row[key] for key in row if key not in {"size", "each"}} for row in rows]


if __name__ == "__main__":
    sys.exit(surroundings.alone(main))
