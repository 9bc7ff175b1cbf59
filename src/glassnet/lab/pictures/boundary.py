"""The plane of two inputs, and what is answered where."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.pictures.chart import Frame, inside, limits, wrapped
from glassnet.lab.pictures.paper import FIRST, INK, SECOND, paper

GROUNDS = "·▒+▓=~"  # of the classes; apart also where they are written in ASCII
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MARKS = "osD^vP*X"
HUES = (FIRST, SECOND, "#009e73", "#cc79a7", "#56b4e9", "#e69f00")  # Okabe & Ito (2008)
GRID = 200  # points a side of a figure
COLORS = re.compile("(?P<positive>(?<![a-z])A+(?![a-z]))|(?P<negative>(?<![a-z])B+(?![a-z]))")
Answer = Callable[[Array], Array]  # of points (n, 2): the numbers of their classes, (n,)
Names = tuple[Sequence[str], Sequence[str]]  # of the classes, of the two inputs


def boundary_text(
    answer: Answer,
    points: Array,
    truth: Array,
    names: Names = ((), ()),
    *,
    width: int = 73,
    height: int = 20,
) -> list[str]:
    """Return the plane of two inputs: the ground is the class answered there, letters are rows.

    Args:
        answer: Gives the class numbers of points (n, 2).
        points: The rows that are shown, (n, 2).
        truth: Their class numbers, (n,).
        names: The classes' and the two inputs'.
        width: Characters in a line.
        height: Lines.

    """
    _require_plane(points)
    frame = Frame(limits(points[:, 0]), limits(points[:, 1]), inside(width), height)
    classes = np.asarray(answer(frame.centers().reshape(-1, 2))).reshape(height, -1)
    rows = [[GROUNDS[int(k) % len(GROUNDS)] for k in line] for line in classes]
    frame.put(rows, points[:, 0], points[:, 1], [LETTERS[int(k) % 26] for k in truth])
    told = [
        f"{LETTERS[k % 26]} {_called(names, k, 20)}, answered on {GROUNDS[k % len(GROUNDS)]}"
        for k in range(_count(classes, truth))
    ]
    x, y = (f"{one_line(name, 30)} {way}" for name, way in zip(names[1], "→↑", strict=True)) if (
        names[1]
    ) else ("", "")  # fmt: skip
    chart = [*([y] if y else []), *frame.lines(rows, x)]
    return chart + [line for words in told for line in wrapped(words, width)]


def boundary_figure(answer: Answer, points: Array, truth: Array, names: Names = ((), ())) -> Any:
    """Return the plane of two inputs: the line where the answer changes, and the rows as marks.

    The arguments are those of `boundary_text`.
    """
    _require_plane(points)
    figure, axes = paper(5.0, 4.2)
    ends = [limits(points[:, k]) for k in (0, 1)]
    x, y = (
        np.linspace(low - (high - low) / 20, high + (high - low) / 20, GRID) for low, high in ends
    )
    plane = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    classes = np.asarray(answer(plane)).reshape(GRID, GRID)
    for k in range(_count(classes, truth)):
        of = truth == k
        axes.scatter(
            *points[of].T, s=14, marker=MARKS[k % len(MARKS)], label=_called(names, k, 30),
            gid=f"rows-{k}", color=HUES[k % len(HUES)],
        )  # fmt: skip
        within = (classes == k).astype(float)
        if 0 < within.mean() < 1:
            axes.contour(x, y, within, [0.5], colors=INK, linewidths=0.8)
    for say, name in zip((axes.set_xlabel, axes.set_ylabel), names[1], strict=False):
        say(one_line(name, 40), parse_math=False)
    for text in axes.legend(fontsize=8).get_texts():
        text.set_parse_math(False)
    return figure


def _require_plane(points: Array) -> None:
    if points.ndim != 2 or points.shape[1] != 2:
        raise UsageError(f"a boundary is drawn of two inputs, got rows of {points.shape[1:]}.")


def _count(classes: Array, truth: Array) -> int:
    return max(int(classes.max()), int(truth.max(initial=0))) + 1


def _called(names: Names, k: int, limit: int) -> str:
    return one_line(names[0][k], limit) if k < len(names[0]) else str(k)
