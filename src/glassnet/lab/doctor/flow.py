"""Units that fell silent on the way, and nobody else is to blame."""

from __future__ import annotations

import numpy as np

from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.mending import change_layers
from glassnet.nn.activations import LeakyReLU, ReLU

DEAD = 0.9


def dead_units(case: Case) -> Finding | None:
    """ReLU units that are 0 for every row have the slope 0 and never come back (Maas et al. 2013).

    A share of dead units is usual and does no harm; it counts where hardly any is alive.
    """
    if not (case.trained and case.failing) or case.diverged is not None:
        return None
    for number, (layer, _, y) in enumerate(case.outputs(case.run.state)):
        silent = (y == 0.0).all(axis=0) if isinstance(layer, ReLU) else np.zeros(1)
        if float(silent.mean()) >= DEAD:
            return Finding(
                "dead-units",
                f"{int(silent.sum())} of the {silent.size} units of layer {number} are 0 for every "
                "row and have the slope 0: they never learn again.",
                "likely",
                {"share of dead units": float(silent.mean())} | case.evidence,
                change_layers(
                    case.experiment,
                    "Take LeakyReLU, which never falls silent.",
                    lambda _, each: [LeakyReLU()] if isinstance(each, ReLU) else [each],
                ),
                where=f"layer {number}, ReLU",
                since=_since(case, number),
                picture=case.picture,
            )
    return None


def _since(case: Case, number: int) -> int:
    """Return after how many updates they were dead, found by halving; live, that they are now."""
    if case.live:
        return case.run.recorded
    alive, dead = -1, case.run.recorded - 1
    while dead - alive > 1:
        middle = (alive + dead) // 2
        y = case.run.look(middle).layers[number].y
        if float((y == 0.0).all(axis=0).mean()) >= DEAD:
            dead = middle
        else:
            alive = middle
    return dead
