"""A list that takes few bytes: its items are rows of one array, made again when they are asked for.

A run of a million epochs keeps a million evaluations. Objects would take hundreds of bytes each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar, final, overload

import numpy as np

from glassnet.ground.arrays import Array

ROOM = 64  # for so many items there is room at first
AT_ONCE = 1_024  # so many rows are turned into items together: alone, each would take longer

Item = TypeVar("Item")


class Form(NamedTuple, Generic[Item]):
    """How an item becomes a row and a row the item.

    `fields` are the names and the dtypes of a row; `pack` and `unpack` undo each other.
    """

    fields: tuple[tuple[str, str], ...]
    pack: Callable[[Item], tuple[Any, ...]]
    unpack: Callable[..., Item]

    @property
    def size(self) -> int:
        """The bytes that a row takes."""
        return np.dtype([*self.fields]).itemsize

    def limit(self, count: int) -> int:
        """Return the bytes that `count` items take at most."""
        # Rows that are full double.
        return self.size * max(ROOM, 2 * count)


@final
class Packed(Sequence[Item]):
    """Items that arrive one after the other; a slice stays what it is.

    It costs nothing: rows are never changed once they are there, so it is a view of them, and
    whoever appends to it takes rows of its own first.

    One thread may append while others read: a row is whole before it counts.
    """

    def __init__(self, form: Form[Item], items: Iterable[Item] = ()) -> None:
        """Hold the `items`."""
        self._form = form
        self._rows: Array = np.empty(ROOM, dtype=[*form.fields])
        self._used = 0
        self.extend(items)

    def __len__(self) -> int:
        """Return how many items there are."""
        return self._used

    @overload
    def __getitem__(self, place: int) -> Item: ...

    @overload
    def __getitem__(self, place: slice) -> Packed[Item]: ...

    def __getitem__(self, place: int | slice) -> Item | Packed[Item]:
        """Return the item at a place, or a list of its own with those of a slice."""
        found = self.rows[place]
        if not isinstance(place, slice):
            return self._form.unpack(*found.tolist())
        part = Packed(self._form)
        part._rows, part._used = found, len(found)
        return part

    def __iter__(self) -> Iterator[Item]:
        """Iterate over the items, those included that are appended meanwhile."""
        place = 0
        while place < self._used:
            for row in self.rows[place : place + AT_ONCE].tolist():
                yield self._form.unpack(*row)
                place += 1

    def __eq__(self, other: object) -> bool:
        """Tell whether `other` is a list of the same items; a number that is none is itself."""
        if not isinstance(other, Packed | list):
            return NotImplemented
        if len(self) != len(other):
            return False
        if isinstance(other, Packed) and other._form is self._form:
            return self._has_rows(other.rows)
        kind = type(self[0]) if len(self) else object
        return all(type(each) is kind for each in other) and self._has_rows(
            Packed(self._form, other).rows
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Return what a list of the items shows."""
        return repr([*self])

    @property
    def rows(self) -> Array:
        """The rows, (n,) with fields by name, as a view that must not be written to."""
        used = self._used  # before the array, which may grow meanwhile
        view = self._rows[:used]
        view.flags.writeable = False
        return view

    @property
    def memory(self) -> int:
        """The bytes that are taken, room to grow included."""
        return int(self._rows.nbytes)

    def append(self, item: Item) -> None:
        """Add an item at the end."""
        if self._used == len(self._rows):
            grown = np.empty(max(ROOM, 2 * self._used), dtype=self._rows.dtype)
            grown[: self._used] = self._rows
            self._rows = grown
        self._rows[self._used] = self._form.pack(item)
        self._used += 1

    def extend(self, items: Iterable[Item]) -> None:
        """Add `items` at the end."""
        for item in items:
            self.append(item)

    def _has_rows(self, rows: Array) -> bool:
        return all(
            np.array_equal(self.rows[name], rows[name], equal_nan=True)
            for name, _ in self._form.fields
        )
