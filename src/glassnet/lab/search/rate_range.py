"""What a range test found: an interval of rates with its spread over starts, or no answer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.atomic import PathName, write_atomically
from glassnet.ground.documents import form_of, json_text
from glassnet.lab.compare.wording import number
from glassnet.lab.pictures.chart import wrapped
from glassnet.lab.pictures.picture import Picture
from glassnet.lab.search.rate_chart import COLORS, RateChart
from glassnet.run.run import Run

WIDTH = 80
FORMS, SAVED = (".json", ".svg", ".png"), "a range test"
ENOUGH = 0.75  # of the starts must learn something, and agree
AGREE = 5.0  # times the median, or a fifth of it: as far from it may a start be that agrees
QUARTERS = (0.25, 0.5, 0.75)
TENTHS = (0.1, 0.5, 0.9)
HALF = 0.5  # of the fall that is lost again: it falls apart
NEAR = 0.1  # of the fall above the least loss: there the fall has ended
SPAN = 5  # looks, over which a fall is measured: what is steep for one look may be luck
SMOOTHING = (0.25, 0.5, 0.25)


@final
@dataclass(frozen=True)
class Way:
    """What happened to one start while the rate rose.

    Args:
        learned: Whether it came to fit rows that it did not learn from.
        steepest: The rate at which its loss fell fastest.
        blow_up: The rate at which half of the fall was lost again; infinite if it never was.

    """

    learned: bool
    steepest: float
    blow_up: float

    @classmethod
    def of(cls, rates: Array, losses: Array, *, fits: bool) -> Way:
        """Return what losses (looks,) at rates (looks,) tell of a start whose best answers fit."""
        smooth = smoothed(losses)
        if not math.isfinite(smooth[0]):
            return cls(learned=False, steepest=math.nan, blow_up=math.nan)
        bottom = float(smooth.min())
        fall = float(smooth[0] - bottom)
        # The first look near the least loss: what comes later is swinging already.
        low = int(np.argmax(smooth <= bottom + NEAR * fall))
        if low == 0 or not fall > 0.0:
            return cls(learned=False, steepest=math.nan, blow_up=math.nan)
        wide = min(SPAN, low)
        at = int(np.argmax(smooth[: low - wide + 1] - smooth[wide : low + 1]))
        apart = np.flatnonzero(smooth[low:] >= bottom + HALF * fall)
        return cls(
            learned=fits,
            steepest=float(np.sqrt(rates[at] * rates[at + wide])),
            blow_up=float(rates[low + apart[0]]) if len(apart) else math.inf,
        )


@final
@dataclass(frozen=True, eq=False)
class RateRange:
    """What rates that rise did to many starts: `print` it, draw it.

    Args:
        run: The run with the rate that rises, before its first step.
        rates: The rates at which it was looked at, (looks,).
        losses: The losses there, (starts, looks); infinite where numbers were none any more.
        ways: What happened to each start.
        held_out: Whether the losses are those of rows that are not learned from.

    """

    run: Run
    rates: Array
    losses: Array
    ways: tuple[Way, ...]
    held_out: bool

    def __repr__(self) -> str:
        """Return the interval, or that there is none."""
        told = " to ".join(map(number, self.interval)) if self.interval else "cannot tell"
        return f"<learning rates: {told}; print() it>"

    def __str__(self) -> str:
        """Return everything as text, 80 characters wide."""
        return "\n".join(self.lines())

    @property
    def interval(self) -> tuple[float, float] | None:
        """From the rate of the steepest fall to that of the blow-up, medians; None: can't tell."""
        if self.doubt:
            return None
        return self.steepest[1], min(self.blow_up[1], float(self.rates[-1]))

    @property
    def steepest(self) -> tuple[float, float, float]:
        """The rate of the steepest fall: the quartiles of the starts that learned."""
        return self._quantiles(self._falls, QUARTERS)

    @property
    def blow_up(self) -> tuple[float, float, float]:
        """The rate of the blow-up, likewise; infinite beyond the highest rate."""
        return self._quantiles([way.blow_up for way in self.ways if way.learned], QUARTERS)

    @property
    def _falls(self) -> list[float]:
        return [way.steepest for way in self.ways if way.learned]

    @property
    def doubt(self) -> str:
        """Why it cannot be told, in words; nothing where it can."""
        learned, starts = sum(way.learned for way in self.ways), len(self.ways)
        if learned < ENOUGH * starts:
            rows = "rows that it did not learn from" if self.held_out else "its own rows"
            return (
                f"in {starts - learned:,} of {starts:,} starts no rate taught the network anything "
                f"that shows on {rows}: answers fit them no better than they fit each other's"
            )
        if starts - self.strays < ENOUGH * starts:
            low, _, high = self._quantiles(self._falls, TENTHS)
            return (
                f"the starts do not agree: the loss falls steepest anywhere between {number(low)} "
                f"and {number(high)}"
            )
        return ""

    @property
    def strays(self) -> int:
        """How many starts learn nothing, or fall steepest at a rate far from that of the median."""
        middle = self.steepest[1]
        near = [rate for rate in self._falls if middle / AGREE <= rate <= middle * AGREE]
        return len(self.ways) - len(near)

    @property
    def verdict(self) -> str:
        """What is found, in a sentence or two."""
        if self.doubt:
            return f"It cannot be told which rates are good: {self.doubt}."
        low, middle, high = self.steepest
        told = (
            f"The loss falls steepest at a rate of {number(middle)} ({number(low)} to "
            f"{number(high)} in the middle half of the starts)"
        )
        if self.strays:
            told += f", though {self.strays:,} of {len(self.ways):,} starts stray"
        first, apart, last = self.blow_up
        if math.isinf(apart):
            return f"{told}, and stays down up to {number(float(self.rates[-1]))}."
        end = number(last) if math.isfinite(last) else f"beyond {number(float(self.rates[-1]))}"
        return (
            f"{told}; half of the fall is lost again at {number(apart)} ({number(first)} to "
            f"{end}). Between them is where to look, nearer to the first: a whole run stays longer "
            "at a rate than this test."
        )

    def lines(self, width: int = WIDTH) -> list[str]:
        """Return everything as lines of text of at most `width` characters, where words allow."""
        return [
            *wrapped(self.title, width),
            "",
            *self.chart.lines(width),
            "",
            *wrapped(self.verdict, width),
        ]

    @property
    def title(self) -> str:
        """What is shown, in a line."""
        rows = self.run.validation.rows if self.held_out else self.run.training.rows
        which = "validation" if self.held_out else "training"
        ends = f"{number(float(self.rates[0]))} to {number(float(self.rates[-1]))}"
        return f"{len(self.ways)} starts, rates from {ends} · {which} loss of {rows:,} rows"

    def picture(self) -> Picture:
        """Return the losses over the rates, to print or to save."""
        return Picture(self.title, self.chart.lines, self.chart.figure, COLORS)

    @property
    def chart(self) -> RateChart:
        """The losses over the rates, with the interval if there is one."""
        marks = None if self.doubt else (self.steepest[1], self.blow_up[1])
        return RateChart(self.rates, self.losses, marks)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON can hold it, once NaN and ∞ are told."""
        return {
            "tells": not self.doubt,
            "verdict": self.verdict,
            "interval": list(self.interval) if self.interval else None,
            "steepest": list(self.steepest),
            "blow_up": list(self.blow_up),
            "starts": [vars(way) for way in self.ways],
            "rates": self.rates.tolist(),
            "median_loss": np.median(self.losses, axis=0).tolist(),
        }

    def to_json(self) -> str:
        """Return it as JSON; what is no finite number is null."""
        return json_text(self.to_dict())

    def save(self, path: PathName) -> None:
        """Write it: all as .json, the picture as .svg or .png.

        Raises:
            UsageError: the name ends in something else.
            FileError: it cannot be written.
            MissingPackageError: a picture is asked for, and matplotlib is not installed.

        """
        if form_of(path, FORMS, SAVED) == ".json":
            write_atomically(path, [self.to_json().encode()])
        else:
            self.picture().save(path)

    @staticmethod
    def _quantiles(
        values: list[float], shares: tuple[float, float, float]
    ) -> tuple[float, float, float]:
        if not values:
            return math.nan, math.nan, math.nan
        low, middle, high = np.quantile(values, shares, method="inverted_cdf").tolist()
        return low, middle, high


def smoothed(losses: Array) -> Array:
    """Return losses with each a quarter of its neighbors; from the first infinite one on infinite.

    >>> smoothed(np.array([4.0, 4.0, 0.0, 0.0])).tolist()
    [4.0, 3.0, 1.0, 0.0]
    """
    finite = np.isfinite(losses)
    end = len(losses) if finite.all() else int(np.argmin(finite))
    if end < 2:
        return np.where(np.arange(len(losses)) < end, losses, np.inf)
    padded = np.r_[losses[0], losses[:end], losses[end - 1]]
    return np.r_[np.convolve(padded, SMOOTHING, mode="valid"), np.full(len(losses) - end, np.inf)]
