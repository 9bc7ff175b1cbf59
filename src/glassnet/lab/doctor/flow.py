"""Units that fell silent on the way, and nobody else is to blame."""

from __future__ import annotations

from glassnet.ground.arrays import Array
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.mending import change_layers
from glassnet.nn.activations import LeakyReLU, ReLU
from glassnet.nn.layer import Layer

DEAD = 0.9


def dead_units(case: Case) -> Finding | None:
    """ReLU units that are 0 for every row have the slope 0 and never come back (Maas et al. 2013).

    A share of dead units is usual and does no harm; it counts where hardly any is alive, as in deep
    and narrow networks (Lu, Shin, Su & Karniadakis 2020).
    """
    if not (case.trained and case.failing) or case.diverged is not None:
        return None
    for number, (layer, _, y) in enumerate(case.outputs(case.run.state)):
        dead, units = _dead(layer, y), y[0].size
        if _is_starved(dead, units):
            return Finding(
                "dead-units",
                f"{dead} of the {units} units of layer {number} are 0 for every "
                "row and have the slope 0: they never learn again.",
                "likely",
                {"share of dead units": dead / units} | case.evidence,
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


def _dead(layer: Layer, y: Array) -> int:
    """Return how many of a ReLU's units are 0 for every row."""
    return int((y == 0.0).all(axis=0).sum()) if isinstance(layer, ReLU) else 0


def _is_starved(dead: int, units: int) -> bool:
    """Tell whether too few are alive: a tenth, or one of several."""
    return dead >= DEAD * units or (units > 2 and dead >= units - 1)


def _since(case: Case, number: int) -> int:
    """Return after how many updates they were dead, found by halving; live, that they are now."""
    if case.live:
        return case.run.recorded
    there = case.run.fork()  # which need not come back each time
    alive, dead = -1, case.run.recorded
    while dead - alive > 1:
        middle = (alive + dead) // 2
        there.seek(middle)
        layer, _, y = case.outputs(there.state)[number]
        if _is_starved(_dead(layer, y), y[0].size):
            dead = middle
        else:
            alive = middle
    return dead
