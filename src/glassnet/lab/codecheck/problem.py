"""What a learner gives, in one form: a loss, a claim about its slopes, parameters, and data."""

from __future__ import annotations

import contextlib
import copy
import random
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, one_line
from glassnet.lab.codecheck import trees
from glassnet.lab.codecheck.trees import Arrays


@final
@dataclass(frozen=True)
class Problem:
    """A loss and what is claimed to be its gradient, or one step against it.

    Args:
        loss: (params, x, y) → a number.
        claim: (params, x, y) → gradients, or the parameters after one step.
        params: As the learner keeps them.
        x: The rows' inputs, None where the functions bring their own.
        y: What is wanted of them.
        kind: What `claim` returns.
        learning_rate: Of a step, where it is known.

    """

    loss: Callable[[Any, Any, Any], Any]
    claim: Callable[[Any, Any, Any], Any]
    params: Any
    x: Any = None
    y: Any = None
    kind: Literal["gradients", "step"] = "gradients"
    learning_rate: float | None = None

    @property
    def start(self) -> Arrays:
        """The given parameters as arrays."""
        return trees.arrays(self.params)

    def value(self, point: Mapping[str, Array]) -> Any:
        """Return the loss at `point`, whatever number the learner's code makes of it."""
        with _alike():
            tree = trees.rebuilt(self.params, point)
            return scalar(self.loss(tree, copy.deepcopy(self.x), copy.deepcopy(self.y)))

    def claimed(self, point: Mapping[str, Array]) -> dict[str, Array | None]:
        """Return the claimed gradients at `point`, or how far a step goes downhill from there."""
        with _alike():
            tree = trees.rebuilt(self.params, point)
            found = self.claim(tree, copy.deepcopy(self.x), copy.deepcopy(self.y))
        if self.kind == "gradients":
            return self._matched(found, point)
        moved = self._matched(tree if found is None else found, point)
        return {
            name: None if new is None or new.shape != point[name].shape else point[name] - new
            for name, new in moved.items()
        }

    def _matched(self, found: Any, point: Mapping[str, Array]) -> dict[str, Array | None]:
        """Return what is `found` by parameter; a loss returned beside it is left out."""
        tries = [found]
        if isinstance(found, tuple):
            tries += [part for part in found if not trees.is_number(part)]
        matched = [trees.alongside(self.params, each) for each in tries]
        best = max(matched, key=lambda each: sum(value is not None for value in each.values()))
        return {name: _shaped(value, point[name]) for name, value in best.items()}

    def on(self, rows: slice) -> Problem:
        """Return the same problem on some of its rows."""
        return replace(self, x=some(self.x, rows, self.rows), y=some(self.y, rows, self.rows))

    @property
    def rows(self) -> int | None:
        """How many rows there are, None where that is not told."""
        return count_rows(self.x, self.y)


def count_rows(x: Any, y: Any) -> int | None:
    """Return how many rows x and y have in common, along their first axis or else their second."""
    shapes = [np.shape(_as_array(each)) for each in (x, y)]
    if not all(shapes):
        return None
    first, second = shapes
    if first[0] == second[0]:
        return int(first[0])
    if len(first) == 2 and first[1] == second[-1]:
        return int(first[1])
    return None


def some(values: Any, rows: slice, count: int | None) -> Any:
    """Return the `rows` of what has `count` of them, of the kind it is."""
    array = _as_array(values)
    if array.shape[0] == count:
        return values[rows] if hasattr(values, "__getitem__") else array[rows]
    return array[:, rows]


def _as_array(values: Any) -> Array:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        return np.zeros(())


def scalar(value: Any) -> Any:
    """Return the number that a loss is: of (loss, cache) the first, of [[loss]] what is inside."""
    if isinstance(value, (tuple, list)) and value and np.ndim(value[0]) == 0:
        value = value[0]
    found = np.asarray(value)
    if found.size != 1 or found.dtype.kind not in "fiuc":
        raise DataError(
            f"the loss must be one number, got {one_line(repr(value), 60)}; sum it, or take its "
            "mean."
        )
    return found.reshape(())[()]


def _shaped(value: Array | None, like: Array) -> Array | None:
    """Return `value` in the shape of `like` where only axes of length 1 differ."""
    if value is None or value.shape == like.shape:
        return value
    same_axes = value.ndim != like.ndim and _long_axes(value) == _long_axes(like)
    if value.size == like.size and same_axes:
        return value.reshape(like.shape)
    return value


def _long_axes(array: Array) -> tuple[int, ...]:
    return tuple(length for length in array.shape if length != 1)


@contextlib.contextmanager
def _alike() -> Iterator[None]:
    """Call the learner's code with the same random numbers each time, and without warnings."""
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002  the generator that the learner's code uses
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        if not any(action[0] == "error" for action in warnings.filters[:1]):
            warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def kept_randomness() -> Iterator[None]:
    """Leave the global random numbers as they were."""
    states = random.getstate(), np.random.get_state()  # noqa: NPY002
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])  # noqa: NPY002
