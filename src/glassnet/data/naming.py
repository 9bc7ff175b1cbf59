"""Names for columns that have none, or share one: every column is kept, each under one name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from glassnet.ground.errors import one_line

TOLD = 3  # A person is told of so many renamed columns; the rest are counted.


@final
@dataclass(frozen=True)
class Naming:
    """The names of a table's columns, each once, and a sentence about those that were changed."""

    names: tuple[str, ...]
    note: str = ""

    def told(self) -> dict[str, str]:
        """Return the note as an entry of `Source.reading`, or nothing."""
        return {"renamed": self.note} if self.note else {}


def unique_names(given: Iterable[str]) -> Naming:
    """Strip the names, call empty ones by their position, number those that come again.

    >>> unique_names(["x", "", "x"]).names
    ('x', 'column 2', 'x (2)')
    >>> unique_names(["x", "y", "x"]).note
    'column 3 repeats the name "x" of column 1 and is called "x (2)"'
    """
    wanted = [name.strip() or f"column {place}" for place, name in enumerate(given, start=1)]
    taken = set(wanted)
    places: dict[str, int] = {}
    names, notes = [], []
    for place, name in enumerate(wanted, start=1):
        if name in places:
            fresh = _numbered(name, taken)
            notes.append(
                f'column {place} repeats the name "{one_line(name, 40)}" of column '
                f'{places[name]} and is called "{one_line(fresh, 40)}"'
            )
            name = fresh  # noqa: PLW2901 - the column goes on under its new name
        places[name] = place
        names.append(name)
    more = [f"and {len(notes) - TOLD} more"] if len(notes) > TOLD else []
    return Naming(tuple(names), "; ".join(notes[:TOLD] + more))


def _numbered(name: str, taken: set[str]) -> str:
    """Return "name (2)", or the first number that is free, and take it."""
    number = 2
    while (fresh := f"{name} ({number})") in taken:
        number += 1
    taken.add(fresh)
    return fresh
