"""Parameters as learners keep them (dicts, lists of lists, objects) as named arrays, and back.

    {"W1": [[0.1, 0.2]], "b1": [0.0]}   is   W1 (1, 2)   b1 (1,)

A list of numbers, or of lists of numbers of one length, is an array; any other list is a list of
parameters. Whatever was a list goes back as a list, so that the learner's code sees what it knows.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from glassnet.ground.arrays import Array

Arrays = dict[str, Array]
# How learners write "the gradient of W": dW, d_W, grad_W, W_grad, gW.
SPELLINGS = ("{}", "d{}", "d_{}", "grad_{}", "{}_grad", "grad{}", "g{}", "g_{}", "delta_{}", "D{}")


def is_number(value: object) -> bool:
    """Tell whether `value` is one number; True and False are not."""
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


def is_leaf(tree: object) -> bool:
    """Tell whether `tree` is one array, number, or (list of) list of numbers of one length."""
    if isinstance(tree, np.ndarray):
        return tree.dtype.kind in "fiu"
    if is_number(tree):
        return True
    if not isinstance(tree, (list, tuple)) or not tree:
        return False
    if all(map(is_number, tree)):
        return True
    rows = [row for row in tree if isinstance(row, (list, tuple)) and row]
    return (
        isinstance(tree, list)
        and len(rows) == len(tree)
        and len({len(row) for row in rows}) == 1
        and all(is_number(cell) for row in rows for cell in row)
    )


def branches(tree: object) -> Iterator[tuple[Any, object]]:
    """Yield the key and the value of each part of a dict, list, or object with attributes."""
    if isinstance(tree, Mapping):
        yield from tree.items()
    elif isinstance(tree, (list, tuple)):
        yield from enumerate(tree)
    elif isinstance(tree, np.ndarray) and tree.dtype == object:
        yield from enumerate(tree.tolist())
    elif hasattr(tree, "__dict__") and not isinstance(tree, type) and not inspect.isroutine(tree):
        yield from vars(tree).items()


def arrays(tree: object, name: str = "") -> Arrays:
    """Return the arrays of `tree` in float64, by name, in order."""
    if is_leaf(tree):
        return {name or "params": np.array(tree, dtype=np.float64)}
    found: Arrays = {}
    for key, value in branches(tree):
        found |= arrays(value, child(name, key))
    return found


def child(name: str, key: object) -> str:
    """Return the name of the part `key` of what is called `name`.

    >>> child("", "W1"), child("", 0), child("layers", 1), child("layers[1]", "W")
    ('W1', 'params[0]', 'layers[1]', 'layers[1].W')
    """
    if isinstance(key, int):
        return f"{name or 'params'}[{key}]"
    return f"{name}.{key}" if name else str(key)


def rebuilt(tree: Any, values: Mapping[str, Array], name: str = "") -> Any:
    """Return a copy of `tree` that holds `values`, each of the kind that stood there."""
    if is_leaf(tree):
        return like(tree, values[name or "params"])
    if isinstance(tree, Mapping):
        return {key: rebuilt(value, values, child(name, key)) for key, value in tree.items()}
    if isinstance(tree, np.ndarray):
        made = np.empty(len(tree), dtype=object)
        made[:] = [rebuilt(value, values, child(name, key)) for key, value in branches(tree)]
        return made
    if isinstance(tree, (list, tuple)):
        parts = [rebuilt(value, values, child(name, key)) for key, value in branches(tree)]
        return type(tree)(*parts) if hasattr(tree, "_fields") else type(tree)(parts)
    if hasattr(tree, "__dict__") and not callable(tree):
        made = copy.copy(tree)
        vars(made).update(
            {key: rebuilt(value, values, child(name, key)) for key, value in branches(tree)}
        )
        return made
    return tree


def like(old: object, values: Array) -> Any:
    """Return `values` as an array, a list, a tuple or a number, as `old` is."""
    if isinstance(old, np.ndarray):
        exact = old.dtype.kind in "iu"
        return values.astype(np.float64 if exact and values.dtype.kind != "c" else values.dtype)
    made = values.tolist()
    return tuple(made) if isinstance(old, tuple) else made


def alongside(tree: object, other: Any, name: str = "") -> dict[str, Array | None]:
    """Return for each array of `tree` what `other` holds in its place, None where nothing is.

    `other` may be a dict with names such as dW1, or a list in the same order.
    """
    if is_leaf(tree):
        return {name or "params": _numbers(other)}
    found: dict[str, Array | None] = {}
    places = [(key, value) for key, value in branches(tree) if arrays(value)]
    for order, (key, value) in enumerate(places):
        part = _part(other, key, order, len(places))
        found |= alongside(value, part, child(name, key))
    return found


def _part(other: Any, key: object, order: int, count: int) -> Any:
    """Return what `other` holds for `key`, which is number `order` of `count`."""
    if isinstance(other, Mapping):
        keys = [key] if not isinstance(key, str) else [each.format(key) for each in SPELLINGS]
        return next((other[each] for each in keys if each in other), None)
    if isinstance(other, np.ndarray) and other.dtype == object:
        other = other.tolist()
    if isinstance(other, (list, tuple, np.ndarray)):
        return other[order] if len(other) == count else None
    return getattr(other, str(key), None) if isinstance(key, str) else None


def _numbers(value: Any) -> Array | None:
    """Return `value` as an array in float64, None if it is none."""
    if value is None:
        return None
    try:
        found = np.array(value, dtype=np.float64)
    except (TypeError, ValueError):
        return None
    return found
