"""Images in half-blocks: two pixels a character, one above the other."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from rich.text import Text

from glassnet.ground.arrays import Array, Shape
from glassnet.tui.palette import Palette

GRAYS = 16
HALF = "▀"
# Where there are no colors: sizes above zero, and sizes below it, apart by their form.
SHADES, STROKES = " ░▒▓█", " ·-=≡"
NOT_A_NUMBER = -(2**31)

Cells = list[list[tuple[str, str]]]


def image_lines(
    values: Array, width: int, palette: Palette, *, signed: bool = False, height: int = 2**16
) -> list[Text]:
    """Return an image as lines of half-blocks, as large as `width` × `height` characters allow.

    Without colors in the palette a character is a shade, ░ ▒ ▓ █ above zero and · - = ≡ below.

    Args:
        values: (h, w), or (h, w, c): colors if c is 3, else the mean of the channels.
        width: Characters in a line, at most.
        palette: The colors.
        signed: Whether zero is in the middle: blue above, orange below, the largest the brightest.
            Otherwise values go from 0 to 1.
        height: Lines, at most.

    """
    cells = image_cells(fitted(values, width, height, signed=signed), palette, signed=signed)
    return [_line(row) for row in cells]


def image_cells(pixels: Array, palette: Palette, *, signed: bool = False) -> Cells:
    """Return each character with its style, for pixels (h, w) or (h, w, 3) as many as given."""
    if len(pixels) % 2:  # the last line stands for itself alone
        pixels = np.concat([pixels, np.zeros_like(pixels[-1:])])
    if not colored(palette):
        return _shades(pixels, signed=signed)
    if pixels.ndim == 3:
        inks = [[f"#{r:02x}{g:02x}{b:02x}" for r, g, b in row] for row in _bytes(pixels)]
    else:
        levels, ramp = (_signed if signed else _grays)(pixels, palette)
        inks = [[ramp[level] for level in row] for row in levels.tolist()]
    return [
        [(HALF, f"{top} on {below}") for top, below in zip(*pair, strict=True)]
        for pair in zip(inks[::2], inks[1::2], strict=True)
    ]


def fitted(values: Array, width: int, height: int = 2**16, *, signed: bool = False) -> Array:
    """Return the pixels of an image that fits: enlarged by a whole number, or pooled.

    >>> fitted(np.ones((2, 3)), 7).shape, fitted(np.ones((28, 28, 1)), 14).shape
    ((4, 6), (14, 14))
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim == 3 and values.shape[2] != 3:
        values = values.mean(axis=2)
    before, (tall, wide) = values.shape[:2], fitted_size(values.shape, width, height)
    if tall >= before[0] and wide >= before[1]:
        return values.repeat(tall // before[0], axis=0).repeat(wide // before[1], axis=1)
    return pooled(values, tall, wide, largest=signed)


def fitted_size(shape: Shape, width: int, height: int = 2**16) -> tuple[int, int]:
    """Return how many pixels, down and across, an image takes in `width` × `height` characters."""
    tall, wide = shape[:2]
    times = min(width // wide, 2 * height // tall)
    if times >= 1:
        return tall * times, wide * times
    ratio = min(width / wide, 2 * height / tall)
    return max(1, int(tall * ratio)), max(1, int(wide * ratio))


def pooled(values: Array, rows: int, columns: int, *, largest: bool) -> Array:
    """Return (rows, columns), each the mean of its part, or the number furthest from 0 in it.

    >>> pooled(np.array([[1.0, -3.0, 0.5, 0.25]]), 1, 2, largest=True)
    array([[-3. ,  0.5]])
    """
    tall, wide = values.shape[:2]
    rows, columns = min(rows, tall), min(columns, wide)
    down, across = np.arange(rows) * tall // rows, np.arange(columns) * wide // columns

    def over(reduce: np.ufunc) -> Array:
        return reduce.reduceat(reduce.reduceat(values, down, axis=0), across, axis=1)

    with np.errstate(all="ignore"):
        if largest:
            high, low = over(np.maximum), over(np.minimum)
            return np.where(high >= -low, high, low)
        parts = np.diff(down, append=tall)[:, None] * np.diff(across, append=wide)
        return over(np.add) / parts.reshape(rows, columns, *[1] * (values.ndim - 2))


def colored(palette: Palette) -> bool:
    """Tell whether a palette has colors for grounds."""
    return all(palette.ramp_positive) and len(palette.ramp_positive) > 1


def strength(values: Array, largest: float, levels: int) -> Array:
    """Return the level 0 … `levels` of each |value|, the last for `largest` and more; NaN is 0."""
    with np.errstate(all="ignore"):
        share = np.abs(values) / (largest or 1.0)
    share = np.where(np.isnan(share), 0.0, np.minimum(share, 1.0))
    return (share * levels + 0.5).astype(np.int64)


def largest_of(values: Array) -> float:
    """Return the largest size of the finite numbers; 0 if there are none."""
    size = np.abs(values)
    return float(size.max(initial=0.0, where=np.isfinite(size)))


def _signed(pixels: Array, palette: Palette) -> tuple[Array, tuple[str, ...]]:
    """Return each pixel's place in a ramp from the most negative to NaN's color, and the ramp."""
    positive, negative = palette.ramp_positive, palette.ramp_negative
    middle = len(negative) - 1
    levels = strength(pixels, largest_of(pixels), middle)
    levels = middle + np.where(pixels < 0, -levels, levels)
    ramp = (*negative[:0:-1], *positive, palette.bad.split()[-1])
    return np.where(np.isnan(pixels), len(ramp) - 1, levels), ramp


def _grays(pixels: Array, palette: Palette) -> tuple[Array, tuple[str, ...]]:
    """Return each pixel's place in a ramp from the ground to the ink, and the ramp."""
    ground = np.array([int(palette.ramp_positive[0][i : i + 2], 16) for i in (1, 3, 5)])
    ink = 255 - ground if ground.mean() > 127 else np.array([245, 245, 245])
    shares = np.linspace(0.0, 1.0, GRAYS)[:, None]
    mixed = (ground * (1 - shares) + ink * shares).astype(int)
    ramp = (*(f"#{r:02x}{g:02x}{b:02x}" for r, g, b in mixed), palette.bad.split()[-1])
    levels = strength(np.maximum(pixels, 0.0), 1.0, GRAYS - 1)
    return np.where(np.isnan(pixels), GRAYS, levels), ramp


def _bytes(pixels: Array) -> list[list[list[int]]]:
    shares = np.clip(np.nan_to_num(pixels), 0.0, 1.0)
    return (shares * 255).astype(int).tolist()  # type: ignore[no-any-return]


def _shades(pixels: Array, *, signed: bool) -> Cells:
    """Return the characters of an image without colors."""
    if pixels.ndim == 3:
        pixels = pixels.mean(axis=2)
    pairs = pooled(pixels, len(pixels) // 2, pixels.shape[1], largest=signed)
    levels = strength(pairs, largest_of(pixels) if signed else 1.0, len(SHADES) - 1)
    levels = np.where(pairs < 0, -levels if signed else 0, levels)
    known = np.where(np.isnan(pairs), NOT_A_NUMBER, levels).tolist()
    return [[(_glyph(level), "") for level in row] for row in known]


def _glyph(level: int) -> str:
    if level == NOT_A_NUMBER:
        return "?"
    return STROKES[-level] if level < 0 else SHADES[level]


def _line(row: list[tuple[str, str]]) -> Text:
    line = Text(no_wrap=True, end="")
    for style, run in groupby(row, key=lambda cell: cell[1]):
        line.append("".join(glyph for glyph, _ in run), style)
    return line
