"""How a window walks over a map: what convolution and pooling share.

Along one axis, window number o shows the places o·stride + i·dilation, i = 0 … size − 1. A map of
several axes is walked over one axis after the other. `windows` copies what every window shows;
`add_back` is its adjoint: each place collects what all windows that showed it give back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

from glassnet.ground.arrays import Array, Namespace, Shape
from glassnet.ground.errors import ShapeError


@final
@dataclass(frozen=True)
class Window:
    """A window along one axis; with `same`, zeros around make ceil(length / stride) of it fit.

    >>> Window(size=3, stride=2).count(8), Window(size=3, stride=2, same=True).count(8)
    (3, 4)
    """

    size: int
    stride: int = 1
    dilation: int = 1
    same: bool = False

    @property
    def reach(self) -> int:
        """How many places lie from its first to its last one."""
        return (self.size - 1) * self.dilation + 1

    @property
    def starts(self) -> range:
        """Where each of its places lies, from the window's beginning."""
        return range(0, self.reach, self.dilation)

    def zeros(self, length: int) -> tuple[int, int]:
        """Return how many zeros stand before and after; an odd one after, as in PyTorch."""
        missing = (-(-length // self.stride) - 1) * self.stride + self.reach - length
        missing = max(0, missing) if self.same else 0
        return missing // 2, missing - missing // 2

    def count(self, length: int) -> int:
        """Return how many windows fit; 0 when none does."""
        padded = length + sum(self.zeros(length))
        return max(0, (padded - self.reach) // self.stride + 1)

    def places(self, xp: Namespace, x: Array, axis: int) -> list[Array]:
        """Return for each place what all windows show there: x, its `axis` as long as they fit."""
        length = x.shape[axis]
        before, after = self.zeros(length)
        x = _place(xp, x, axis, before, before + length + after)
        span = (self.count(length) - 1) * self.stride + 1
        return [x[_along(axis, i, i + span, self.stride)] for i in self.starts]

    def collect(self, xp: Namespace, shown: Sequence[Array], axis: int, length: int) -> Array:
        """Return the sum at each of `length` places of what all windows hold for it.

        `shown` is as `places` gives it: for each place of the window what all of them hold there.
        """
        before, after = self.zeros(length)
        total: Array = 0.0
        for start, part in zip(self.starts, shown, strict=True):
            apart = _spread(xp, part, axis, self.stride)
            total = total + _place(xp, apart, axis, start, before + length + after)
        return total[_along(axis, before, before + length)]


def windows(xp: Namespace, x: Array, walk: tuple[Window, ...]) -> Array:
    """Return what every window shows: (batch, *lengths, c) → (batch, *counts, *sizes, c)."""
    for axis, window in enumerate(walk, 1):
        x = xp.stack(window.places(xp, x, axis), axis=-2)
    return x


def add_back(xp: Namespace, shown: Array, walk: tuple[Window, ...], lengths: Shape) -> Array:
    """Return what the places collect: (batch, *counts, *sizes, c) → (batch, *lengths, c)."""
    for axis, window in reversed(list(enumerate(walk, 1))):
        parts = [shown[..., i, :] for i in range(window.size)]
        shown = window.collect(xp, parts, axis, lengths[axis - 1])
    return shown


def counts(layer: str, walk: tuple[Window, ...], input_shape: Shape) -> Shape:
    """Return how many windows of `layer` fit along each axis of a map (*lengths, channels)."""
    found = tuple(w.count(n) for w, n in zip(walk, input_shape[:-1], strict=True))
    if 0 in found:
        reach = " × ".join(str(w.reach) for w in walk)
        raise ShapeError(
            f"{layer}'s window of {reach} places does not fit into {input_shape}; "
            "make it smaller, or the layers before it fewer."
        )
    return found


def _spread(xp: Namespace, x: Array, axis: int, stride: int) -> Array:
    """Return x with stride − 1 zeros after each of its places along `axis`."""
    if stride == 1:
        return x
    apart = xp.stack([x, *[xp.zeros_like(x)] * (stride - 1)], axis=axis + 1)
    return xp.reshape(apart, (*x.shape[:axis], x.shape[axis] * stride, *x.shape[axis + 1 :]))


def _place(xp: Namespace, x: Array, axis: int, start: int, length: int) -> Array:
    """Return `length` places along `axis`: zeros, with x from `start` on, cut where longer."""
    x = x[_along(axis, 0, min(x.shape[axis], length - start))]
    after = length - start - x.shape[axis]
    if start == after == 0:
        return x
    before, behind = (
        xp.zeros((*x.shape[:axis], count, *x.shape[axis + 1 :]), dtype=x.dtype)
        for count in (start, after)
    )
    return xp.concat([before, x, behind], axis=axis)


def _along(axis: int, start: int, stop: int, step: int = 1) -> tuple[Any, ...]:
    """Return the index that cuts `axis` alone."""
    return (*(slice(None),) * axis, slice(start, stop, step), ...)
