"""What each column of a table is: a number, a category, a date, … and what it is used for.

The whole column has one kind, decided after reading all of it, by these rules, the first that fits:

* image       its cells are arrays
* constant    one value everywhere, or nothing at all: left out, it tells rows apart by nothing
* date        every cell is an ISO 8601 date or time
* number      every cell is a number; when 9 in 10 are, the word among them is a mistake, and told
* boolean     two different words
* category    words that come back: at least twice each on average, at most 20 of them or one for
              every 20 rows, and never more than 1,000 (a kind that is asked for: 10,000)
* identifier  words that mostly differ, and consecutive row numbers: left out, they only name rows
* text        words that mostly differ and have spaces in them, or too many words: left out

A target is a class if it is words, or whole numbers with at most 20 different values that come back
at least twice each on average. Whoever knows better says so with a kind: `--kind zip=category`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, final

from glassnet.data.labels import MOST_LABELS, Label, as_number, key, natural_order
from glassnet.data.numbers import MARKS, WORD_MARKS
from glassnet.data.tally import Tally
from glassnet.ground.arrays import Shape
from glassnet.ground.errors import DataError, UsageError, one_line

NUMERIC_SHARE = 0.9
FEW_WORDS = 20
FEW_CLASSES = 20
LEFT_OUT = ("constant", "identifier", "text")


@final
@dataclass(frozen=True)
class Column:
    """What one column is and what it is used for, with the reason in a sentence.

    `categories` are the labels of a category or boolean, in natural order, and `counts` how often
    each occurs; `low` and `high` bound the numbers; `marks` are the words that mean missing.
    """

    name: str
    kind: str
    role: str
    reason: str
    rows: int
    missing: int
    marks: tuple[str, ...] = MARKS
    categories: tuple[Label, ...] = ()
    counts: tuple[int, ...] = ()
    low: float | None = None
    high: float | None = None
    shape: Shape = ()


@final
@dataclass(frozen=True)
class Wish:
    """What the user said about all columns: the targets, kinds and further marks for missing."""

    targets: tuple[str, ...]
    kinds: Mapping[str, str]
    missing: tuple[str, ...]
    drop_missing_targets: bool = False


def decide(name: str, seen: Tally, wish: Wish, decimal: str) -> Column:
    """Decide kind and role of one column."""
    kind = wish.kinds.get(name)
    if name in wish.targets:
        return _target(name, seen, wish, decimal)
    if kind == "skip":
        column = _column(name, "text", seen, wish, "left out because you said skip.")
        return replace(column, role="left out")
    if kind is None:
        return _automatic(name, seen, wish)
    return _asked(name, kind, seen, wish)


def _automatic(name: str, seen: Tally, wish: Wish) -> Column:
    """Decide an input by the rules at the head of this file."""
    if seen.shape:
        shape = " × ".join(map(str, seen.shape))
        return _column(name, "image", seen, wish, f"every cell is an array of {shape} numbers.")
    if seen.present == 0:
        return _column(name, "constant", seen, wish, "left out: every cell is missing.")
    if seen.numeric == seen.present:
        return _number(name, seen, wish)
    if seen.dated == seen.present:
        return _column(name, "date", seen, wish, "every value is a date.")
    if seen.numeric >= NUMERIC_SHARE * seen.present:
        _refuse_stray(name, seen, "number")
    return _words(name, seen, wish)


def _number(name: str, seen: Tally, wish: Wish) -> Column:
    _refuse_infinite(name, seen)
    if seen.low == seen.high:
        reason = f"left out: every value is {seen.low:g}, which tells no row from another."
        return _column(name, "constant", seen, wish, reason)
    if seen.offset is not None and seen.rows > 2:
        reason = f"left out: it only counts the rows, from {seen.offset}."
        return _column(name, "identifier", seen, wish, reason)
    return _column(name, "number", seen, wish, "every value is a number.")


def _words(name: str, seen: Tally, wish: Wish) -> Column:
    """Decide among boolean, category, identifier and text."""
    column = _labelled(name, seen, wish, WORD_MARKS)
    different, present = len(column.categories), column.rows - column.missing
    if column.kind == "text":
        return replace(column, role="left out")
    if different == 1:
        reason = f'left out: every value is "{one_line(column.categories[0], 30)}".'
        return replace(column, kind="constant", role="left out", reason=reason)
    if different == 2 < present:
        return replace(column, kind="boolean", reason="it has two different values.")
    if 2 * different > present:
        kind = "text" if seen.spaced * 2 > min(present, 1000) else "identifier"
        reason = f"left out: {different:,} different words in {present:,} rows only name the rows."
        return replace(column, kind=kind, role="left out", reason=reason)
    if different > max(FEW_WORDS, present // 20):
        reason = (
            f"left out: {different:,} different words are many for {present:,} rows; "
            f"--kind {one_line(name, 30)}=category takes it."
        )
        return replace(column, kind="text", role="left out", reason=reason)
    return replace(column, kind="category", reason=f"{different} words come back again and again.")


def _asked(name: str, kind: str, seen: Tally, wish: Wish) -> Column:
    """Make a column of the `kind` the user asked for, or say why it cannot be."""
    reason = f"you said {kind}."
    if seen.shape:
        raise UsageError(f'Column "{one_line(name)}" holds arrays and cannot become a {kind}.')
    if kind == "number":
        if seen.numeric < seen.present:
            _refuse_stray(name, seen, "number")
        _refuse_infinite(name, seen)
        return _column(name, "number", seen, wish, reason)
    if kind == "date":
        if seen.dated < seen.present:
            _refuse_stray(name, seen, "date")
        return _column(name, "date", seen, wish, reason)
    # Asked for, every word counts as it is written: "NA" may be a country.
    column = _labelled(name, seen, wish, ("",))
    different = len(column.categories)
    if column.kind == "text":
        raise DataError(
            f'Column "{one_line(name)}" cannot be a {kind}: it has more than {MOST_LABELS:,} '
            "different words, dates, or words of more than 1,000 letters."
        )
    if kind == "boolean" and different > 2:
        raise DataError(
            f'Column "{one_line(name)}" cannot be boolean: it has {different:,} different values.'
        )
    return replace(column, kind=kind, reason=reason)


def _target(name: str, seen: Tally, wish: Wish, decimal: str) -> Column:
    """Decide what is to be predicted: a class or a number."""
    kind = wish.kinds.get(name)
    if kind == "date" or seen.shape or (kind is None and 0 < seen.present == seen.dated):
        raise DataError(
            f'The target "{one_line(name)}" holds {"arrays" if seen.shape else "dates"}; '
            "only numbers and categories can be predicted."
        )
    if kind is not None:
        column = _asked(name, kind, seen, wish)
    elif seen.numeric == seen.present:
        column = _number_target(name, seen, wish, decimal)
    else:
        if seen.numeric >= NUMERIC_SHARE * seen.present:
            _refuse_stray(name, seen, "number")
        column = _class_target(name, seen, wish)
    if len(wish.targets) > 1 and column.kind != "number":
        raise UsageError(
            f'Several targets must all be numbers, but "{one_line(name)}" is a {column.kind}; '
            "give one target."
        )
    _refuse_missing_target(column, seen, wish)
    return replace(column, role="target")


def _number_target(name: str, seen: Tally, wish: Wish, decimal: str) -> Column:
    _refuse_infinite(name, seen)
    column = _labelled(name, _by_value(seen, decimal), wish, MARKS)
    different = len(column.categories)
    repeats = 0 < different <= FEW_CLASSES and 2 * different <= seen.present
    if repeats and seen.integral and len(wish.targets) == 1:
        reason = f"{different} whole numbers come back again and again: classes."
        if _is_text(seen, different):
            column = _labelled(name, seen, wish, MARKS)
        return replace(column, kind="category", reason=reason)
    return _column(name, "number", seen, wish, "every value is a number.")


def _by_value(seen: Tally, decimal: str) -> Tally:
    """Count numbers by what they are, not how they are written: "7", "07" and "7.0" are one."""
    if seen.words is None:
        return seen
    values: Counter[Any] = Counter()
    for word, count in seen.words.items():
        values[as_number(word, decimal) if isinstance(word, str) else word] += count
    return replace(seen, words=values)


def _is_text(seen: Tally, different: int) -> bool:
    """Tell whether digits are words: "007" in a file, "7" in memory, if no number has two of them.

    A label comes back as it stood, and a number is written in one way only.
    """
    words = [word for word in seen.words or () if isinstance(word, str)]
    if not len(words) == len(seen.words or ()) == different:
        return False
    return not seen.lined or any(str(as_number(word)) != word.strip() for word in words)


def _class_target(name: str, seen: Tally, wish: Wish) -> Column:
    column = _labelled(name, seen, wish, WORD_MARKS)
    if column.kind == "text":
        raise DataError(
            f'The target "{one_line(name)}" has more than {MOST_LABELS:,} different words, or '
            "words of more than 1,000 letters; it cannot be learned as classes."
        )
    kind = "boolean" if len(column.categories) == 2 else "category"
    return replace(column, kind=kind, reason=f"{len(column.categories):,} different words.")


def _column(name: str, kind: str, seen: Tally, wish: Wish, reason: str) -> Column:
    """Return a column without categories; what only names rows or tells nothing is left out."""
    bounded = seen.low <= seen.high
    return Column(
        name=name,
        kind=kind,
        role="left out" if kind in LEFT_OUT else "input",
        reason=reason,
        rows=seen.rows,
        missing=seen.rows - seen.present,
        marks=(*MARKS, *wish.missing),
        low=seen.low if bounded else None,
        high=seen.high if bounded else None,
        shape=seen.shape,
    )


def _labelled(name: str, seen: Tally, wish: Wish, marks: tuple[str, ...]) -> Column:
    """Return a column with its categories; `text`, left out, where they are too many to count."""
    marks = (*marks, *wish.missing)
    missing = sum(sighting.count for mark, sighting in seen.marks.items() if mark in marks)
    column = replace(_column(name, "category", seen, wish, ""), missing=missing, marks=marks)
    if seen.words is None:
        reason = "left out: too many different words, or words too long, to be categories."
        return replace(column, kind="text", role="left out", reason=reason)
    words = Counter(seen.words)
    words.update({m: s.count for m, s in seen.marks.items() if m not in marks})
    labels = natural_order(words)
    return replace(column, categories=labels, counts=tuple(words[key(label)] for label in labels))


def _refuse_stray(name: str, seen: Tally, wanted: str) -> None:
    """Say where the first cell stands that is no `wanted`, and what to do about it."""
    stray = seen.stray
    if stray is None:
        return
    others = f" and {stray.count - 1:,} more cells" if stray.count > 1 else ""
    word, column = one_line(stray.word, 40), one_line(name, 40)
    raise DataError(
        f'Column "{column}", {stray.place}: "{word}"{others} is not a {wanted}, as the rest of the '
        f'column is; correct it, or say --missing-word "{word}" if it means a missing value, or '
        f"--kind {column}=category if the column holds words."
    )


def _refuse_infinite(name: str, seen: Tally) -> None:
    if seen.infinite is not None:
        word = one_line(seen.infinite.word, 40)
        raise DataError(
            f'Column "{one_line(name)}", {seen.infinite.place}: "{word}" is infinite or too large '
            f'for a number; correct it, or say --missing-word "{word}".'
        )


def _refuse_missing_target(column: Column, seen: Tally, wish: Wish) -> None:
    if column.missing == 0 or wish.drop_missing_targets:
        return
    first = min(
        (sighting for mark, sighting in seen.marks.items() if mark in column.marks),
        key=lambda sighting: sighting.row,
    )
    raise DataError(
        f'The target "{one_line(column.name)}" is missing in {column.missing:,} of '
        f"{column.rows:,} rows, first in {first.place}; fill it in, or leave these rows out with "
        "--missing drop."
    )
