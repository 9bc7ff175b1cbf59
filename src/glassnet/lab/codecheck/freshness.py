"""Functions that remember: each call is made as if it were the first.

A step with momentum keeps its last move in a global; gradients are added up in a list that somebody
else resets. What a function takes from around it is put back before every call, so that one point
says nothing about the next; what it left behind can be asked for.
"""

from __future__ import annotations

import contextlib
import copy
import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any, final

import numpy as np

from glassnet.lab.codecheck.sniffing import held

KEPT = (int, float, list, dict, tuple, np.ndarray, np.number)


@final
class Fresh:
    """A function whose globals, closure and defaults are put back before each call."""

    def __init__(self, function: Callable[..., Any]) -> None:
        """Remember what is around `function` now."""
        functools.update_wrapper(self, function, updated=())
        self.function = function
        plain = getattr(function, "__func__", function)
        self._space: dict[str, Any] = getattr(plain, "__globals__", {})
        used = {name: value for name, value in held(plain).items() if isinstance(value, KEPT)}
        self._globals = {n: v for n, v in used.items() if self._space.get(n) is v}
        self._inside = [v for n, v in used.items() if n not in self._globals]
        self._saved: tuple[dict[str, Any], list[Any]] = ({}, [])
        self._remembers = False
        try:
            self._saved = copy.deepcopy((self._globals, self._inside))
        except Exception:  # noqa: BLE001  what cannot be copied stays as it is
            self._globals, self._inside = {}, []

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function as if for the first time."""
        if not self._remembers:
            self.restore()
        return self.function(*args, **kwargs)

    @contextlib.contextmanager
    def remembering(self) -> Iterator[None]:
        """Let the function remember one call at the next."""
        self.restore()
        self._remembers = True
        try:
            yield
        finally:
            self._remembers = False
            self.restore()

    def restore(self) -> None:
        """Put everything back as it was."""
        saved, inside = copy.deepcopy(self._saved)
        for value, old in zip(self._inside, inside, strict=True):
            _refill(value, old)
        for name, value in self._globals.items():
            _refill(value, saved[name])
            self._space[name] = value


def _refill(value: Any, old: Any) -> None:
    """Give a list, dict or array its old contents; it stays the same object."""
    if isinstance(value, np.ndarray) and value.shape == old.shape and value.flags.writeable:
        value[...] = old
    elif isinstance(value, list):
        value[:] = old
    elif isinstance(value, dict):
        value.clear()
        value.update(old)


def accumulates(claim: Callable[[], Mapping[str, Any]]) -> bool:
    """Tell whether a second call gives twice the numbers of the first, in every parameter."""
    first, second = claim(), claim()
    pairs = [(first[name], second[name]) for name in first]
    known = [(a, b) for a, b in pairs if a is not None and b is not None and np.any(a)]
    return bool(known) and all(a.shape == b.shape and np.allclose(b, 2.0 * a) for a, b in known)


def fresh_inside(function: Any) -> Fresh | None:
    """Return the Fresh that `function` is or calls, None without."""
    while function is not None and not isinstance(function, Fresh):
        function = getattr(function, "__wrapped__", None)
    return function
