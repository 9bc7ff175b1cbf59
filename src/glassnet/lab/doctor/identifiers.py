"""A column that numbers the rows, taken for something that was measured.

Whole numbers of which no two are equal, although there is no room for that to be chance: of n
numbers drawn from R values in any way, all differ with a probability of at most

    (1 − 1/R) (1 − 2/R) … (1 − (n − 1)/R) ≤ exp(−n (n − 1) / 2R),

and values that are not equally likely only make it smaller (Munford 1977).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import exp

import numpy as np

from glassnet.data.inputs import NumberInput
from glassnet.ground.arrays import Array
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.mending import change_data
from glassnet.lab.doctor.reference import reference
from glassnet.lab.doctor.sketches import bars
from glassnet.program.experiment import DataChoices

FEWEST_ROWS = 50
MOST_NUMBERS = 10_000_000  # in the table: more are not read through
MOST_VALUES = 1_000_000  # farther apart, float32 no longer tells them one by one
CHANCE = 1e-6
WHOLE = 0.1  # what rounding to float32 may take from a whole number of that size
TELLS = 0.1  # more than who knows nothing; what tells less does little harm
# What is counted in time is measured, even once a row.
UNITS = {"year", "month", "week", "day", "hour", "minute", "second"}
TIMES = UNITS | {"date", "time", "timestamp", "t"}


def id_column(case: Case) -> Finding | None:
    """A number of which no two are equal tells the answers; a new row may have one beyond."""
    rows = case.table.split.train
    alone = len(case.table.preparation.names) == 1
    if len(rows) < FEWEST_ROWS or alone or len(rows) * case.x[0].size > MOST_NUMBERS:
        return None
    whole = np.asarray(case.table.part(rows)[0])
    for place, column in _numbers(case):
        # float32 has not room enough for a large center: 20,240,001 would be 20,240,000.
        values = whole[:, place].astype(np.float64) * column.scale + column.center
        chance = different_by_chance(values)
        if chance > CHANCE or counts_time(column.name):
            continue
        there = reference(case.x[:, [place]], case.known, case.classes)
        if there.score > there.base + max(TELLS, 4.0 * there.deviation):
            return _found(
                case, column.name, {"it alone": there.score, "nothing": there.base}, chance
            )
    return None


def different_by_chance(values: Array) -> float:
    """Return how likely so many whole numbers are all different; 1 where that shows nothing.

    >>> different_by_chance(np.array([3.0, 1.0, 2.0, 4.0])) < 0.25
    True
    >>> different_by_chance(np.array([3.0, 1.0, 3.0])), different_by_chance(np.array([0.5, 1.0]))
    (1.0, 1.0)
    """
    whole, count = np.rint(values), len(values)
    room = float(np.ptp(whole)) + 1.0
    if room > MOST_VALUES or np.abs(values - whole).max() > WHOLE:
        return 1.0
    return 1.0 if len(np.unique(whole)) < count else exp(-count * (count - 1) / (2.0 * room))


def counts_time(name: str) -> bool:
    """Tell whether a column says that it counts time: one of its words is a unit of it.

    >>> [counts_time(name) for name in ("DAYS_2", "startTime", "t", "candidate", "birthplace")]
    [True, True, True, False, False]
    """
    words = re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
    return not TIMES.isdisjoint(word.lower().removesuffix("s") for word in words)


def _numbers(case: Case) -> Iterator[tuple[int, NumberInput]]:
    """Yield the columns of numbers that no row lacks, with their places among the inputs."""
    place = 0
    for column in case.table.preparation.inputs:
        if isinstance(column, NumberInput) and column.reads == "number" and len(column.names) == 1:
            yield place, column
        place += len(column.names)


def _found(case: Case, name: str, told: dict[str, float], chance: float) -> Finding:
    data = case.experiment.data or DataChoices()
    return Finding(
        "id-column",
        f'"{name}" may number the rows: no two of its whole numbers are equal, and they tell the '
        "answer. If it is a name, a new row has a number beyond them, which tells nothing.",
        "possible",
        {
            "score from it alone": told["it alone"],
            "for nothing": told["nothing"],
            "chance that all numbers differ, at most": chance,
        },
        change_data(case.experiment, "Leave the column out.", kinds=(*data.kinds, (name, "skip"))),
        where=f"column {name}",
        picture=bars(told),
        judged_by="",
    )
