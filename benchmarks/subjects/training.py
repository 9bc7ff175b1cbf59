"""What a training step costs: everyone on the same work, from the same weights, on the same rows.

Before any time is taken, all must agree on the losses of 20 steps; whoever does not is void.
glassnet's time includes drawing the order of the rows and recording every loss, which the others
are spared.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from contenders.engines import Reference
from contenders.plain_numpy import PlainNumpy
from contenders.work import FIRST_STEPS, Contender, Work
from measuring.timing import Clocks, between, both_clocks, spread

# Relative, over the first steps. In float32 they drift apart, most where Adam's ε stands under
# another root: scikit-learn and Keras add it to √v, where Kingma & Ba (2015) have √v̂.
AGREEMENT = {"float32": 1e-3, "float64": 1e-9}
OURS = "glassnet xla"


def measure(
    work: Work, kinds: Sequence[type[Contender]], seconds: float, count: int
) -> list[dict[str, Any]]:
    """Return one row for each of `kinds` that can do `work`, in the order of their times."""
    everyone = [kind(work) for kind in kinds if kind.can(work)]
    distances = {one.name: disagreement(one) for one in everyone}
    agreed = [one for one in everyone if agrees(distances[one.name], work)]
    found = both_clocks({one.name: one.turn for one in agreed}, seconds, count)
    rows = [row(one, found, distances[one.name]) for one in everyone]
    return sorted(rows, key=lambda told: told["µs a step"] or math.inf)


def disagreement(contender: Contender) -> float | None:
    """Return how far its losses are from others' at the same work: relative, the largest.

    The others are plain NumPy, or the textbook's own step where plain NumPy cannot do the work.
    """
    if not contender.judged:
        return None
    judge = PlainNumpy if PlainNumpy.can(contender.work) else Reference
    found = np.array(contender.losses(FIRST_STEPS))
    expected = np.array(judge(contender.work).losses(FIRST_STEPS))
    return float(np.max(np.abs(found - expected) / np.abs(expected)))


def agrees(distance: float | None, work: Work) -> bool:
    """Tell whether losses at such a distance are the same for `work`; without any there is none."""
    return distance is None or distance <= AGREEMENT[work.dtype]


def row(one: Contender, found: Mapping[str, Clocks], distance: float | None) -> dict[str, Any]:
    """Return what is told of one contender; nothing but its distance if that is too far."""
    told: dict[str, Any] = {"who": one.name, "µs a step": None, "quartiles": "void"}
    told |= {"on the wall": None, "times glassnet": None, "quartiles of that": ""}
    if one.name in found:
        own = spread(found[one.name].cpu * 1e6)
        wall = spread(found[one.name].wall * 1e6).median
        told |= {"µs a step": own.median, "quartiles": between(own), "on the wall": wall}
    if one.name in found and OURS in found:
        ratio = spread(found[one.name].cpu / found[OURS].cpu)
        told |= {"times glassnet": ratio.median, "quartiles of that": between(ratio)}
    apart = "not judged" if distance is None else f"{distance:.0e}"
    return told | {"losses differ by": apart + one.remark}
