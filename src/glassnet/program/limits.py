"""How much a description may hold: beyond what is honest, it is refused before anything is built.

A few bytes can ask for more than a machine has: a layer of 10¹² units, a list of 200,000 layers,
a network in a network in a network. So refusing has to be quick, whatever is asked for.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from glassnet.ground.errors import ExperimentError

BYTES = 1_000_000  # of a file
KEY_STEPS = 10_000_000  # tomllib takes n² steps for a key of n parts, "a.a.a…"
VALUES = 20_000  # in one description, all levels together
DEPTH = 24
TEXT = 1_000  # characters of a name
NUMBER = 2**64 - 1
SIZE = 10_000_000  # units, filters, entries, … of one layer
MISTAKES = 100  # told at once
PARAMETERS = 1_000_000_000  # of one network: 8 GB while they are drawn


def check_size(description: object) -> None:
    """Refuse what is too long, too deep or goes in a circle.

    >>> check_size({"layers": [[]] * 200_000})
    Traceback (most recent call last):
    glassnet.ground.errors.ExperimentError: it holds more than 20,000 values; shorten it.
    """
    count, level = 0, [description]
    for _ in range(DEPTH):
        count += len(level)
        if count > VALUES:
            raise ExperimentError([f"it holds more than {VALUES:,} values; shorten it."])
        level = [inside for value in level for inside in _inside(value)]
    if level:
        raise ExperimentError([f"it nests more than {DEPTH} deep; take some levels out."])


def largest(value: object) -> int:
    """Return the largest whole number, without its sign, in a value, a tuple, or a description.

    >>> from glassnet.nn.convolution import Conv2D
    >>> largest(Conv2D(8, (3, 16), bias=False))
    16
    """
    if isinstance(value, int):
        return abs(value)
    parts = value if isinstance(value, tuple) else ()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = tuple(getattr(value, field.name) for field in dataclasses.fields(value))
    return max(map(largest, parts), default=0)


def check_keys(text: str) -> None:
    """Refuse a TOML text whose keys may have so many parts that reading them takes minutes."""
    dots = [line.count(".") for line in text.split("\n")]
    if sum(number**2 for number in dots) > KEY_STEPS:
        line = dots.index(max(dots)) + 1
        raise ExperimentError(
            [f"line {line} has {max(dots):,} dots, too many to read; shorten it."]
        )


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, (list, tuple)) else ()
