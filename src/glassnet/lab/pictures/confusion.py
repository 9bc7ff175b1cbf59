"""Which classes are taken for which: counts of truth by answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import one_line
from glassnet.lab.pictures.diagram import fold
from glassnet.lab.pictures.paper import INK, paper

COLORS = re.compile(r"(?P<positive>\[[\d,]+\])")
LENGTHS = (12, 8, 5)  # of a class's name, by how much room there is


def confusion_text(confusion: Array, names: Sequence[str] = (), *, width: int = 100) -> list[str]:
    r"""Return counts of truth (rows) by answer (columns); those in brackets are right.

    >>> print(*confusion_text(np.array([[5, 1], [0, 4]]), ["no", "yes"]), sep="\n")
    truth ↓   answer →
          no  yes
     no   [5]   1
    yes    0   [4]
    """
    count = len(confusion)
    for length in LENGTHS:
        known = [one_line(names[k], length) if k < len(names) else str(k) for k in range(count)]
        first = max(map(len, known))
        wide = max(first, len(f"{int(confusion.max(initial=0)):,}") + 2) + 1
        fitting = (width - first - 1) // (wide + 1)
        if fitting >= count:
            break
    shown = fold(count, max(2, fitting))
    heads = "".join(f"{known[k]:>{wide}} " for k in shown)
    lines = ["truth ↓   answer →", " " * first + " " + heads]
    for k in shown:
        counts = confusion[k].tolist()
        cells = [f"[{counts[j]:,}]" if j == k else f"{counts[j]:,} " for j in shown]
        lines.append(f"{known[k]:>{first}} " + "".join(f"{cell:>{wide + 1}}" for cell in cells))
    told = [f"showing {len(shown)} of {count:,} classes"] if len(shown) < count else []
    return [line.rstrip() for line in lines] + told


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
