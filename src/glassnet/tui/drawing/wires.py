"""The lines between columns, of braille dots: a sheet of 2 × 4 dots a character.

A weight above zero is a whole line, one below zero is dashed; the larger it is, the denser:
dotted, thin, thick. So sign and size can be told without colors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.tui.drawing.canvas import Cell
from glassnet.tui.drawing.image import largest_of, strength
from glassnet.tui.palette import Palette

BRAILLE = 0x2800
# The bit of each dot: four rows of two.
BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
LEVELS = 5
DOTTED, THICK = 1, 4  # up to, and from which level
FEW = 40  # lines of which the strongest may be thick
ON, PERIOD = 4, 7  # dots of a dash, and of a dash with its gap
# The numbers of styles: five above zero, five below, into the selected unit (two), and
CHOSEN, PASSES, NAN = 2 * LEVELS, 2 * LEVELS + 2, 2 * LEVELS + 3


@final
@dataclass(frozen=True, eq=False)
class Wires:
    """Lines from the left edge of a gap to the right one.

    Args:
        starts: The row of dots where each begins, (n,).
        ends: The row of dots where each ends.
        levels: How strong each is, −5 … 5; the weakest come first. NAN for what is no number.
        chosen: Which of them lead into the selected unit.
        passes: Whether they have no weight.

    """

    starts: Array
    ends: Array
    levels: Array
    chosen: Array
    passes: bool = False

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.starts)


def strongest_wires(
    weights: Array, starts: Array, ends: Array, *, most: int, target: Array
) -> Wires:
    """Return the strongest lines between what is shown; those into the selected unit come last.

    Args:
        weights: (sources, targets).
        starts: The row of dots of each source; −1 where it is not shown.
        ends: That of each target.
        most: How many lines, at most, and again a quarter as many into the selected unit.
        target: Which targets are the selected unit, (targets,) of bool.

    """
    rows, columns = np.flatnonzero(starts >= 0), np.flatnonzero(ends >= 0)
    shown = weights[np.ix_(rows, columns)].astype(np.float64)
    size = np.nan_to_num(np.abs(shown), nan=np.inf).ravel()
    chosen = np.broadcast_to(target[columns], shown.shape).ravel()
    own = np.flatnonzero(chosen)
    picks = np.union1d(_largest(size, most), own[_largest(size[own], most // 4)])
    picks = picks[np.lexsort((size[picks], chosen[picks]))]
    values = shown.ravel()[picks]
    levels = strength(values, largest_of(weights), LEVELS)
    levels = np.where(np.isnan(values), NAN, np.where(values < 0, -levels, levels))
    row, column = np.divmod(picks, max(1, len(columns)))
    drawn = levels != 0
    return Wires(
        starts[rows[row]][drawn], ends[columns[column]][drawn], levels[drawn], chosen[picks][drawn]
    )


def passing_wires(starts: Array, ends: Array, most: int) -> Wires:
    """Return lines without a weight between what is shown on both sides, each place once."""
    both = (starts >= 0) & (ends >= 0)
    found = np.unique(np.stack([starts[both], ends[both]]), axis=1)
    found = found[:, :: max(1, -(-found.shape[1] // most))]
    none = np.zeros(found.shape[1], dtype=np.int64)
    return Wires(found[0], found[1], none, none > 0, passes=True)


def draw_wires(wires: Wires, left: int, width: int, height: int, palette: Palette) -> list[Cell]:
    """Return x, y, glyph and style of the characters in a gap of `width` cells from `left`."""
    if not len(wires) or width < 1:
        return []
    x, y, ink = _dots(wires, 2 * width, 4 * height)
    dots = np.zeros((4 * height, 2 * width), dtype=np.int64)
    dots[y, x] = 1
    inks = np.zeros((height, width), dtype=np.int64)
    inks[y // 4, x // 2] = ink  # the strongest is the last, and wins
    glyphs = (dots.reshape(height, 4, width, 2) * BITS[None, :, None, :]).sum(axis=(1, 3))
    styles = _styles(palette)
    rows, columns = np.nonzero(glyphs)
    return [
        (left + column, row, chr(BRAILLE + glyph), styles[ink])
        for row, column, glyph, ink in zip(
            rows.tolist(), columns.tolist(), glyphs[rows, columns].tolist(),
            inks[rows, columns].tolist(), strict=True,
        )
    ]  # fmt: skip


def _largest(size: Array, most: int) -> Array:
    """Return where the `most` largest stand."""
    if len(size) <= most:
        return np.arange(len(size))
    return np.argpartition(-size, most - 1)[:most] if most else np.arange(0)


def _dots(wires: Wires, width: int, height: int) -> tuple[Array, Array, Array]:
    """Return the dots of all lines, x, y and ink, line by line, the gaps of dashes left out."""
    steep = int(np.abs(wires.ends - wires.starts).max(initial=0))
    samples = max(width, 2 * steep) + 1
    t = np.linspace(0.0, 1.0, samples)
    bent = 0.5 * t + 0.5 * t * t * (3.0 - 2.0 * t)  # a little level at both ends
    x = np.broadcast_to(np.minimum((t * width).astype(np.int64), width - 1), (len(wires), samples))
    way = wires.starts[:, None] + (wires.ends - wires.starts)[:, None] * bent
    y = np.clip(np.rint(way).astype(np.int64), 0, height - 1)
    size, level = np.abs(wires.levels)[:, None], wires.levels[:, None]
    along = x + np.abs(y - y[:, :1])
    seen = (level >= 0) | (along % PERIOD < ON)
    seen &= (size > DOTTED) | wires.chosen[:, None] | (along % 2 == 0)
    thick = seen & (size >= THICK) & (size != NAN) & (y + 1 < height)
    thick &= wires.chosen[:, None] | (len(wires) <= FEW)
    ink = np.broadcast_to(_inks(wires)[:, None], x.shape)
    both = np.stack([seen, thick], axis=1)
    xs, ys = np.stack([x, x], axis=1), np.stack([y, y + 1], axis=1)
    return xs[both], ys[both], np.stack([ink, ink], axis=1)[both]


def _inks(wires: Wires) -> Array:
    """Return the number of each line's style."""
    if wires.passes:
        return np.full(len(wires), PASSES)
    inks = np.where(wires.levels < 0, LEVELS - wires.levels, wires.levels) - 1
    inks = np.where(wires.chosen, CHOSEN + (wires.levels < 0), inks)
    return np.where(wires.levels == NAN, NAN, inks)


def _styles(palette: Palette) -> list[str]:
    """Return the styles by their numbers."""
    above = _steps(palette.ramp_positive, palette.positive)
    below = _steps(palette.ramp_negative, palette.negative)
    chosen = [f"bold {style}".strip() for style in (palette.positive, palette.negative)]
    return [*above, *below, *chosen, palette.faint, palette.bad]


def _steps(ramp: tuple[str, ...], style: str) -> list[str]:
    """Return one of a ramp's stronger colors for each level; `style` where it has none."""
    colors = ramp[2:] or (style,)
    return [colors[level * len(colors) // LEVELS] for level in range(LEVELS)]
