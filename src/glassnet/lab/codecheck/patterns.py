"""Patterns in wrong numbers that need no knowledge of the network: a sign, a factor, a transpose.

Each compares what is claimed for one parameter with what is expected of it, at several points at
once, and answers only where the pattern explains every number to rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array

ALIKE = 3e-5  # relative to the largest number of a parameter


@final
@dataclass(frozen=True)
class Beside:
    """One parameter at one point: its values, what is claimed, what is expected and how exactly.

    expected is NaN where it is not known.
    """

    values: Array
    claimed: Array | None
    expected: Array
    errors: Array

    @property
    def scale(self) -> float:
        """The largest number there is."""
        both = [np.abs(self.expected[np.isfinite(self.expected)])]
        both += [np.abs(self.claimed)] if self.claimed is not None else []
        return max((float(each.max()) for each in both if each.size), default=0.0)

    def is_like(self, other: Array, alike: float = ALIKE) -> bool:
        """Tell whether what is claimed is `other`, as far as that is known."""
        if self.claimed is None or self.claimed.shape != other.shape:
            return False
        known = np.isfinite(other)
        errors = self.errors if self.errors.shape == other.shape else np.nanmin(self.errors)
        room = alike * max(self.scale, 1e-300) + 4.0 * np.where(np.isfinite(errors), errors, 0.0)
        return bool(
            np.all(np.abs(self.claimed - other)[known] <= np.broadcast_to(room, other.shape)[known])
        )


@final
@dataclass(frozen=True)
class Pattern:
    """What kind of wrong it is, its number where it has one, and how plain an explanation it is."""

    name: str
    number: float = 1.0
    cost: float = 1.0


Pairs = Sequence[Beside]
RIGHT = Pattern("right", cost=0.0)


def pattern(pairs: Pairs) -> Pattern | None:
    """Return the plainest pattern that explains what is claimed at every point, None without."""
    if all(pair.is_like(pair.expected) for pair in pairs):
        return RIGHT
    for judge in PATTERNS:
        found = judge(pairs)
        if found is not None:
            return found
    return None


def missing(pairs: Pairs) -> Pattern | None:
    """Nothing is claimed at all."""
    return Pattern("missing") if all(pair.claimed is None for pair in pairs) else None


def zero(pairs: Pairs) -> Pattern | None:
    """Every number is 0, and should not be."""
    return Pattern("zero") if all(p.is_like(np.zeros_like(p.expected)) for p in pairs) else None


def factor(pairs: Pairs) -> Pattern | None:
    """One factor between what is claimed and what is expected, everywhere."""
    number = ratio(pairs)
    if number is None or not all(pair.is_like(number * pair.expected) for pair in pairs):
        return None
    return Pattern("factor", number, 1.0 if plain(number) else 1.3)


def ratio(pairs: Pairs) -> float | None:
    """Return the factor by least squares, None where nothing can be said."""
    flat = _flat(pairs)
    if flat is None:
        return None
    claimed, expected, _ = flat
    power = float(expected @ expected)
    if power <= 0.0:
        return None
    number = float(claimed @ expected) / power
    return number if abs(number) > 1e-9 else None


def plain(number: float) -> bool:
    """Tell whether a factor is one that people leave out or put in: −1, 2, 1/3, …"""
    size = abs(number)
    return any(abs(each - round(each)) < 1e-4 * each for each in (size, 1.0 / size) if each > 0.9)


def transposed(pairs: Pairs) -> Pattern | None:
    """Rows and columns are exchanged."""
    if any(pair.expected.ndim != 2 for pair in pairs):
        return None
    if all(pair.is_like(pair.expected.T) for pair in pairs):
        return Pattern("transposed")
    shape = pairs[0].expected.shape
    if all(_is_reshaped(pair, shape) for pair in pairs):
        return Pattern("reshaped")
    return None


def _is_reshaped(pair: Beside, shape: tuple[int, ...]) -> bool:
    return pair.claimed is not None and (
        pair.is_like(pair.expected.T.reshape(shape))
        or pair.is_like(pair.expected.reshape(shape[::-1]))
    )


def not_summed(pairs: Pairs) -> Pattern | None:
    """There is one gradient for each row of the batch, and nobody added them up."""
    for pair in pairs:
        if pair.claimed is None or pair.claimed.shape == pair.expected.shape:
            return None
    summed = []
    for pair in pairs:
        claimed = pair.claimed if pair.claimed is not None else np.zeros(())
        axis = next((a for a in range(claimed.ndim) if _without(claimed, a, pair.expected)), None)
        if axis is None:
            return None
        total = claimed.sum(axis=axis).reshape(pair.expected.shape)
        summed.append(Beside(pair.values, total, pair.expected, pair.errors))
    if all(pair.is_like(pair.expected) for pair in summed) or factor(summed):
        return Pattern("not summed")
    return None


def _without(claimed: Array, axis: int, expected: Array) -> bool:
    left = [length for place, length in enumerate(claimed.shape) if place != axis and length != 1]
    return left == [length for length in expected.shape if length != 1]


def some_zero(pairs: Pairs) -> Pattern | None:
    """Some numbers are always 0, and the others are right."""
    if any(pair.claimed is None or pair.claimed.shape != pair.expected.shape for pair in pairs):
        return None
    idle = np.all([pair.claimed == 0.0 for pair in pairs], axis=0)
    if not idle.any() or idle.all():
        return None
    rest = [pair.is_like(np.where(idle, 0.0, pair.expected)) for pair in pairs]
    return Pattern("some zero", float(idle.sum()), 1.2) if all(rest) else None


def same_rows(pairs: Pairs) -> Pattern | None:
    """Every row is one and the same list: the sum of all rows, or the last of them."""
    if any(pair.expected.ndim != 2 or len(pair.expected) < 2 for pair in pairs):
        return None
    for number in (0.0, 1.0):
        rows = [p.expected[-1] if number else p.expected.sum(axis=0) for p in pairs]
        spread = [np.broadcast_to(r, p.expected.shape) for r, p in zip(rows, pairs, strict=True)]
        if all(pair.is_like(each) for pair, each in zip(pairs, spread, strict=True)):
            return Pattern("same rows", number)
    return None


def clipped(pairs: Pairs) -> Pattern | None:
    """Right, and then cut to [−c, c]; or shortened to a length."""
    flat = _flat(pairs)
    if flat is None:
        return None
    claimed, expected, _ = flat
    edge = float(np.abs(claimed).max())
    outside = np.asarray(np.abs(expected) > edge * (1.0 + ALIKE))
    at_edge = np.asarray(np.isclose(np.abs(claimed), edge, rtol=1e-9))
    cut_there = bool(np.all(at_edge[outside])) and bool(outside.any()) and not np.all(outside)
    if cut_there and at_edge.sum() >= 2:
        cut = [np.clip(pair.expected, -edge, edge) for pair in pairs]
        if all(pair.is_like(each) for pair, each in zip(pairs, cut, strict=True)):
            return Pattern("clipped", edge, 1.2)
    return None


def penalty(pairs: Pairs) -> Pattern | None:
    """A multiple of the weights themselves is in what is claimed, or is left out of it."""
    flat = _flat(pairs)
    if flat is None:
        return None
    claimed, expected, values = flat
    power = float(values @ values)
    if len(values) < 4 or power <= 0.0:
        return None
    number = float((claimed - expected) @ values) / power
    if all(pair.is_like(pair.expected + number * pair.values) for pair in pairs):
        return Pattern("penalty", number, 1.2)
    return None


def _flat(pairs: Pairs) -> tuple[Array, Array, Array] | None:
    """Return claimed, expected and the parameter's own values as flat arrays, where known."""
    parts = []
    for pair in pairs:
        if pair.claimed is None or pair.claimed.shape != pair.expected.shape:
            return None
        known = np.isfinite(pair.expected) & np.isfinite(pair.claimed)
        parts.append((pair.claimed[known], pair.expected[known], pair.values[known]))
    claimed, expected, values = (np.concatenate(each) for each in zip(*parts, strict=True))
    return (claimed, expected, values) if claimed.size else None


PATTERNS: tuple[Callable[[Pairs], Pattern | None], ...] = (
    missing,
    zero,
    factor,
    transposed,
    not_summed,
    some_zero,
    same_rows,
    penalty,
    clipped,
)
