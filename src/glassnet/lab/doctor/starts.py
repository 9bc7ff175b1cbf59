"""How the weights start: equal, too large, too small, or with nothing alive.

What a chosen start does is held against what the usual one (Glorot & Bengio 2010, He et al. 2015)
does on the same rows, so that no absolute number decides.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding, Remedy
from glassnet.lab.doctor.mending import change_layers
from glassnet.lab.doctor.sketches import histogram
from glassnet.nn.activations import ReLU
from glassnet.nn.dense import Dense
from glassnet.nn.initializers import Zeros
from glassnet.nn.layer import Activation, Layer
from glassnet.nn.smooth_activations import Softplus
from glassnet.program import layout

FLAT_SLOPE = 0.05  # as the probe Saturation has it
LARGE = 4.0  # times what the usual start puts out
SMALL = 0.1
DEAD = 0.9


def equal_start(case: Case) -> Finding | None:
    """Units that start equal get equal gradients, and stay equal (Rumelhart et al. 1986)."""
    dense = [(n, layer) for n, layer in enumerate(case.network.layers) if isinstance(layer, Dense)]
    for (number, layer), (following, _) in pairwise(dense):
        first = case.first_state.params
        if layer.units > 1 and _are_equal(first, number, following):
            there = case.run.state.params if case.trained else first
            apart = float(np.ptp(there[f"{number}.weights"], axis=1).max())
            if case.trained and apart > 1e-3 * (np.abs(there[f"{number}.weights"]).max() + 1e-12):
                return None  # dropout, say, has told them apart
            return Finding(
                "equal-start",
                f"All {layer.units} units of layer {number} start equal and stay equal: together "
                "they are one unit.",
                "certain",
                {"largest difference between two units": apart, "units": layer.units},
                usual_start(case),
                where=f"layer {number}, Dense",
            )
    return None


def start_too_large(case: Case) -> Finding | None:
    """Weights so large that what follows is saturated, or overshoots."""
    if not _chosen(case) or not case.falls_short:
        return None
    scale, place, flat = _against_usual(case)
    if place is None or (scale < LARGE and flat < 0.5):
        return None
    return Finding(
        "start-too-large",
        f"The weights start too large: layer {place} puts out {scale:.3g} times what it usually "
        "does at the start.",
        "likely",
        {"times the usual output": scale, "share of flat activations at the start": flat}
        | case.evidence,
        usual_start(case),
        where=f"layer {place}",
        since=0,
        picture=_beside_usual(case, place),
        chain=("the activations saturate",) if flat > 0.3 else (),
    )


def start_too_small(case: Case) -> Finding | None:
    """Weights so small that signal and gradient fade."""
    if not _chosen(case) or not case.failing:
        return None
    first, usual = case.first_outputs, case.usual_outputs
    here, there = _size(first[-1][2]), _size(usual[-1][2])
    ratio = here / max(there, 1e-30)
    if ratio > SMALL or _constant_weights(case):
        return None
    place = _smallest(case)
    return Finding(
        "start-too-small",
        f"The weights start too small: the network puts out {ratio:.2g} times what it usually "
        "does at the start, and gradients fade alike.",
        "likely",
        {"times the usual output": ratio} | case.evidence,
        usual_start(case),
        where=f"layer {place}",
        since=0,
        picture=_beside_usual(case, place),
    )


def dead_start(case: Case) -> Finding | None:
    """ReLU units that are 0 for every row before the first update: they never learn."""
    if not case.failing:
        return None
    for number, (layer, x, y) in enumerate(case.first_outputs):
        dead = float((y == 0.0).all(axis=0).mean()) if isinstance(layer, ReLU) else 0.0
        if dead >= DEAD and _biased(case):
            return Finding(
                "dead-start",
                f"{dead:.0%} of the units of layer {number} are 0 for every row from the start: "
                "their slope is 0, so they never learn.",
                "certain",
                {"share of dead units": dead} | case.evidence,
                usual_start(case),
                where=f"layer {number}, ReLU",
                since=0,
                picture=histogram("what goes in", x),
            )
    return None


def _beside_usual(case: Case, place: int) -> str:
    """Return what a layer puts out at the start, and what it would with the usual start."""
    pairs = {"outputs": case.first_outputs, "usually": case.usual_outputs}
    return "\n".join(histogram(name, found[place][2]) for name, found in pairs.items())


def usual_start(case: Case) -> Remedy:
    """Return the remedy that leaves out every chosen start."""
    return change_layers(
        case.experiment,
        "Let the weights start as usual: leave out weights= and bias_start=.",
        lambda _, layer: [layout.without_starts(layer)],
    )


def _are_equal(params: dict[str, Array], number: int, following: int) -> bool:
    """Tell whether all units of a layer have equal weights on both sides."""
    into, out = params[f"{number}.weights"], params[f"{following}.weights"]
    bias = params.get(f"{number}.bias", np.zeros(1))
    into_equal = bool((into == into[:, :1]).all() and (bias == bias[0]).all())
    return into_equal and len(out) == into.shape[1] and bool((out == out[:1]).all())


def _chosen(case: Case) -> bool:
    """Tell whether anybody chose how weights start."""
    return any(layout.without_starts(layer) != layer for _, layer in case.layers)


def _biased(case: Case) -> bool:
    return any(
        getattr(layer, "bias_start", Zeros()) != Zeros() or getattr(layer, "weights", None)
        for _, layer in case.layers
    )


def _constant_weights(case: Case) -> bool:
    """Tell whether a layer's weights are all one number: that is another cause."""
    arrays = [v for n, v in case.first_state.params.items() if n.endswith("weights")]
    return any(array.size > 1 and bool((array == array.flat[0]).all()) for array in arrays)


def _size(y: Array) -> float:
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.mean(np.square(y, dtype=np.float64))))


def _against_usual(case: Case) -> tuple[float, int | None, float]:
    """Return the largest ratio of what a layer puts out to the usual, its place, and how flat."""
    worst, place, flattest = 1.0, None, 0.0
    pairs = zip(case.first_outputs, case.usual_outputs, strict=True)
    for number, ((layer, x, y), (_, usual_x, usual)) in enumerate(pairs):
        flat = _flat(layer, x, y) - _flat(layer, usual_x, usual)
        if flat > flattest:
            flattest, place = flat, number if place is None else place
        ratio = _size(y) / max(_size(usual), 1e-30)
        if ratio > worst and isinstance(layer, Dense):
            worst, place = ratio, number
    return worst, place, flattest


def _smallest(case: Case) -> int:
    """Return the place of the layer that makes least of what goes in, beside the usual."""
    pairs = zip(case.first_outputs, case.usual_outputs, strict=True)
    gains = [
        _size(y) / max(_size(x), 1e-30) * _size(usual_x) / max(_size(usual), 1e-30)
        for (_, x, y), (_, usual_x, usual) in pairs
    ]
    return int(np.argmin(gains))


def _flat(layer: Layer, x: Array, y: Array) -> float:
    """Return the share of an S-shaped activation's values where it is nearly flat."""
    if not isinstance(layer, Activation) or isinstance(layer, (ReLU, Softplus)):
        return 0.0
    with np.errstate(all="ignore"):
        return float((np.abs(layer.slope(np, x, y)) < FLAT_SLOPE).mean())
