"""What a training step costs: glassnet's engines beside PyTorch, scikit-learn and plain NumPy.

One process, one core, one thread; CPU time; every contender has its turn in every round. Before any
time is taken, all must agree on the losses of 20 steps from the same weights and rows; whoever does
not is out. glassnet's time includes drawing the order of the rows and recording every loss, which
the others are spared.

    python benchmarks/engines.py [--quick] [--json FILE]

PyTorch takes part where it is installed; nothing here installs it.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from contenders.plain_numpy import PlainNumpy
from contenders.work import Contender, Work
from measuring import surroundings
from measuring.telling import tell
from measuring.timing import Seconds, between, rounds, spread

AGREEMENT = {"float32": 2e-4, "float64": 1e-9}  # relative, over the first steps
FIRST_STEPS = 20
OURS = "glassnet xla"

WORKS = (
    Work(
        "784-128-10, batches of 128, Adam, float32",
        sizes=(784, 128, 10),
        hidden="relu",
        loss="cross-entropy",
        optimizer="Adam",
        learning_rate=0.001,
        batch_size=128,
        rows=4096,
        dtype="float32",
        aims=(("PyTorch eager", 2.0), ("scikit-learn", 2.0)),
    ),
    Work(
        "25-5-10 sigmoid, one row a step, SGD, half squares, float64",
        sizes=(25, 5, 10),
        hidden="sigmoid",
        loss="half squares",
        optimizer="SGD",
        learning_rate=1.0,
        batch_size=1,
        rows=10,
        dtype="float64",
        aims=(("PyTorch eager", 50.0), ("scikit-learn", 50.0)),
    ),
    Work(
        "8-32-32-3, batches of 32, Adam, float32",
        sizes=(8, 32, 32, 3),
        hidden="relu",
        loss="cross-entropy",
        optimizer="Adam",
        learning_rate=0.001,
        batch_size=32,
        rows=160,
        dtype="float32",
    ),
    Work(
        "4-8-16-8-2 sigmoid, all 8 rows a step, SGD, half squares, float64",
        sizes=(4, 8, 16, 8, 2),
        hidden="sigmoid",
        loss="half squares",
        optimizer="SGD",
        learning_rate=0.5,
        batch_size=8,
        rows=8,
        dtype="float64",
    ),
)


def contenders() -> list[type[Contender]]:
    """Return who can take part here."""
    found: list[type[Contender]] = []
    if surroundings.has("jax"):
        from contenders.engines import Xla

        found.append(Xla)
    from contenders.engines import Reference

    found += [Reference, PlainNumpy]
    if surroundings.has("sklearn"):
        from contenders.scikit_learn import ScikitLearn

        found.append(ScikitLearn)
    if surroundings.has("torch"):
        from contenders.pytorch import PyTorch

        found.append(PyTorch)
    return found


def disagreement(contender: Contender) -> float:
    """Return how far its losses are from plain NumPy's at the same work: relative, the largest."""
    found = np.array(contender.losses(FIRST_STEPS))
    expected = np.array(PlainNumpy(contender.work).losses(FIRST_STEPS))
    return float(np.max(np.abs(found - expected) / np.abs(expected)))


def measure(work: Work, seconds: float, count: int) -> list[dict[str, Any]]:
    """Return one row for each contender, in the order of their times."""
    everyone = [kind(work) for kind in contenders()]
    distances = {one.name: disagreement(one) for one in everyone}
    agreed = [one for one in everyone if distances[one.name] <= AGREEMENT[work.dtype]]
    found = rounds({one.name: one.turn for one in agreed}, seconds, count)
    rows = [row(one, found, distances[one.name]) for one in everyone]
    return sorted(rows, key=lambda told: told["µs a step"] or math.inf)


def row(one: Contender, found: Mapping[str, Seconds], distance: float) -> dict[str, Any]:
    """Return what is told of one contender; nothing but its distance if that is too far."""
    told: dict[str, Any] = {"who": one.name + one.remark, "µs a step": None, "quartiles": ""}
    told |= {"times xla": None, "quartiles of that": "", "losses differ by": f"{distance:.0e}"}
    if one.name in found:
        own = spread(found[one.name] * 1e6)
        told |= {"µs a step": own.median, "quartiles": between(own)}
    if one.name in found and OURS in found:
        ratio = spread(found[one.name] / found[OURS])
        told |= {"times xla": ratio.median, "quartiles of that": between(ratio)}
    return told


def reached(work: Work, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the aims of `work`, and what became of them."""
    ratios = {told["who"].split(",")[0]: told["times xla"] for told in rows}
    return [
        {
            "work": work.name,
            "beside": other,
            "aim": f"{aim:g} times",
            "measured": f"{ratios[other]:.3g} times" if ratios.get(other) else "not measured",
            "reached": "yes" if (ratios.get(other) or 0.0) >= aim else "no",
        }
        for other, aim in work.aims
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="see that it works; no real numbers")
    parser.add_argument("--json", default="", metavar="FILE", help='write to FILE ("-": print)')
    options = parser.parse_args()
    surroundings.on_one_core()
    seconds, count = (0.005, 2) if options.quick else (0.25, 15)
    tables: dict[str, list[dict[str, Any]]] = {}
    aims: list[dict[str, Any]] = []
    for work in WORKS:
        tables[work.name] = measure(work, seconds, count)
        aims += reached(work, tables[work.name])
    tables["What is aimed at"] = aims
    tell("What a training step costs", surroundings.facts(), tables, options.json)


if __name__ == "__main__":
    sys.exit(surroundings.alone(main))
