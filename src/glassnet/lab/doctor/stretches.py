"""A stretch of rows whose answers do not go with their columns, though those of the others do.

A file that was sorted in part, joined by the wrong key from some row on, or filled down. Answers
that are wrong here and there cannot be told from noise; a stretch of them can: its columns look
like those of the other rows, and the other rows tell its answers no better than chance does.

    skill   κ = (a − c) / (1 − c), a the share of rows whose answer the other rows tell, c that
            share by chance, from how often each answer stands and is told (Cohen 1960)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding, sparkline
from glassnet.lab.doctor.reference import scaled

FEWEST_ROWS = 60
FEWEST = 20  # rows of a stretch
SKILL = 0.5  # of the other rows: where less can be told, no stretch stands out
LOST = 0.5  # of that skill: what the stretch has must surely be below
# Standard deviations. Of the n² / 2 ≤ 180,000 stretches one is beyond 5 with p ≤ 0.05, were they
# independent (Bonferroni); and they overlap.
FAR = 5.0
MIXED = 0.8  # a stretch of nearly one answer shows nothing
SPREAD = 0.75  # of the deviation of all numbers: in a narrow range noise hides what is told
APART = 4.0  # standard deviations, of a column's mean; beyond with p ≤ 0.0001, were it chance
NEIGHBORS = (1, 5, 15)
RIDGE = 1e-3  # of the rows' number: enough to make equal columns harmless


def corrupted_labels(case: Case) -> Finding | None:
    """Answers that were shuffled, shifted or swapped from one row to another, and nowhere else."""
    if len(case.rows) < FEWEST_ROWS:
        return None
    told = Neighborhood(scaled(case.x), case.known, case.classes)
    within = told.suspect()
    if within is None:
        return None
    inside, outside = told.skills(within)
    first, last = case.rows[np.flatnonzero(within)[[0, -1]]] + 1
    cells = np.array_split(told.agrees(~within), 30)
    return Finding(
        "corrupted-labels",
        f"The answers of rows {first:,} to {last:,}, or nearly those, do not go with their "
        "columns, as those of the other rows do.",
        "likely",
        {
            "skill of the other rows at the answers there": inside,
            "at their own": outside,
            "share of the rows": float(within.mean()),
        },
        where=f"rows {first:,} to {last:,}",
        picture=f"agreement {sparkline([float(cell.mean()) for cell in cells])}",
    )


@final
@dataclass(frozen=True)
class Neighborhood:
    """Rows in the order of their table, and what other rows tell of the answer of each.

    x: (rows, columns), scaled.
    known: Class codes (rows,), or numbers (rows, k), the first of which is told to be above or
        below the median.
    classes: The number of classes, or 0.
    """

    x: Array
    known: Array
    classes: int

    @cached_property
    def codes(self) -> Array:
        """The answers as codes."""
        if self.classes:
            return self.known
        first = self.known.reshape(len(self.known), -1)[:, 0]
        return (first > np.median(first)).astype(np.int64)

    @cached_property
    def order(self) -> Array:
        """The other rows of each row, the nearest first."""
        squares = (self.x**2).sum(axis=1)
        distances = squares[:, None] + squares - 2.0 * self.x @ self.x.T
        np.fill_diagonal(distances, np.inf)
        return np.argsort(distances, axis=1)[:, :-1]

    def answers(self, taught: Array) -> Array:
        """Return what the rows `taught` tell of each other row: its code.

        It is the most frequent of 1, 5 or 15 neighbors, or what a straight line says, whichever
        tells the rows `taught` best.
        """
        nearest = np.argsort(~taught[self.order], axis=1, kind="stable")[:, : max(NEIGHBORS)]
        codes = self.codes[np.take_along_axis(self.order, nearest, axis=1)]
        found = [*(most_frequent(codes[:, :k]) for k in NEIGHBORS), self.straight(taught)]
        return max(found, key=lambda told: float((told == self.codes)[taught].mean()))

    def straight(self, taught: Array) -> Array:
        """Return what ridge regression on the rows `taught` says, each of these left out itself.

        Without its own row the answer is ŷ − h (y − ŷ) / (1 − h), h its leverage (Allen 1974).
        """
        wanted = np.eye(int(self.codes.max()) + 1)[self.codes]
        inputs = np.c_[np.ones(len(self.x)), self.x]
        own = inputs[taught]
        ridge = RIDGE * len(own) * np.eye(inputs.shape[1])
        inverse = np.linalg.solve(own.T @ own + ridge, inputs.T)
        told = inverse.T @ (own.T @ wanted[taught])
        leverage = np.where(taught, np.einsum("rc,cr->r", inputs, inverse), 0.0)[:, None]
        told -= leverage * (wanted - told) / np.clip(1.0 - leverage, 1e-6, None)
        return np.asarray(told.argmax(axis=1))

    def agrees(self, taught: Array) -> Array:
        """Return of which rows the rows `taught` tell the answer."""
        agreed: Array = self.answers(taught) == self.codes
        return agreed

    def suspect(self) -> Array | None:
        """Return which rows are the stretch at fault, or None."""
        everything = np.ones(len(self.x), dtype=np.bool_)
        within, deviations = worst_stretch(self._surprise(everything))
        if deviations < FAR:
            return None
        # Once more, told by the other rows only: then its ends are seen more sharply.
        within, deviations = worst_stretch(self._surprise(~within))
        if deviations < FAR or not self._is_like_the_others(within):
            return None
        inside, outside = self.skills(within)
        told, own = self.answers(~within)[within], self.codes[within]
        chance = by_chance(told, own)
        doubt = 2.0 * np.sqrt(chance * (1.0 - chance) / within.sum()) / (1.0 - chance)
        lost = chance < MIXED and inside + doubt < LOST * outside
        return within if lost and outside > SKILL else None

    def skills(self, within: Array) -> tuple[float, float]:
        """Return how well the rows outside tell the answers of those within, and their own."""
        told = self.answers(~within)
        return kappa(told[within], self.codes[within]), kappa(told[~within], self.codes[~within])

    def _surprise(self, taught: Array) -> Array:
        """Return by how much each row is told worse than others of its answer."""
        missed = 1.0 - self.agrees(taught).astype(np.float64)
        counts = np.bincount(self.codes)
        usual = np.bincount(self.codes, missed) / np.maximum(counts, 1)
        return missed - usual[self.codes]

    def _is_like_the_others(self, within: Array) -> bool:
        """Tell whether the stretch has no region of its own: neither of columns nor of answers.

        The nearest rows of its rows are, where it has none, within as often as any row is
        (Schilling 1986). Many idle columns hide that, so each column is looked at alone, too.
        """
        share = float(within.mean())
        own = float(within[self.order[within][:, :5]].mean())
        from_middle = np.abs(self.x - np.median(self.x, axis=0))
        moved = (strangeness(values, within).max() for values in (self.x, from_middle))
        if own > (1.0 + share) / 2.0 or max(moved) > APART:
            return False
        first = np.asarray(self.known, np.float64).reshape(len(self.known), -1)[:, 0]
        return bool(self.classes or first[within].std() > SPREAD * first.std())


def strangeness(x: Array, within: Array) -> Array:
    """Return how many standard deviations the means of some rows lie from those of all.

    |z| = |m_L − m| / s √(L / (1 − L / n)) of each column, since the mean of L of n rows, drawn
    without putting any back, has the variance s² / L (1 − L / n) (Cochran 1977).

    Args:
        x: (rows, columns).
        within: Which rows they are.

    """
    length, spread = float(within.sum()), x.std(axis=0)
    moved = np.abs(x[within].mean(axis=0) - x.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)
    return np.asarray(moved * np.sqrt(length / (1.0 - length / len(x))))


def worst_stretch(surprise: Array) -> tuple[Array, float]:
    """Return the stretch with the largest sum, in deviations from what is usual, and how many.

    z = (S − L m) / (s √(L (1 − L / n))) of all stretches of L from 20 to n / 2 rows, S their sum,
    m and s mean and deviation of all (Olshen, Venkatraman, Lucito & Wigler 2004).
    """
    count = len(surprise)
    moved = surprise - surprise.mean()
    sums = np.r_[0.0, np.cumsum(moved)]
    best, place = 0.0, (0, FEWEST)
    for length in range(FEWEST, count // 2 + 1):
        found = sums[length:] - sums[:-length]
        first = int(found.argmax())
        z = float(found[first]) / max(1e-12, moved.std() * np.sqrt(length * (1.0 - length / count)))
        if z > best:
            best, place = z, (first, first + length)
    within = np.zeros(count, dtype=np.bool_)
    within[slice(*place)] = True
    return within, best


def most_frequent(codes: Array) -> Array:
    """Return the most frequent code of each row (rows, k), of equally frequent ones the least.

    >>> most_frequent(np.array([[2, 0, 2], [1, 3, 2]]))
    array([2, 1])
    """
    votes = np.zeros((len(codes), int(codes.max()) + 1))
    np.add.at(votes, (np.arange(len(codes))[:, None], codes), 1.0)
    return np.asarray(votes.argmax(axis=1))


def by_chance(told: Array, own: Array) -> float:
    """Return how often codes agree that have nothing to do with each other: Σₖ pₖ qₖ.

    >>> by_chance(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1]))
    0.5
    """
    count = int(max(told.max(), own.max())) + 1
    shares = [np.bincount(codes, minlength=count) / len(codes) for codes in (told, own)]
    return float(shares[0] @ shares[1])


def kappa(told: Array, own: Array) -> float:
    """Return how much more often codes agree than by chance: 1 always, 0 by chance.

    >>> kappa(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1]))
    0.5
    """
    chance = by_chance(told, own)
    return (float((told == own).mean()) - chance) / max(1e-12, 1.0 - chance)
