"""Score against size or time, and learning curves with bands, in characters."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.compare import wording
from glassnet.lab.compare.lines import both_ends
from glassnet.lab.compare.measures import Yardstick
from glassnet.lab.compare.medians import median_interval
from glassnet.lab.compare.training import Standing
from glassnet.lab.pictures.chart import Frame, inside, limits, wrapped

TIME = "seconds a start, compiling included"
HEIGHT = 14  # rows of characters
START, REACH, BAND = "·", "┊", "░"
SIGNS = ascii_lowercase + ascii_uppercase
SPAN = 30.0  # a scale that spans more than this is logarithmic
MOST_NAMES = 24  # characters of a name in a legend
FURTHEST = 1e100

Told = Callable[[float], str]


@final
@dataclass(frozen=True)
class Scale:
    """What a number becomes on its way to its place, the two ends, and whether it is a logarithm.

    Args:
        low: The end to the left, or below.
        high: The other.
        logarithmic: Whether places go by the power of ten.

    """

    low: float
    high: float
    logarithmic: bool

    def place(self, values: Array) -> Array:
        """Return where numbers are; what is beyond an end is at it, what is none is nowhere."""
        found = np.clip(np.asarray(values, dtype=np.float64), self.low, self.high)
        return np.log10(found) if self.logarithmic else found

    @property
    def ends(self) -> tuple[float, float]:
        """Where the ends are."""
        low, high = self.place(np.array([self.low, self.high])).tolist()
        return low, high


def scale_of(values: Array) -> Scale:
    """Return the scale on which all of `values` that are finite have a place."""
    low, high = limits(values)
    return Scale(low, high, low > 0.0 and high > SPAN * low)


def against(
    designs: Sequence[Standing], places: Sequence[float], by: Yardstick, what: str, width: int
) -> list[str]:
    """Return the scores over a number of each design: starts, medians and their intervals.

    Args:
        designs: What came of each design.
        places: A number of each, such as its parameters.
        by: The score.
        what: What the number is, in words.
        width: Characters in a line.

    """
    scores = [one.scores(by).ravel() for one in designs]
    across, up = scale_of(np.array(places, dtype=np.float64)), scale_of(np.concatenate(scores))
    frame = Frame(across.ends, up.ends, inside(width), HEIGHT)
    rows = frame.empty()
    marked = [
        (across.place(np.full(len(each), place)), each)
        for place, each in zip(places, scores, strict=True)
    ]
    for x, each in marked:
        frame.put(rows, x, _finite(up, each), START * len(each))
    for x, each in marked:
        low, high = median_interval(each)
        if low <= high and math.isfinite(low):
            _upright(frame, rows, float(x[0]), up.place(np.array([low, high])))
    medians = [float(np.quantile(each, 0.5, method="inverted_cdf")) for each in scores]
    for sign, (x, _), median in zip(_signs(designs), marked, medians, strict=True):
        frame.put(rows, x[:1], _finite(up, np.array([median])), [sign])
    legend = f"a letter is a design's median, {REACH} its 95 % interval, {START} a start"
    told = _framed(frame, rows, (across, wording.number), (up, lambda v: wording.score(v, by)))
    axes = wrapped(f"{by.name} against {what}{_logarithms(across, up)}", width)
    return [*axes, *told, *wrapped(f"{_names(designs)}; {legend}", width)]


def curves(designs: Sequence[Standing], width: int) -> list[str]:
    """Return the median loss of each design on its way, and the band of its middle half."""
    drawn = [one for one in designs if one.curves.shape[1] > 1]
    if not drawn:
        return ["there are no learning curves: no start made more than one update."]
    bands = [quartiles(one.curves) for one in drawn]
    across = Scale(0.0, float(max(max(one.steps) for one in drawn)), logarithmic=False)
    up = scale_of(np.concatenate([band.ravel() for band in bands]))
    frame = Frame(across.ends, up.ends, inside(width), HEIGHT)
    rows = frame.empty()
    columns = np.linspace(*frame.x, frame.width)
    ways = [_at_columns(one, band, columns) for one, band in zip(drawn, bands, strict=True)]
    for low, _, high in ways:
        for x, first, last in zip(columns, low, high, strict=True):
            _upright(frame, rows, float(x), up.place(np.array([first, last])), BAND)
    signs = dict(zip([one.name for one in designs], _signs(designs), strict=True))
    for one, (_, middle, _) in zip(drawn, ways, strict=True):
        frame.put(rows, columns, _finite(up, middle), signs[one.name] * len(columns))
    told = _framed(frame, rows, (across, wording.number), (up, wording.number))
    legend = f"a letter is the median of a design's starts, {BAND} the middle half of them"
    axes = wrapped(f"training loss against updates{_logarithms(across, up)}", width)
    return [*axes, *told, *wrapped(f"{_names(designs)}; {legend}", width)]


def quartiles(losses: Array) -> Array:
    """Return the quartiles of curves (starts, points): (3, points); inf where starts diverged."""
    good = np.where(np.abs(losses) < FURTHEST, losses, np.inf)
    found: Array = np.quantile(good, (0.25, 0.5, 0.75), axis=0, method="inverted_cdf")
    return found


def _at_columns(one: Standing, band: Array, columns: Array) -> Array:
    """Return the band (3, points) at the columns, (3, columns); NaN beyond the last step."""
    nearest = np.searchsorted(np.array(one.steps), columns).clip(0, len(one.steps) - 1)
    seen = columns <= max(one.steps)
    return np.where(seen, band[:, nearest], np.nan)


def _upright(frame: Frame, rows: list[list[str]], x: float, ends: Array, mark: str = REACH) -> None:
    """Draw a line upwards at x between two y."""
    if np.isfinite(ends).all():
        last, first = frame.rows(ends).tolist()
        column = int(frame.columns(np.array([x]))[0])
        for row in range(first, last + 1):
            rows[row][column] = mark


def _finite(up: Scale, values: Array) -> Array:
    """Return the places of finite values; the others have none."""
    return np.where(np.isfinite(values), up.place(values), np.nan)


def _framed(
    frame: Frame, rows: list[list[str]], across: tuple[Scale, Told], up: tuple[Scale, Told]
) -> list[str]:
    """Return the rows with a frame and what stands at its ends."""
    (x, tell_x), (y, tell_y) = across, up
    low, high = tell_y(y.low), tell_y(y.high)
    wide = max(len(low), len(high))
    heads = [high, *[""] * (frame.height - 2), low]
    lines = [
        f"{head:>{wide}} ┤{''.join(row)}".rstrip() for head, row in zip(heads, rows, strict=True)
    ]
    first, last = tell_x(x.low), tell_x(x.high)
    edge = f"{first}{last:>{max(1, frame.width - len(first))}}"
    return [*lines, f"{'':{wide}} └{'─' * frame.width}", f"{'':{wide + 2}}{edge}"]


def _signs(designs: Sequence[Standing]) -> list[str]:
    return [SIGNS[number % len(SIGNS)] for number in range(len(designs))]


def _names(designs: Sequence[Standing]) -> str:
    pairs = zip(_signs(designs), designs, strict=True)
    return ", ".join(f"{sign} {both_ends(one.name, MOST_NAMES)}" for sign, one in pairs)


def _logarithms(across: Scale, up: Scale) -> str:
    both = [name for name, one in (("across", across), ("up", up)) if one.logarithmic]
    return f" (logarithmic {' and '.join(both)})" if both else ""
