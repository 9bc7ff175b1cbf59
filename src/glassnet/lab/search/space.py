"""What is searched: settings by name, each with the values that it may have.

A range of numbers is drawn from evenly, or evenly in its logarithm where its ends are far apart
(Bergstra & Bengio 2012); one of whole numbers in doublings, so that designs of one shape meet and
can be trained at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, final

from glassnet.ground.errors import UsageError, did_you_mean, one_line

REAL = ("learning_rate", "weight_decay", "dropout", "l1", "l2", "clip_norm", "clip_value")
WHOLE = ("hidden", "batch_size", "epochs")
WORDS = ("activation", "optimizer", "schedule", "loss", "dtype", "scaling", "categories")
NAMES = (*REAL, *WHOLE, *WORDS)
LAYERS = ("hidden", "activation", "dropout")  # what makes a new network
FAR = 10.0  # times the lower end
FIGURES = 3  # of a number that is drawn: what is read is what is used
MOST_VALUES = 1_000

Pick = float | str  # a number out of a range, or the label of a choice
Picks = dict[str, Pick]
ValueOf = Callable[[str, str], Any]  # from a name and a word to the value it stands for


@final
@dataclass(frozen=True)
class Range:
    """Any number from `low` to `high`.

    >>> Range("learning_rate", 0.001, 0.1).logarithmic, Range("dropout", 0.0, 0.5).logarithmic
    (True, False)
    """

    name: str
    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse ends that are none."""
        if not (math.isfinite(self.high) and 0.0 <= self.low < self.high):
            raise UsageError(
                f"{self.name} must be from a number of at least 0 to a larger one, got "
                f"{self.low:g} to {self.high:g}."
            )

    @property
    def logarithmic(self) -> bool:
        """Whether 0.001 to 0.01 is as wide as 0.01 to 0.1."""
        return self.low > 0.0 and self.high >= FAR * self.low

    def value(self, pick: Pick) -> float:
        """Return the number itself."""
        return float(pick)

    def rounded(self, drawn: float) -> float:
        """Return what was drawn with few figures, within the ends."""
        return min(max(float(f"{drawn:.{FIGURES}g}"), self.low), self.high)

    def __str__(self) -> str:
        """Return it as a person reads it."""
        how = " (logarithmic)" if self.logarithmic else ""
        return f"{spelled(self.name)} {self.low:g} … {self.high:g}{how}"


@final
@dataclass(frozen=True)
class Choices:
    """One of some values.

    Args:
        name: What they are values of.
        labels: A word for each.
        values: What the words stand for.
        ordered: Whether each is more than the one before.

    """

    name: str
    labels: tuple[str, ...]
    values: tuple[Any, ...]
    ordered: bool = False

    def __post_init__(self) -> None:
        """Refuse a choice that is none."""
        told = one_line(", ".join(self.labels), 100)
        if not 2 <= len(self.labels) <= MOST_VALUES:
            raise UsageError(
                f"{self.name} needs from 2 to {MOST_VALUES:,} values to choose from, got "
                f"{told or 'none'}."
            )
        if len(set(self.labels)) < len(self.labels):
            raise UsageError(f"{self.name} must have different values, got {told}.")

    def value(self, pick: Pick) -> Any:
        """Return the value of a label."""
        return self.values[self.labels.index(str(pick))]

    def __str__(self) -> str:
        """Return it as a person reads it."""
        return f"{spelled(self.name)} {', '.join(self.labels)}"


Dimension = Range | Choices


@final
@dataclass(frozen=True)
class Space:
    """The settings that are searched."""

    dimensions: tuple[Dimension, ...]

    def __post_init__(self) -> None:
        """Refuse what is empty, and what is named twice."""
        if not self.dimensions:
            raise UsageError(
                f"say what to search, such as learning_rate from 0.001 to 0.1, got "
                f"{self.dimensions!r}."
            )
        names = self.names
        for name in names:
            if names.count(name) > 1:
                raise UsageError(f"{name} is searched twice; say all of its values at once.")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the settings."""
        return tuple(dimension.name for dimension in self.dimensions)

    def values(self, picks: Mapping[str, Pick]) -> dict[str, Any]:
        """Return the settings that the picks stand for."""
        return {each.name: each.value(picks[each.name]) for each in self.dimensions}

    def __str__(self) -> str:
        """Return it as a person reads it."""
        return "; ".join(map(str, self.dimensions))


def spelled(name: str) -> str:
    """Return a setting as it is typed: "learning-rate"."""
    return name.replace("_", "-")


def known_name(typed: str) -> str:
    """Return the name of a setting that can be searched, dashes or not."""
    name = typed.strip().replace("-", "_").lower()
    if name not in NAMES:
        raise UsageError(
            f'"{one_line(typed, 60)}" cannot be searched, only {", ".join(NAMES)} can.'
            f"{did_you_mean(name, NAMES)}"
        )
    return name


def dimension(text: str, value_of: ValueOf) -> Dimension:
    """Return what NAME=LOW..HIGH or NAME=VALUE,VALUE says.

    `value_of` returns the value of a word, and refuses one that has none.
    """
    name, equals, said = text.partition("=")
    if not equals or not said.strip():
        raise UsageError(
            "must be NAME=LOW..HIGH or NAME=VALUE,VALUE, such as learning-rate=0.001..0.1, got "
            f'"{one_line(text, 60)}".'
        )
    return read(known_name(name), said, value_of)


def read(name: str, said: str, value_of: ValueOf) -> Dimension:
    """Return the dimension of a setting that LOW..HIGH or VALUE,VALUE describes."""
    low, dots, high = (part.strip() for part in said.partition(".."))
    if dots and not (low and high):
        raise UsageError(f"{name} needs both ends of a range, LOW..HIGH, got {one_line(said, 60)}.")
    if dots:
        return _between(name, low, high, value_of)
    labels = tuple(label.strip() for label in said.split(","))
    return _chosen(name, labels, tuple(value_of(name, label) for label in labels))


def given(name: str, what: object) -> Dimension:
    """Return the dimension that Python says: (low, high), a list of values, or a text as typed."""
    name = known_name(str(name))
    if isinstance(what, str):
        return read(name, what, plain_value)
    if isinstance(what, tuple) and len(what) == 2 and all(map(_is_number, what)):
        return _between(name, repr(what[0]), repr(what[1]), plain_value)
    if isinstance(what, list):
        return _chosen(name, tuple(map(label, what)), tuple(what))
    raise UsageError(
        f"{name} must be a range such as (0.001, 0.1) or a list of values, got "
        f"{one_line(repr(what))}."
    )


def label(value: Any) -> str:
    """Return a word for a value: "16-8" for (16, 8), "Adam" for Adam().

    >>> label((16, 8)), label(()), label(0.1), label(None)
    ('16-8', 'none', '0.1', 'full')
    """
    if isinstance(value, (tuple, list)):
        return "-".join(map(str, value)) or "none"
    if value is None:
        return "full"  # of a batch: all rows
    if isinstance(value, float):
        return f"{value:g}"
    return str(value) if isinstance(value, (str, int)) else repr(value)


def plain_value(name: str, word: str) -> Any:
    """Return the value of a word without looking further: a number, units, or the word itself."""
    try:
        if name == "hidden":
            return () if word == "none" else tuple(int(part) for part in word.split("-"))
        if name in WHOLE:
            return None if word == "full" else int(word)
        return float(word) if name in REAL else word
    except ValueError:
        raise UsageError(f'{name} has no value "{one_line(word, 60)}".') from None


def _between(name: str, low: str, high: str, value_of: ValueOf) -> Dimension:
    if name in WORDS:
        raise UsageError(
            f"{name} has no range, got {one_line(low, 40)}..{one_line(high, 40)}; list its values."
        )
    ends = [value_of(name, end) for end in (low, high)]
    if name in REAL:
        return Range(name, *(float(end) for end in ends))
    whole = [end[0] if isinstance(end, tuple) and len(end) == 1 else end for end in ends]
    if not all(map(_is_number, whole)) or not 1 <= whole[0] < whole[1]:
        raise UsageError(
            f"{name} must be from a whole number of at least 1 to a larger one, got "
            f"{one_line(low, 40)} to {one_line(high, 40)}."
        )
    steps = doublings(int(whole[0]), int(whole[1]))
    values = tuple((step,) if name == "hidden" else step for step in steps)
    return Choices(name, tuple(map(str, steps)), values, ordered=True)


def doublings(low: int, high: int) -> tuple[int, ...]:
    """Return low, 2 low, 4 low, … below `high`, and `high`.

    >>> doublings(8, 64), doublings(10, 50)
    ((8, 16, 32, 64), (10, 20, 40, 50))
    """
    found = [low]
    while 2 * found[-1] < high:
        found.append(2 * found[-1])
    return (*found, high)


def _chosen(name: str, labels: tuple[str, ...], values: tuple[Any, ...]) -> Choices:
    rising = all(map(_is_number, values)) and list(values) == sorted(set(values))
    return Choices(name, labels, values, ordered=rising)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
