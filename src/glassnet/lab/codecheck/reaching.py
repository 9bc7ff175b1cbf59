"""Where arrays are inside an object, and where it keeps their gradients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from glassnet.lab.codecheck import trees

HELD = ("grads", "gradients", "grad")
DEEP = 4

Path = tuple[Any, ...]


def held(thing: Any, path: Path = (), seen: tuple[int, ...] = ()) -> Iterator[tuple[Path, Any]]:
    """Yield where arrays and numbers are inside an object, and what they are."""
    if len(path) > DEEP or id(thing) in seen:
        return
    for key, value in trees.branches(thing):
        here = (*path, key)
        if trees.is_leaf(value):
            if np.asarray(value).dtype.kind == "f":
                yield here, value
        else:
            yield from held(value, here, (*seen, id(thing)))


def named(path: Path) -> str:
    """Return a path as a person writes it.

    >>> named(("layers", 0, "W"))
    'layers[0].W'
    """
    name = ""
    for key in path:
        name = trees.child(name, key)
    return name


def get(thing: Any, path: Path) -> Any:
    """Return what is at `path`, None if nothing is."""
    for key in path:
        try:
            by_key = isinstance(thing, (Mapping, list, tuple, np.ndarray))
            thing = thing[key] if by_key else getattr(thing, key)
        except (KeyError, IndexError, AttributeError, TypeError):
            return None
    return thing


def put(thing: Any, path: Path, value: Any) -> None:
    """Put `value` at `path`."""
    *above, last = path
    holder = get(thing, tuple(above))
    if isinstance(holder, (dict, list, np.ndarray)):
        holder[last] = value
    else:
        setattr(holder, last, value)


def gradient(network: Any, returned: Any, path: Path, name: str) -> Any:
    """Return what goes for the gradient of what is at `path`, None without.

    It is returned by name; or stands beside its parameter, as self.dW1; or in self.grads.
    """
    *above, last = path
    for each in (name, last):
        found = _spelled(returned, each) if isinstance(returned, Mapping) else None
        if found is not None:
            return found
    if isinstance(last, int):
        return _in_list(network, above, last) if above else None
    beside = [get(network, (*above, form.format(last))) for form in trees.SPELLINGS[1:]]
    beside += [_spelled(get(network, (*above, holder)), last) for holder in HELD]
    return next((found for found in beside if found is not None), None)


def _spelled(holder: Any, name: Any) -> Any:
    """Return what a dict has for the gradient of `name`, in any spelling."""
    if not isinstance(holder, Mapping):
        return None
    words = [form.format(name) for form in trees.SPELLINGS]
    return next((holder[word] for word in words if word in holder), None)


def _in_list(network: Any, above: list[Any], place: int) -> Any:
    """Return number `place` of self.dweights, for self.weights[place]."""
    *over, name = above
    for form in trees.SPELLINGS[1:]:
        found = get(network, (*over, form.format(name)))
        if isinstance(found, (list, tuple)) and len(found) > place:
            return found[place]
    return None
