"""The ratios as a picture: a row of points for each work, the others' times over glassnet's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from measuring.timing import quartiles

Rows = Sequence[Mapping[str, Any]]
# Okabe & Ito (2008): told apart by everyone; the shapes tell them apart, too.
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999")
SHAPES = "osD^vP*X<>"


def draw(title: str, tables: Mapping[str, Rows], path: str) -> None:
    """Write the ratios of `tables` to `path`: .svg, .png or .pdf."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    mpl.rcParams.update({"svg.hashsalt": title, "font.size": 9})  # the same picture, the same bytes
    figure, axes = plt.subplots(figsize=(9, 0.5 * len(tables) + 2), layout="constrained")
    names = list(dict.fromkeys(row["who"] for rows in tables.values() for row in rows))
    for number, name in enumerate(names):
        places, middles, sides = points(name, tables)
        if not places:
            continue
        axes.errorbar(
            middles,
            places,
            xerr=sides,
            fmt=SHAPES[number % len(SHAPES)],
            color=COLORS[number % len(COLORS)],
            label=name,
            markersize=5,
            elinewidth=1,
        )
    axes.axvline(1.0, color="gray", linewidth=1, zorder=0)
    axes.set(xscale="log", xlabel="CPU time of a step, times glassnet's (less is faster)")
    axes.set_yticks(range(len(tables)), list(tables))
    axes.invert_yaxis()
    axes.grid(axis="x", which="major", linewidth=0.3)
    figure.legend(loc="outside lower center", ncols=4, frameon=False)
    figure.suptitle(title)
    figure.savefig(path, metadata={"Date": None} if path.endswith(".svg") else None)
    plt.close(figure)


def points(name: str, tables: Mapping[str, Rows]) -> tuple[list[int], list[float], Any]:
    """Return where the points of one contender lie: heights, medians, and how far quartiles are."""
    places: list[int] = []
    middles: list[float] = []
    sides: list[list[float]] = [[], []]
    for place, rows in enumerate(tables.values()):
        for row in rows:
            if row["who"] == name and row["times glassnet"]:
                low, high = quartiles(row["quartiles of that"])
                places.append(place)
                middles.append(row["times glassnet"])
                sides[0].append(max(0.0, row["times glassnet"] - low))
                sides[1].append(max(0.0, high - row["times glassnet"]))
    return places, middles, sides
