"""Descriptions as short calls: what differs from its default is told, and nothing else."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from typing import Any


def brief(thing: object) -> str:
    """Return the shortest call that makes `thing`, a layer, a loss, an optimizer, ….

    What a call cannot do without comes first, by its place; the rest by its name. It is valid
    Python with the public names of glassnet.

    >>> from glassnet.nn.dense import Dense
    >>> from glassnet.nn.initializers import Normal
    >>> brief(Dense(16)), brief(Dense(16, bias=False, weights=Normal(0.1)))
    ('Dense(16)', 'Dense(16, bias=False, weights=Normal(0.1))')
    """
    if isinstance(thing, tuple):
        return f"({', '.join(map(brief, thing))}{',' * (len(thing) == 1)})"
    if not is_dataclass(thing) or isinstance(thing, type):
        return repr(thing)
    return f"{type(thing).__name__}({', '.join(_arguments(thing))})"


def _arguments(thing: Any) -> list[str]:
    """Return what stands between the brackets."""
    own = fields(thing)
    if [field.name for field in own] == ["layers"]:  # a network takes them one by one
        return [brief(layer) for layer in thing.layers]
    told = []
    for place, field in enumerate(own):
        value = getattr(thing, field.name)
        if field.default is MISSING or (place == 0 and value != field.default):
            told.append(brief(value))
        elif value != field.default:
            told.append(f"{field.name}={brief(value)}")
    return told
