"""The products of matrices that a step cannot do without, and nothing else: a limit.

Forward, by the weights, and by the inputs where a layer has one before it; into arrays that are
there. Whoever is as quick spends nothing on the rest: rows, activations, loss, optimizer.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from contenders.work import Contender, Work


class Blas(Contender):
    """NumPy's `matmul` into given arrays, which calls its BLAS."""

    name = "bare BLAS"
    judged = False

    def __init__(self, work: Work) -> None:
        """Put random numbers where the factors are."""
        self.work = work
        random = np.random.default_rng(0)
        made = [
            [random.normal(size=shape).astype(work.dtype) for shape in ((m, k), (k, n), (m, n))]
            for m, k, n in shapes(work)
        ]
        self._products = [
            product
            for place, arrays in enumerate(made)
            for product in three(*arrays, first=place == 0)
        ]

    def losses(self, steps: int) -> list[float]:
        """Refuse: nothing is learned."""
        raise NotImplementedError

    def turn(self, steps: int) -> int:
        """Multiply."""
        for _ in range(steps):
            for left, right, out in self._products:
                np.matmul(left, right, out=out)
        return steps


def three(x: Any, w: Any, y: Any, *, first: bool) -> list[tuple[Any, Any, Any]]:
    """Return the products of one layer: y = x w, dw = xᵀ dy, and dx = dy wᵀ unless it is first."""
    products = [(x, w, y.copy()), (x.T, y, w.copy())]
    return products if first else [*products, (y, w.T, x.copy())]


def shapes(work: Work) -> Iterator[tuple[int, int, int]]:
    """Yield (rows, inputs, units) of each layer; a convolution has a row for each window."""
    height, channels = work.input_shape[0], work.input_shape[-1]
    for filters in work.maps:
        windows = height - 2
        yield work.batch_size * windows**2, 9 * channels, filters
        height, channels = windows // 2, filters
    for fan_in, units in pairwise(work.sizes):
        yield work.batch_size, fan_in, units
