"""Losses while the rate rises, drawn: as text and as a figure."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.compare.wording import number
from glassnet.lab.pictures.chart import Frame, inside, limits, wrapped
from glassnet.lab.pictures.paper import FIRST, SECOND, paper

HEIGHT = 12  # lines
ROOM = 50  # characters of a chart, from which there is room for words
ABOVE = 0.3  # of the fall, that is drawn above where it began
BELOW = "learning rate, logarithmic"
TENTHS = (0.1, 0.5, 0.9)
COLORS = re.compile(r"(?P<positive>●)|(?P<negative>[↓↑])|(?P<faint>·)")


@final
@dataclass(frozen=True, eq=False)
class RateChart:
    """The losses of many starts over the rate.

    Args:
        rates: (looks,).
        losses: (starts, looks).
        marks: The rate of the steepest fall, and that of the blow-up, which may be infinite; None
            where they cannot be told.

    """

    rates: Array
    losses: Array
    marks: tuple[float, float] | None = None

    def lines(self, width: int) -> list[str]:
        """Return ● at the median of the starts, and · around the middle eight of ten."""
        low, middle, high = self._band()
        ends = limits(np.array([middle.min(), self._top()]))
        x = np.log10(self.rates)
        frame = Frame((float(x[0]), float(x[-1])), ends, inside(width), HEIGHT)
        rows = frame.empty()
        for curve, mark in ((low, "·"), (high, "·"), (middle, "●")):
            shown = np.where(curve <= ends[1], curve, np.nan)
            frame.put(rows, x, shown, [mark] * len(x))
        lines = frame.lines(rows)
        margin = " " * (lines[-2].index("└") + 1)
        first, last = (number(float(self.rates[end])) for end in (0, -1))
        room = max(2, frame.width - len(first) - len(last))
        edge = f"{margin}{first}{BELOW[: room - 2].center(room)}{last}"
        legend = "● the median start, · eight of ten lie between"
        return [*lines[:-1], *self._marked(frame, margin), edge, *wrapped(legend, width)]

    def figure(self) -> Any:
        """Return the median, a band for the middle eight of ten, and the interval as lines."""
        drawn, axes = paper()
        low, middle, high = self._band()
        top = self._top()
        band = (np.minimum(low, top), np.minimum(high, top))
        axes.fill_between(self.rates, *band, color=FIRST, alpha=0.2, lw=0)
        axes.plot(self.rates, np.where(middle <= top, middle, np.nan), color=FIRST)
        for rate in self.marks or ():
            if math.isfinite(rate):
                axes.axvline(rate, color=SECOND, lw=0.8)
        axes.set(xscale="log", xlabel="learning rate", ylabel="loss")
        return drawn

    def _marked(self, frame: Frame, margin: str) -> list[str]:
        """Return a line with ↓ at the steepest fall and ↑ at the blow-up, with words if room."""
        if self.marks is None:
            return []
        row = [" "] * frame.width
        words = ("↓ steepest", "↑ falls apart") if frame.width >= ROOM else "↓↑"
        for rate, mark in [*zip(self.marks, words, strict=True)][::-1]:
            if math.isfinite(rate):
                at = min(int(frame.columns(np.log10([rate]))[0]), frame.width - len(mark))
                row[at : at + len(mark)] = mark
        return [f"{margin}{''.join(row)}".rstrip()]

    def _band(self) -> tuple[Array, Array, Array]:
        low, middle, high = np.quantile(self.losses, TENTHS, axis=0, method="inverted_cdf")
        return low, middle, high

    def _top(self) -> float:
        """Return the highest loss that is drawn."""
        _, middle, _ = self._band()
        begun = float(middle[0]) if math.isfinite(middle[0]) else 0.0
        return begun + ABOVE * max(abs(begun - min(begun, float(middle.min()))), 1e-12)
