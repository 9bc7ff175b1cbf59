"""Biases: none where one is needed, and ones that do nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.mending import change_layers
from glassnet.nn.convolution import Conv1D, Conv2D
from glassnet.nn.dense import Dense
from glassnet.nn.layer import Layer
from glassnet.nn.normalization import BatchNorm, LayerNorm

BIASED = (Dense, Conv1D, Conv2D)


def missing_bias(case: Case) -> Finding | None:
    """No layer has a bias: whatever is learned, a row of zeros is answered as at the start.

    Many a network does without; where one fails, that is worth a try.
    """
    bare = [p for p, layer in case.layers if isinstance(layer, BIASED) and not layer.bias]
    shifted = any(_shifts(layer) for _, layer in case.layers)
    if not bare or shifted or not (case.trained and case.failing) or case.diverged is not None:
        return None

    def biased(place: str, layer: Layer) -> list[Layer]:
        if place in bare and isinstance(layer, BIASED):
            return [replace(layer, bias=True)]
        return [layer]

    return Finding(
        "missing-bias",
        "No layer has a bias, so that a row of zeros always gets the answer it got at the start.",
        "possible",
        {"layers without a bias": len(bare)} | case.evidence,
        change_layers(case.experiment, "Give each layer a bias.", biased),
        where=f"layer {', '.join(bare)}",
    )


def idle_biases(case: Case) -> Iterator[str]:
    """Yield a note on biases that the next layer takes away again: BatchNorm subtracts the mean.

    Ioffe & Szegedy (2015), section 3.2. They do no harm, so that this is no finding.
    """
    idle = [
        place
        for (place, layer), (_, following) in pairwise(case.layers)
        if isinstance(layer, BIASED) and layer.bias and isinstance(following, BatchNorm)
    ]
    if idle:
        one = len(idle) == 1
        yield (
            f"By the way: the {'bias' if one else 'biases'} of layer {', '.join(idle)} "
            f"{'does' if one else 'do'} nothing, for BatchNorm takes the mean away again; bias = "
            "false makes the same network with fewer numbers."
        )


def _shifts(layer: Layer) -> bool:
    """Tell whether a layer adds numbers that are learned."""
    return (isinstance(layer, (BatchNorm, LayerNorm)) and layer.affine) or (
        isinstance(layer, BIASED) and layer.bias
    )
