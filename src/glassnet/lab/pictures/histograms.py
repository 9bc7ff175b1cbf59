"""How often numbers fall where: what layers put out, and the gradients of what they learn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.pictures.chart import limits
from glassnet.lab.pictures.paper import FIRST, matplotlib
from glassnet.run.look import LayerLook

KINDS = ("activations", "gradients")
LABELS = 26  # characters of a line that are not its bar and its count
COLORS = re.compile(r"^ *-[^█]*(?P<negative>█+)|^ *[^- ][^█]*(?P<positive>█+)")


def histogram_text(values: Array, *, bins: int = 10, width: int = 74) -> list[str]:
    """Return how often numbers fall between others: a bar for each bin, its count behind it."""
    flat = np.ravel(values)
    finite = flat[np.isfinite(flat)].astype(np.float64)
    low, high = limits(finite)
    counts, edges = np.histogram(np.clip(finite, low, high), bins, (low, high))
    edges[np.abs(edges) < 1e-6 * (high - low)] = 0.0  # 0, but for what rounding left of it
    most = max(1, int(counts.max()))
    longest = max(1, width - LABELS - len(f"{most:,}"))
    lines = [
        f"{left:>10.3g} … {right:<10.3g} {'█' * -(-int(count) * longest // most)} {count:,}"
        for left, right, count in zip(edges, edges[1:], counts, strict=False)
    ]
    lost = len(flat) - len(finite)
    return lines + [f"and {lost:,} that are not finite"] * bool(lost)


def histograms_text(
    layers: Sequence[LayerLook], what: str = "activations", *, bins: int = 10, width: int = 74
) -> list[str]:
    """Return a histogram of each layer's outputs, or with what="gradients" of each parameter's."""
    lines: list[str] = []
    for name, values in _parts(layers, what):
        lines += [f"layer {name}", *histogram_text(values, bins=bins, width=width), ""]
    return lines[:-1]


def histograms_figure(
    layers: Sequence[LayerLook], what: str = "activations", *, bins: int = 30
) -> Any:
    """Return the same as a figure, a panel for each."""
    found = _parts(layers, what)
    figure = matplotlib("matplotlib.figure").Figure((6.4, 1.3 * len(found)), layout="constrained")
    for place, (name, values) in enumerate(found):
        axes = figure.add_subplot(len(found), 1, place + 1)
        axes.spines[["top", "right"]].set_visible(False)
        finite = values[np.isfinite(values)].astype(np.float64)
        ends = limits(finite)
        counts, edges = np.histogram(np.clip(finite, *ends), bins, ends)
        axes.stairs(counts, edges, fill=True, color=FIRST, gid=f"histogram-{place}")
        axes.set_title(f"layer {name}", fontsize=8, loc="left")
        axes.tick_params(labelsize=7)
    return figure


def _parts(layers: Sequence[LayerLook], what: str) -> list[tuple[str, Array]]:
    """Return what is counted, each with the layer it is of."""
    if what not in KINDS:
        raise UsageError(f'histograms are of {" or ".join(KINDS)}, got "{one_line(what)}".')
    heads = [f"{look.number}: {type(look.layer).__name__}" for look in layers]
    if what == "activations":
        return [(f"{head}, outputs", n.y) for head, n in zip(heads, layers, strict=True)]
    return [
        (f"{head}, dL/d{name}", gradient)
        for head, n in zip(heads, layers, strict=True)
        for name, gradient in n.gradients.items()
    ]
