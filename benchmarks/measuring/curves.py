"""Curves of cost: the time and the memory of a unit of work, as the work grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from measuring.picture import COLORS
from subjects.growth import Axis


def draw(found: Mapping[Axis, Sequence[Mapping[str, Any]]], path: str) -> None:
    """Write a column of two pictures for each axis to `path`: .svg, .png or .pdf."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    mpl.rcParams.update({"svg.hashsalt": "scaling", "font.size": 8})  # the same picture each time
    figure, axes = plt.subplots(
        2, len(found), figsize=(3 * len(found), 5), layout="constrained", squeeze=False
    )
    for column, (axis, rows) in enumerate(found.items()):
        sizes = [row["size"] for row in rows]
        times, memory = axes[0][column], axes[1][column]
        values = [row["each"] * axis.scale for row in rows]
        times.plot(sizes, values, "o-", color=COLORS[0], markersize=4)
        times.axhline(min(values), color="gray", linewidth=0.6, linestyle=":")
        times.set(title=f"time of a {axis.unit}", ylabel=axis.small)
        memory.plot(sizes, [row["memory, MB"] for row in rows], "s-", color=COLORS[1], markersize=4)
        memory.set(title="memory", ylabel="MB", xlabel=axis.name)
        for each in (times, memory):
            each.set(xscale="log", yscale="log")
            each.grid(which="major", linewidth=0.3)
    figure.savefig(path, metadata={"Date": None} if path.endswith(".svg") else None)
    plt.close(figure)
