"""Designs in a race: half-way the worse half is given up.

After a quarter and after half of its updates a design is held against all that came so far, and
goes on if it is among the better half of them: successive halving (Jamieson & Talwalkar 2016), with
whoever has come by now in place of a fixed field (Li et al. 2020), and η = 2.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

from glassnet.lab.search.heat import Heat, heats
from glassnet.lab.search.trial import POINTS, Ending, Outcome
from glassnet.lab.search.validating import Validation
from glassnet.run.run import Run

RUNGS = (POINTS // 4 - 1, POINTS // 2 - 1)  # the points of the curve at which designs are given up
FEWEST = 4  # designs that must have come to a point before one of them is given up there

Curves = Sequence[Sequence[float]]


@final
@dataclass(frozen=True)
class Rules:
    """How designs race.

    Args:
        by: The score.
        seeds: The seeds of the starts of each design, the same for all.
        prune: Whether designs are given up half-way.

    """

    by: Validation
    seeds: tuple[int, ...]
    prune: bool = True


def race(runs: Mapping[int, Run], before: Curves, rules: Rules) -> dict[int, Outcome]:
    """Train some designs, and return what came of each.

    Args:
        runs: The designs by number, before their first update.
        before: The curves of those that raced before them.
        rules: How they race.

    """
    racing = heats(runs, rules.seeds)
    looks: dict[int, list[Outcome]] = {number: [] for number in runs}
    for point in range(POINTS):
        for heat in racing:
            for number, seen in _look(heat, point, rules).items():
                looks[number].append(seen)
        here = {n: seen[point].curve[0] for n, seen in looks.items() if len(seen) > point}
        staying = {number for number, value in here.items() if math.isfinite(value)}
        if rules.prune and point in RUNGS:
            staying &= better_half(here, [c[point] for c in before if len(c) > point])
        for heat in racing:
            heat.keep(staying)
    return {number: _summed(seen) for number, seen in looks.items()}


def better_half(values: Mapping[int, float], before: Sequence[float]) -> set[int]:
    """Return who goes on: those among the better half of their own and all earlier values.

    >>> sorted(better_half({0: 3.0, 1: 1.0, 2: 2.0, 3: 9.0}, []))
    [1, 2]
    """
    everyone = sorted([*values.values(), *before])
    if len(everyone) < FEWEST:
        return set(values)
    limit = everyone[math.ceil(len(everyone) / 2) - 1]
    return {number for number, value in values.items() if value <= limit}


def _look(heat: Heat, point: int, rules: Rules) -> dict[int, Outcome]:
    """Train up to a point of the curves, and return what is seen there of each design."""
    heat.advance(math.ceil(heat.total_steps * (point + 1) / POINTS))
    if not heat.runs:
        return {}
    table = next(iter(heat.runs.values())).table
    x, _ = table.part(table.split.validation)
    return {
        number: Outcome(
            "done",
            (rules.by.value(heat.runs[number], outputs),),
            rules.by.scores(heat.runs[number], outputs),
        )
        for number, outputs in heat.outputs(x).items()
    }


def _summed(looks: Sequence[Outcome]) -> Outcome:
    """Return what all looks at a design come to; who was not looked at to the end was given up."""
    curve = tuple(seen.curve[0] for seen in looks)
    ending: Ending = "done" if len(curve) == POINTS else "given up"
    if not math.isfinite(curve[-1]):
        ending = "diverged"
    return Outcome(ending, curve, looks[-1].scores)
