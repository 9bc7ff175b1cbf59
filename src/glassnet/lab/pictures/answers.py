"""Predicted numbers over the true ones."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.pictures.chart import Frame, inside, limits
from glassnet.lab.pictures.paper import FAINT, FIRST, paper

COLORS = re.compile("(?P<faint>╱+)")


def answers_text(truth: Array, answer: Array, *, width: int = 73, height: int = 20) -> list[str]:
    """Return the answered numbers over the true ones; on the diagonal an answer is right.

    A character tells how many rows fall there: 1 … 9, # for more.

    Args:
        truth: (rows,).
        answer: (rows,).
        width: Characters in a line.
        height: Lines.

    """
    both = limits(truth, answer)
    frame = Frame(both, both, inside(width), height)
    rows = frame.empty()
    line = np.linspace(*both, max(inside(width), height))
    frame.put(rows, line, line, "╱" * len(line))
    seen = np.isfinite(truth) & np.isfinite(answer)
    places = zip(frame.rows(answer[seen]), frame.columns(truth[seen]), strict=True)
    for (row, column), count in Counter(places).items():
        rows[row][column] = str(count) if count < 10 else "#"
    return ["answer ↑", *frame.lines(rows, "truth →")]


def answers_figure(truth: Array, answer: Array) -> Any:
    """Return the answered numbers over the true ones; on the line an answer is right."""
    figure, axes = paper(4.6, 4.2)
    both = limits(truth, answer)
    axes.plot(both, both, color=FAINT, lw=0.8, gid="right")
    axes.scatter(truth, answer, s=12, color=FIRST, alpha=0.7, gid="rows")
    axes.set(xlabel="truth", ylabel="answer")
    return figure
