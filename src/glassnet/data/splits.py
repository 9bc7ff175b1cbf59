"""Which rows train, which validate and which test: a pure function of the seed.

A stratified split gives every part the same share of each class, as nearly as whole rows allow: the
seats are dealt by largest remainders (Hamilton's method), and every class keeps a row for training.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, UsageError
from glassnet.ground.keys import Purpose, permutation, stream


@final
@dataclass(frozen=True, eq=False)
class Split:
    """The row numbers of each part, sorted, (n,) int64; together every row once."""

    train: Array
    validation: Array
    test: Array
    notes: tuple[str, ...] = ()


def split(
    rows: int | Array,
    test: float = 0.2,
    validation: float = 0.0,
    seed: int = 0,
    *,
    stratify: bool = True,
) -> Split:
    """Divide the rows of a table at random.

    Args:
        rows: How many rows there are, or the class code of each, (n,).
        test: The share of all rows that is kept for the last word.
        validation: The share of all rows that is kept to choose by.
        seed: Decides which rows; the same seed always chooses the same.
        stratify: Whether to keep the classes' shares; without class codes nothing is stratified.

    >>> split(5, test=0.4, seed=1)
    Split(train=array([1, 2, 4]), validation=array([], dtype=int64), test=array([0, 3]), notes=())

    """
    labels, n = _labels(rows, stratify)
    for_test, for_validation = _sizes(n, test, validation)
    counts = np.bincount(labels)
    told: tuple[str, ...] = ()
    if (counts - 1).clip(0).sum() < for_test + for_validation:  # every class must keep one row
        told = (f"{np.count_nonzero(counts):,} classes in {n:,} rows cannot be stratified.",)
        labels, counts = np.zeros(n, dtype=np.int64), np.array([n])
    room = (counts - 1).clip(0)
    tests = _deal(counts, for_test, room)
    validations = _deal(counts, for_validation, room - tests)
    rank = _rank_in_class(labels, permutation(stream(seed, Purpose.SPLIT), n))
    in_test = rank < tests[labels]
    in_validation = ~in_test & (rank < (tests + validations)[labels])
    return Split(
        train=np.flatnonzero(~in_test & ~in_validation),
        validation=np.flatnonzero(in_validation),
        test=np.flatnonzero(in_test),
        notes=(*told, *_notes(counts, tests, "test"), *_notes(counts, validations, "validation")),
    )


def folds(
    rows: int | Array, count: int = 5, seed: int = 0, *, stratify: bool = True
) -> tuple[Split, ...]:
    """Return `count` splits in which every row is tested exactly once, (k-fold cross-validation).

    Args:
        rows: How many rows there are, or the class code of each, (n,).
        count: How many folds, from 2 to the number of rows.
        seed: Decides which rows meet in a fold.
        stratify: Whether to keep the classes' shares in every fold.

    """
    labels, n = _labels(rows, stratify)
    if not 2 <= count <= n:
        raise UsageError(f"The number of folds must be from 2 to the {n} rows, got {count}.")
    order = permutation(stream(seed, Purpose.SPLIT, count), n)
    # Dealt like cards, class after class: sizes, and those of each class, differ by one at most.
    dealt = order[np.argsort(labels[order], kind="stable")]
    fold = np.empty(n, dtype=np.int64)
    fold[dealt] = np.arange(n) % count
    nothing = np.zeros(0, dtype=np.int64)
    return tuple(
        Split(np.flatnonzero(fold != k), nothing, np.flatnonzero(fold == k)) for k in range(count)
    )


def _sizes(n: int, test: float, validation: float) -> tuple[int, int]:
    """Return how many rows test and validate: the nearest to their shares, at least one each."""
    if not (test >= 0.0 and validation >= 0.0 and test + validation < 1.0):
        raise UsageError(
            "test and validation are shares of all rows and must leave some for training: each at "
            f"least 0, together below 1; got test={test} and validation={validation}."
        )
    if n < 1 + (test > 0) + (validation > 0):
        raise DataError(f"{n} rows are too few to split into training and other parts.")
    for_test = min(max(round(n * test), 1), n - 1 - (validation > 0)) if test else 0
    for_validation = min(max(round(n * validation), 1), n - 1 - for_test) if validation else 0
    return for_test, for_validation


def _labels(rows: int | Array, stratify: bool) -> tuple[Array, int]:
    """Return the class codes 0 … k − 1 of all rows, one class for all without any, and n."""
    if isinstance(rows, int | np.integer):
        return np.zeros(int(rows), dtype=np.int64), int(rows)
    labels = np.asarray(rows)
    if not stratify or len(labels) == 0:
        return np.zeros(len(labels), dtype=np.int64), len(labels)
    return np.unique(labels, return_inverse=True)[1], len(labels)


def _deal(counts: Array, total: int, room: Array) -> Array:
    """Deal `total` seats to classes in proportion to `counts`, none more than its `room`."""
    exact = counts * (total / max(1, counts.sum()))
    seats = np.minimum(np.floor(exact).astype(np.int64), room)
    while (left := total - int(seats.sum())) > 0:
        open_to = seats < room
        remainder = np.where(open_to, exact - seats, -np.inf)
        seats[np.argsort(-remainder, kind="stable")[: min(left, int(open_to.sum()))]] += 1
    return seats


def _rank_in_class(labels: Array, order: Array) -> Array:
    """Return each row's place, from 0, among the rows of its class in the random `order`."""
    by_class = order[np.argsort(labels[order], kind="stable")]
    starts = np.cumsum(np.bincount(labels)) - np.bincount(labels)
    rank = np.empty(len(labels), dtype=np.int64)
    rank[by_class] = np.arange(len(labels)) - starts[labels[by_class]]
    return rank


def _notes(counts: Array, seats: Array, part: str) -> tuple[str, ...]:
    """Say how many classes a part had to do without."""
    without = int(((seats == 0) & (counts > 0)).sum())
    if not seats.any() or not without:
        return ()
    classes = "1 class has" if without == 1 else f"{without:,} classes have"
    return (f"{classes} too few rows to be in the {part} part.",)
