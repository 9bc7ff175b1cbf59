"""Tables made by a formula: each a pure function of (rows, noise, seed).

Row i of a class problem belongs to class i mod k, so that the classes are even; every random number
is a hash of the seed, the table and its place in it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.keys import Purpose, fold, normal, stream, uniform

Columns = Mapping[str, Array]

# The digits 0 to 9 as 5 × 5 drawings, row by row, of a well-known tutorial on captchas.
DIGITS = (
    "11111 10001 10001 10001 11111",
    "00100 00100 00100 00100 00100",
    "11111 00001 11111 10000 11111",
    "11111 00001 11111 00001 11111",
    "10001 10001 11111 00001 00001",
    "11111 10000 11111 00001 11111",
    "11111 10000 11111 10001 11111",
    "11111 00001 00001 00001 00001",
    "11111 10001 11111 10001 11111",
    "11111 10001 11111 00001 11111",
)
# Digits drawn differently, on which that tutorial tests its network.
OTHER_DIGITS = {
    3: "01111 00011 01111 00011 01111",
    7: "11111 00010 00100 01000 10000",
    8: "01110 10001 11111 10001 01110",
}


def xor(rows: int, noise: float, seed: int) -> Columns:
    """Is exactly one of a and b 1? No single neuron can tell. `noise`: deviation of a and b."""
    row = np.arange(rows)
    a, b = row // 2 % 2, row % 2
    if noise == 0.0:
        return {"a": a, "b": b, "xor": a ^ b}
    blur = noise * normal(stream(seed, Purpose.DATASET, 1), (rows, 2))
    return {"a": a + blur[:, 0], "b": b + blur[:, 1], "xor": a ^ b}


def captcha(rows: int, noise: float, seed: int) -> Columns:
    """Draw the digits 0 to 9 in 5 × 5 pixels, again and again. `noise`: share of pixels flipped."""
    digit = np.arange(rows) % len(DIGITS)
    drawings = np.stack([_drawn(text) for text in DIGITS])[digit]
    flipped = uniform(np, stream(seed, Purpose.DATASET, 2), drawings.shape) < noise
    return {"drawing": np.where(flipped, 1 - drawings, drawings), "digit": digit}


def captcha_test(rows: int, noise: float, seed: int) -> Columns:
    """Draw a 3, a 7 and an 8 as the network has never seen them."""
    digits = np.array(sorted(OTHER_DIGITS))[np.arange(rows) % len(OTHER_DIGITS)]
    drawings = np.stack([_drawn(OTHER_DIGITS[int(digit)]) for digit in digits])
    flipped = uniform(np, stream(seed, Purpose.DATASET, 3), drawings.shape) < noise
    return {"drawing": np.where(flipped, 1 - drawings, drawings), "digit": digits}


def moons(rows: int, noise: float, seed: int) -> Columns:
    """Two half circles, each reaching into the other: (cos t, sin t), (1 − cos t, ½ − sin t)."""
    key = stream(seed, Purpose.DATASET, 4)
    upper = np.arange(rows) % 2 == 0
    t = np.pi * uniform(np, fold(np, key, 0), (rows,))
    x = np.where(upper, np.cos(t), 1.0 - np.cos(t))
    y = np.where(upper, np.sin(t), 0.5 - np.sin(t))
    return _plane(x, y, noise, key, np.where(upper, "upper", "lower"))


def circles(rows: int, noise: float, seed: int) -> Columns:
    """A circle of radius ½ inside one of radius 1."""
    key = stream(seed, Purpose.DATASET, 5)
    outer = np.arange(rows) % 2 == 0
    t = 2.0 * np.pi * uniform(np, fold(np, key, 0), (rows,))
    radius = np.where(outer, 1.0, 0.5)
    x, y = radius * np.cos(t), radius * np.sin(t)
    return _plane(x, y, noise, key, np.where(outer, "outer", "inner"))


def spirals(rows: int, noise: float, seed: int) -> Columns:
    """Two arms that wind once and a half around each other: radius = angle / 3π."""
    key = stream(seed, Purpose.DATASET, 6)
    first = np.arange(rows) % 2 == 0
    # The square root spreads the points evenly along the arm, which grows with the angle.
    radius = np.sqrt(uniform(np, fold(np, key, 0), (rows,)))
    t = 3.0 * np.pi * radius + np.where(first, 0.0, np.pi)
    x, y = radius * np.cos(t), radius * np.sin(t)
    return _plane(x, y, noise, key, np.where(first, "first", "second"))


def blobs(rows: int, noise: float, seed: int) -> Columns:
    """Three clouds around the corners of a triangle. `noise`: deviation of each cloud."""
    key = stream(seed, Purpose.DATASET, 7)
    cloud = np.arange(rows) % 3
    t = 2.0 * np.pi * cloud / 3.0
    names = np.array(["red", "green", "blue"])[cloud]
    return _plane(2.0 * np.cos(t), 2.0 * np.sin(t), noise, key, names)


def line(rows: int, noise: float, seed: int) -> Columns:
    """y = 3x + 5 with x in [−1, 1). `noise`: deviation of y."""
    key = stream(seed, Purpose.DATASET, 8)
    x = 2.0 * uniform(np, fold(np, key, 0), (rows,)) - 1.0
    return {"x": x, "y": 3.0 * x + 5.0 + noise * normal(fold(np, key, 1), (rows,))}


def _drawn(text: str) -> Array:
    """Return the (5, 5) drawing of `text`."""
    return np.array([[int(pixel) for pixel in line] for line in text.split()])


def _plane(x: Array, y: Array, noise: float, key: Array, names: Array) -> Columns:
    """Return points of the plane, blurred by `noise`, with the name of their class."""
    blur = noise * normal(fold(np, key, 1), (len(x), 2))
    return {"x": x + blur[:, 0], "y": y + blur[:, 1], "class": names.astype(object)}
