"""Pictures for a page or a paper: each takes values and returns a matplotlib figure.

`paper.write_picture(figure, "loss.svg")` writes one. What a picture shows has an id in the SVG:
"unit-1-0", "weight-0-2", "training", "now".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from glassnet.ground.arrays import Array, Shape
from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.pictures.chart import limits
from glassnet.lab.pictures.diagram import UNITS, Column, channel_wise, columns, fold, names_of
from glassnet.lab.pictures.paper import FAINT, FIRST, INK, SECOND, blank, matplotlib, paper
from glassnet.nn.network import Network
from glassnet.run.history import History
from glassnet.run.look import Look
from glassnet.run.scoring import Report

RADIUS, ACROSS = 0.32, 2.6  # of a unit; from one column to the next
GRID = 200  # points a side of a decision boundary
MARKS = "osD^vP*X"


def network_figure(
    network: Network,
    input_shape: Shape,
    inputs: Sequence[str] = (),
    outputs: Sequence[str] = (),
    *,
    most: int = UNITS,
) -> Any:
    """Return a network as circles and the lines between them; bias units are squares.

    The arguments are those of `network_text`.
    """
    found = columns(network, input_shape, most)
    rows = max(len(column.shown) + column.bias for column in found)
    figure, axes = blank(1.3 + 1.5 * len(found), 1.2 + 0.5 * rows)
    places = [_places(column, number) for number, column in enumerate(found)]
    for number, (left, right) in enumerate(pairwise(places)):
        ends = [(a, b) for a in left for b in right[: len(found[number + 1].shown)]]
        if channel_wise(found[number], found[number + 1]):
            ends = list(zip(left, right, strict=False))
        for place, (a, b) in enumerate(ends):
            axes.plot(*zip(a, b, strict=True), color=FAINT, lw=0.6, zorder=0,
                      gid=f"synapse-{number}-{place}")  # fmt: skip
    for number, column in enumerate(found):
        _draw_column(axes, column, number, places[number])
    for column, own, names, side in (
        (found[0], places[0], inputs, -1), (found[-1], places[-1], outputs, 1)
    ):  # fmt: skip
        shown = names_of(column, names)
        for (x, y), name in zip(own, shown, strict=False):
            _say(axes, x + 2 * side * RADIUS, y, name, ha="right" if side < 0 else "left")
    axes.autoscale_view()
    return figure


def weights_figure(weights: Array, *, most: int = 64) -> Any:
    """Return a matrix as squares whose area is the size of a weight: white is positive, black not.

    Source: Hinton & Shallice (1991), "Lesioning an attractor network", whose diagrams these are.

    Args:
        weights: (inputs, units); for one unit, its weights in the shape of what it sees.
        most: Rows and columns shown, at most.

    """
    if weights.ndim != 2:
        raise UsageError(f"weights are drawn as a matrix (rows, columns), got {weights.shape}.")
    down, across = fold(len(weights), most), fold(weights.shape[1], most)
    figure, axes = blank(1.2 + 0.3 * len(across), 1.0 + 0.3 * len(down))
    patches = matplotlib("matplotlib.patches")
    ground = (-0.5, -0.5), len(across), len(down)
    axes.add_patch(patches.Rectangle(*ground, color="#b0b0b0", gid="ground"))
    part = weights[np.ix_(down, across)]
    largest = float(np.abs(part[np.isfinite(part)]).max(initial=0.0)) or 1.0
    for (row, column), value in np.ndenumerate(part):
        side = float(np.sqrt(abs(value) / largest)) * 0.95 if np.isfinite(value) else 0.0
        corner = column - side / 2, row - side / 2
        color = "white" if value > 0 else "black"
        name = f"weight-{down[row]}-{across[column]}"
        axes.add_patch(patches.Rectangle(corner, side, side, color=color, lw=0, gid=name))
    axes.set(xlim=(-0.5, len(across) - 0.5), ylim=(len(down) - 0.5, -0.5))
    kept = f"showing {len(down)} × {len(across)} of {weights.shape[0]:,} × {weights.shape[1]:,}; "
    told = kept if part.size < weights.size else ""
    axes.set_title(f"{told}the largest is {largest:.3g}; white +, black −", fontsize=8)
    return figure


def boundary_figure(
    answer: Callable[[Array], Array], points: Array, truth: Array, names: Sequence[str] = ()
) -> Any:
    """Return the plane of two inputs: the line where the answer changes, and the rows as marks.

    The arguments are those of `boundary_text`.
    """
    if points.ndim != 2 or points.shape[1] != 2:
        raise UsageError(f"a boundary is drawn of two inputs, got rows of {points.shape[1:]}.")
    figure, axes = paper(5.0, 4.2)
    ends = [limits(points[:, k]) for k in (0, 1)]
    x, y = (
        np.linspace(low - (high - low) / 20, high + (high - low) / 20, GRID) for low, high in ends
    )
    plane = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    classes = np.asarray(answer(plane)).reshape(GRID, GRID)
    count = max(int(classes.max()), int(truth.max(initial=0))) + 1
    for k in range(count):
        of = truth == k
        label = one_line(names[k], 30) if k < len(names) else str(k)
        axes.scatter(
            *points[of].T, s=14, marker=MARKS[k % len(MARKS)], label=label, gid=f"rows-{k}"
        )
        inside = (classes == k).astype(float)
        if 0 < inside.mean() < 1:
            axes.contour(x, y, inside, [0.5], colors=INK, linewidths=0.8)
    axes.legend(fontsize=8)
    return figure


def loss_figure(history: History, now: int | None = None) -> Any:
    """Return the curves of the loss over the steps, and a line where one is now."""
    figure, axes = paper()
    losses = history["loss"]
    evaluated = [e for e in history.evaluations if e.validation_loss is not None]
    axes.plot(np.arange(1, len(losses) + 1), losses, color=FIRST, lw=0.8, label="training",
              gid="training")  # fmt: skip
    if evaluated:
        axes.plot([e.step for e in evaluated], [e.validation_loss for e in evaluated], "o--",
                  ms=3, color=SECOND, lw=0.8, label="validation", gid="validation")  # fmt: skip
    if now is not None:
        axes.axvline(now, color=INK, lw=0.8, ls=":", label=f"step {now:,}", gid="now")
    known = losses[np.isfinite(losses)]
    if len(known) and known.min() > 0 and known.max() > 100 * known.min():
        axes.set_yscale("log")
    axes.set(xlabel="step", ylabel="loss")
    axes.legend(fontsize=8)
    return figure


def histograms_figure(look: Look, what: str = "activations", *, bins: int = 30) -> Any:
    """Return a histogram for each layer's outputs, or with what="gradients" for each parameter."""
    parts = {
        "activations": [(f"{n.number} {type(n.layer).__name__}", n.y) for n in look.layers],
        "gradients": [(f"{n.number}.{p}", g) for n in look.layers for p, g in n.gradients.items()],
    }
    if what not in parts:
        raise UsageError(f'histograms are of {" or ".join(parts)}, got "{one_line(what)}".')
    found = parts[what]
    figure = matplotlib("matplotlib.figure").Figure((6.4, 1.3 * len(found)), layout="constrained")
    for place, (name, values) in enumerate(found):
        axes = figure.add_subplot(len(found), 1, place + 1)
        axes.spines[["top", "right"]].set_visible(False)
        finite = values[np.isfinite(values)].astype(np.float64)
        ends = limits(finite)
        counts, edges = np.histogram(np.clip(finite, *ends), bins, ends)
        axes.stairs(counts, edges, fill=True, color=FIRST, gid=f"histogram-{place}")
        axes.set_title(name, fontsize=8, loc="left")
        axes.tick_params(labelsize=7)
    return figure


def confusion_figure(confusion: Array, names: Sequence[str] = ()) -> Any:
    """Return counts of truth (rows) by answer (columns), a cell as dark as its share of a row."""
    known = [one_line(names[k], 16) if k < len(names) else str(k) for k in range(len(confusion))]
    size = 1.8 + 0.5 * len(confusion)
    figure, axes = paper(size, size)
    share = confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    axes.imshow(share, cmap="Greys", vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(confusion):
        color = "white" if share[row, column] > 0.5 else INK
        axes.text(column, row, f"{int(count):,}", ha="center", va="center", color=color,
                  fontsize=9, gid=f"count-{row}-{column}")  # fmt: skip
    axes.set_xticks(range(len(known)), known, rotation=45, ha="right", parse_math=False)
    axes.set_yticks(range(len(known)), known, parse_math=False)
    axes.set(xlabel="answer", ylabel="truth")
    return figure


def answers_figure(report: Report) -> Any:
    """Return the answered numbers over the true ones; on the line an answer is right."""
    if report.confusion is not None:
        classes = len(report.confusion)
        raise UsageError(f"{classes} classes have no order to be drawn in; draw their confusion.")
    truth, answer = np.ravel(report.truth), np.ravel(report.answer)
    figure, axes = paper(4.6, 4.2)
    both = limits(truth, answer)
    axes.plot(both, both, color=FAINT, lw=0.8, gid="right")
    axes.scatter(truth, answer, s=12, color=FIRST, alpha=0.7, gid="rows")
    axes.set(xlabel="truth", ylabel="answer")
    return figure


def _places(column: Column, number: int) -> list[tuple[float, float]]:
    """Return the middles of a column's units, the bias unit last."""
    count = len(column.shown) + column.bias + column.folded
    gap = (len(column.shown) + 1) // 2 if column.folded else count
    rows = [row for row in range(count) if row != gap]
    return [(ACROSS * number, (count - 1) / 2 - row) for row in rows]


def _draw_column(
    axes: Any, column: Column, number: int, places: Sequence[tuple[float, float]]
) -> None:
    """Draw the units of a column, what they are called, and what is above and below them."""
    patches = matplotlib("matplotlib.patches")
    labels = [*map(str, column.shown), *["B"] * column.bias]
    for (x, y), label in zip(places, labels, strict=True):
        name = f"unit-{number}-{label}"
        corner = x - RADIUS * 0.8, y - RADIUS * 0.8
        shape = (
            patches.Rectangle(corner, 1.6 * RADIUS, 1.6 * RADIUS, fc="white", ec=INK, gid=name)
            if label == "B"
            else patches.Circle((x, y), RADIUS, fc="white", ec=INK, gid=name)
        )
        axes.add_patch(shape)
        _say(axes, x, y, label, ha="center")
    x, top, bottom = places[0][0], places[0][1], places[-1][1]
    _say(axes, x, top + 0.5, "\n".join(column.titles), ha="center", va="bottom")
    if column.folded:
        half = (len(column.shown) + 1) // 2
        _say(axes, x, (places[half - 1][1] + places[half][1]) / 2, "⋮", ha="center")
        told = f"showing {len(column.shown)} of {column.total:,}"
        _say(axes, x, bottom - 0.5, told, ha="center", va="top")


def _say(axes: Any, x: float, y: float, text: str, va: str = "center", **more: Any) -> None:
    """Write words as they are: a $ in a column's name is no mathematics."""
    axes.text(x, y, text, fontsize=8, va=va, parse_math=False, **more)
