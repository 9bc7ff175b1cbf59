"""Labels: the exact values, words, numbers or truth values, that name a category or a class.

A label comes back exactly as it stood in the table: "007" stays text, 2**53 + 1 stays that integer,
True is not 1. Equal numbers are one label (1 and 1.0), whatever their type.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, final

import numpy as np

from glassnet.data.numbers import number
from glassnet.ground.arrays import Array

Label: TypeAlias = str | int | float | bool
# Above this many, one output or input for each would take more memory than it teaches.
MOST_LABELS = 10_000


@final
@dataclass(frozen=True)
class Truth:
    """True or False as a dictionary's key, kept apart from 1 and 0, which are equal to them."""

    value: bool


def key(label: Any) -> Any:
    """Return what `label` is found by; None for what can be no label, such as bytes or a list."""
    if isinstance(label, np.generic):
        label = label.item()
    if isinstance(label, bool):
        return Truth(label)
    return label if isinstance(label, str | int | float) else None


def keys(cells: Array) -> list[Any]:
    """Return the key of each of `cells` (rows,); words, the commonest, are their own."""
    labels: list[Any] = cells.tolist()
    return labels if only_words(labels) else [key(label) for label in labels]


def of_distinct(cells: Sequence[Any], meaning: Callable[[Any], Any], dtype: Any) -> Array:
    """Return the meaning of each of `cells`, found once for those that are equal."""
    found = {cell: meaning(cell) for cell in set(cells)}
    return np.fromiter(map(found.__getitem__, cells), dtype=dtype, count=len(cells))


def only_words(cells: Sequence[object]) -> bool:
    """Tell whether all `cells` are text."""
    return set(map(type, cells)) <= {str}


def count_labels(cells: Array) -> Counter[Any]:
    """Count the keys of `cells` (rows,), text or typed, none of them missing."""
    if cells.dtype.kind in "iuf":
        values, counts = np.unique(cells, return_counts=True)
        return Counter(dict(zip(values.tolist(), counts.tolist(), strict=True)))
    return Counter(keys(cells))


def natural_order(keys: Iterable[Any]) -> tuple[Label, ...]:
    """Return the labels of `keys` in the order a person expects.

    Truth values come first, then numbers by size, then words, in which digits count as numbers.

    >>> natural_order(["item10", "item9", 3, Truth(True), 2.5])
    (True, 2.5, 3, 'item9', 'item10')
    """
    labels = [k.value if isinstance(k, Truth) else k for k in keys]
    return tuple(sorted(labels, key=_place))


def as_array(labels: Sequence[Label]) -> Array:
    """Return `labels` as the plainest array that holds them exactly: text never as fixed width."""
    kinds = {type(label) for label in labels}
    if kinds == {bool}:
        return np.array(labels, dtype=np.bool_)
    if kinds == {float}:
        return np.array(labels, dtype=np.float64)
    if kinds == {int} and all(-(2**63) <= int(label) < 2**63 for label in labels):
        return np.array(labels, dtype=np.int64)
    array = np.empty(len(labels), dtype=object)
    array[:] = labels
    return array


def codes(cells: Array, labels: Sequence[Label], decimal: str = ".") -> Array:
    """Return (rows,) int64: the place of each cell among `labels`, −1 where it is none of them."""
    known = {key(label): code for code, label in enumerate(labels)}
    numeric = not all(isinstance(label, str) for label in labels)
    return of_distinct(keys(cells), lambda k: _find(k, known, numeric, decimal), np.int64)


def as_number(word: str, decimal: str = ".") -> int | float | None:
    """Return the number that `word` writes: an integer, exactly, if it is written as one.

    >>> as_number("9007199254740993"), as_number("1.0"), as_number("one")
    (9007199254740993, 1.0, None)
    """
    value = number(word, decimal)
    if value is not None and re.fullmatch(r"\s*[+-]?\d{1,400}\s*", word):
        return int(word)
    return value


def _find(k: Any, known: Mapping[Any, int], numeric: bool, decimal: str) -> int:
    """Look for `k` as it stands, then as the same number or word in the other form."""
    if k in known or k is None:
        return known.get(k, -1)
    if isinstance(k, str):
        stripped = k.strip()
        other = as_number(stripped, decimal) if numeric else stripped
        return known.get(other, _find_truth(stripped, known))
    return known.get(str(k.value if isinstance(k, Truth) else k), -1)


def _find_truth(word: str, known: Mapping[Any, int]) -> int:
    """Find True and False among words, as a typed table saved as text would write them."""
    truths = {"true": Truth(value=True), "false": Truth(value=False)}
    return known.get(truths.get(word.lower()), -1)


def _place(label: Label) -> tuple[int, Any, str]:
    """Return what sorts `label`: kind, then size or the parts of a word, then the word itself."""
    if isinstance(label, bool):
        return (0, label, "")
    if isinstance(label, int | float):
        return (1, label, "")
    value = as_number(label)
    if value is not None:
        return (2, value, label)
    # Odd parts are digits: they compare as numbers with numbers, never with text.
    parts = re.split(r"([0-9]{1,400})", label.casefold())
    return (3, [int(part) if odd % 2 else part for odd, part in enumerate(parts)], label)
