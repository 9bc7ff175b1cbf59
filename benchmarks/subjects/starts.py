"""Many random starts at once, beside one after the other in plain NumPy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from contenders.plain_numpy import PlainNumpy
from contenders.work import FIRST_STEPS, Work
from measuring.timing import Turn, between, both_clocks, spread

from glassnet.engines.side_by_side import stacked
from glassnet.engines.xla import XlaEngine
from glassnet.engines.xla_starts import XlaStarts
from glassnet.program import layout

STARTS = 128
AGREEMENT = 1e-9  # relative, in float64


def starts(work: Work, count: int) -> XlaStarts:
    """Return `count` starts of `work` with the seeds 0, 1, …, before their first step."""
    experiment, shape = work.program.experiment, work.program.input_shape
    each = [replace(experiment, seed=seed) for seed in range(count)]
    states = stacked([layout.initial_state(one, shape) for one in each])
    return XlaStarts([replace(work.program, experiment=one) for one in each], work.batch, states)


def disagreement(work: Work) -> float:
    """Return how far the losses of the first start are from plain NumPy's: relative."""
    found = starts(work, 2).advance(FIRST_STEPS, rates(work, 2))["loss"][0]
    expected = np.array(PlainNumpy(work).losses(FIRST_STEPS))
    return float(np.max(np.abs(found - expected) / np.abs(expected)))


def measure(work: Work, seconds: float, count: int) -> list[dict[str, Any]]:
    """Return what a step of one start costs: of one alone, of many at once, and in NumPy."""
    if not (distance := disagreement(work)) <= AGREEMENT:
        return [
            {"who": "nobody", "times glassnet": None, "why": f"losses differ by {distance:.0e}"}
        ]
    one = XlaEngine().start(work.program, work.batch, work.first)
    turns: dict[str, Turn] = {f"glassnet, {STARTS} at once": together(work)}
    turns["glassnet, one"] = lambda steps: len(one.advance(steps, work.learning_rate)["loss"])
    turns["plain NumPy"] = PlainNumpy(work).turn
    found = both_clocks(turns, seconds, count)
    ours = found[f"glassnet, {STARTS} at once"].cpu
    return [told(name, clocks.cpu, ours) for name, clocks in found.items()]


def told(name: str, own: Any, ours: Any) -> dict[str, Any]:
    """Return the row of one contender."""
    mine, ratio = spread(own * 1e6), spread(own / ours)
    return {
        "who": name,
        "µs a step of one start": mine.median,
        "quartiles": between(mine),
        "times glassnet": ratio.median,
        "quartiles of that": between(ratio),
    }


def rates(work: Work, count: int) -> Any:
    """Return the rate of each of `count` starts: that of the work."""
    return np.full(count, work.learning_rate)


def together(work: Work) -> Turn:
    """Return the turn that makes steps of all starts, each of which counts."""
    many, same = starts(work, STARTS), rates(work, STARTS)

    def turn(steps: int) -> int:
        each = max(1, steps // STARTS)
        many.advance(each, same)
        return each * STARTS

    return turn
