"""The weights of a layer: a matrix of signs and shades, or of squares by their size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.pictures.chart import wrapped
from glassnet.lab.pictures.diagram import fold
from glassnet.lab.pictures.paper import blank, matplotlib

SHADES = " ░▒▓█"  # from nothing to the largest size
COLORS = re.compile("(?P<positive>[+][░▒▓█])|(?P<negative>-[░▒▓█])")
NAME = 24  # characters of a row's name, at most
FEWEST = 4  # columns that are drawn, however narrow it is
Names = tuple[Sequence[str], Sequence[str]]  # of the rows, of the columns


def weights_text(
    weights: Array, names: Names = ((), ()), *, width: int = 100, most: int = 32
) -> list[str]:
    r"""Return a matrix as signs and shades, a line for each row: for a layer, for each input.

    A cell is a sign and a shade: the darker, the further from 0. ? is no finite number. Where
    there is little room, the cells stand close to one another, then the middle ones are left out.

    Args:
        weights: (inputs, units); for one unit, its weights in the shape of what it sees.
        names: Of the rows, and of the columns; without names they are numbered.
        width: Characters in a line.
        most: Rows and columns shown, at most.

    >>> print(*weights_text(np.array([[1.0, -0.5], [0.0, -1.0]])), sep="\n")
       0  1
    0 +█ -▒
    1    -█
    +█ is 1, -█ is -1
    """
    _require_matrix(weights)
    down = fold(len(weights), most)
    heads = [one_line(names[0][row], NAME) if names[0] else str(row) for row in down]
    wide = max(map(len, heads))
    room, columns = width - wide, min(weights.shape[1], most)
    gap = " " if 3 * columns <= room or 2 * columns + 1 > room else ""
    across = fold(weights.shape[1], min(most, max(FEWEST, (room - 1) // (2 + len(gap)))))
    largest = float(np.abs(weights[np.isfinite(weights)]).max(initial=0.0))
    lines = [f"{'':{wide}} {gap.join(_numbered(across, close=not gap))}".rstrip()]
    for row, head in zip(down, heads, strict=True):
        cells = gap.join(_shade(float(weights[row, column]), largest) for column in across)
        lines.append(f"{head:>{wide}} {cells}".rstrip())
    told = [f"+█ is {largest:.4g}, -█ is {-largest:.4g}", *_folded(weights, down, across)]
    if names[1]:
        named = (f"{column} {one_line(names[1][column], NAME)}" for column in across)
        told.append(f"columns: {', '.join(named)}")
    return lines + [line for words in told for line in wrapped(words, width)]


def weights_figure(weights: Array, names: Names = ((), ()), *, most: int = 64) -> Any:
    """Return a matrix as squares whose area is the size of a weight: white is positive, black not.

    Source: Hinton & Shallice (1991), "Lesioning an attractor network", whose diagrams these are.

    Args:
        weights: (inputs, units); for one unit, its weights in the shape of what it sees.
        names: Of the rows, and of the columns.
        most: Rows and columns shown, at most.

    """
    _require_matrix(weights)
    down, across = fold(len(weights), most), fold(weights.shape[1], most)
    figure, axes = blank(1.8 + 0.3 * len(across), 1.2 + 0.3 * len(down))
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
    _name(axes, names, (down, across))
    told = "".join(f"{each}; " for each in _folded(weights, down, across))
    axes.set_title(f"{told}the largest is {largest:.3g}; white +, black −", fontsize=8)
    return figure


def _require_matrix(weights: Array) -> None:
    if weights.ndim != 2:
        raise UsageError(f"weights are drawn as a matrix (rows, columns), got {weights.shape}.")


def _numbered(across: Sequence[int], *, close: bool) -> list[str]:
    """Return two characters for each column: its number, of close columns each fifth's."""
    return [f"{n:>2}"[-2:] if not close or not n % 5 else "  " for n in across]


def _folded(weights: Array, down: Sequence[int], across: Sequence[int]) -> list[str]:
    """Return what is left out, in words."""
    return [
        f"showing {len(shown)} of {total:,} {name}"
        for shown, total, name in (
            (down, len(weights), "rows"),
            (across, weights.shape[1], "columns"),
        )
        if len(shown) < total
    ]


def _name(axes: Any, names: Names, shown: tuple[Sequence[int], Sequence[int]]) -> None:
    """Write names beside the rows and below the columns."""
    axes.set_axis_on()
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, labelsize=8)
    heads, below = (
        [one_line(each[place], NAME) for place in places] if each else []
        for each, places in zip(names, shown, strict=True)
    )
    axes.set_yticks(range(len(heads)), heads, parse_math=False)
    axes.set_xticks(range(len(below)), below, rotation=45, ha="right", parse_math=False)


def _shade(value: float, largest: float) -> str:
    if not np.isfinite(value):
        return "??"
    level = round(abs(value) / largest * (len(SHADES) - 1)) if largest else 0
    sign = "+" if value > 0 else "-"
    return f"{sign if level else ' '}{SHADES[level]}"
