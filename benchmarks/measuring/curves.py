"""Curves of cost: the time and the memory of a unit of work, as the work grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from measuring.picture import COLORS
from subjects.growth import Axis

Rows = Sequence[Mapping[str, Any]]
TIMES, MEMORY = (1, 2, 5, 10, 20), (1, 10, 100, 1_000)  # what is written at the sides


def draw(found: Mapping[Axis, Rows], near: float, path: str) -> None:
    """Write a column of two pictures for each axis to `path`: .svg, .png or .pdf.

    All times are told in multiples of the cheapest on their axis, so that the columns compare; what
    costs at most `near` times as much lies on a band.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    mpl.rcParams.update({"svg.hashsalt": "scaling", "font.size": 8})  # the same picture each time
    figure, panels = plt.subplots(
        2, len(found), figsize=(2.6 * len(found) + 0.6, 4.6), layout="constrained",
        squeeze=False, sharex="col", sharey="row",
    )  # fmt: skip
    for (times, memory), (axis, rows) in zip(panels.T, found.items(), strict=True):
        sizes = [int(row[axis.name].replace(",", "")) for row in rows]
        costs = [row[axis.each] for row in rows]
        relative = [cost / min(costs) for cost in costs]
        times.axhspan(1.0, near, color=COLORS[2], alpha=0.15, linewidth=0)
        times.plot(sizes, relative, "o-", color=COLORS[0], markersize=4)
        times.set_title(f"a {axis.unit}: {min(costs):.3g} {axis.small} at best", fontsize=8.5)
        memory.plot(sizes, [row["memory, MB"] for row in rows], "s-", color=COLORS[1], markersize=4)
        memory.set_xlabel(axis.name, fontweight="bold")
        _scale(times, TIMES)
        _scale(memory, MEMORY)
        memory.set_xticks(sizes[::2], [row[axis.name] for row in rows[::2]])
    panels[0][0].set_ylabel("time of a unit,\ntimes the cheapest")
    panels[1][0].set_ylabel("memory added, MB")
    figure.savefig(path, metadata={"Date": None} if path.endswith(".svg") else None)
    plt.close(figure)


def _scale(panel: Any, marks: Sequence[int]) -> None:
    """Let both sides be logarithmic, with plain numbers beside them."""
    from matplotlib.ticker import NullLocator

    panel.set(xscale="log", yscale="log")
    panel.set_yticks(marks, [f"{mark:,}" for mark in marks])
    for side in (panel.xaxis, panel.yaxis):
        side.set_minor_locator(NullLocator())
    panel.grid(which="major", linewidth=0.3)
