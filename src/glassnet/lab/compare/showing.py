"""The comparisons that are kept in a folder, looked at: while they grow, too.

The file is only read, by a connection of its own, so nobody who writes has to wait. A comparison
that is not done is judged by the starts that all of its designs have, and by intervals that may be
looked at as often as one likes.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, final
from urllib.parse import quote

import numpy as np

from glassnet.ground.atomic import PathName, nearest
from glassnet.ground.errors import FileError, UsageError, did_you_mean, one_line
from glassnet.lab.compare.budgets import Budget
from glassnet.lab.compare.comparison import Comparison
from glassnet.lab.compare.measures import Measured, Yardstick, fitting
from glassnet.lab.compare.pairs import Rules, judge
from glassnet.lab.compare.store import NAME, Store, measured, work
from glassnet.lab.compare.training import Plan, Sizes, Standing, curve_steps, sizes_of
from glassnet.run.run import Run

SECONDS = 10.0  # until a file that somebody locks is given up
COLUMNS = "seed, scores, failed, diverged, curve, seconds"


@final
@dataclass(frozen=True)
class KeptDesign:
    """A design of a comparison that is kept: its name, its sizes, and its work in each split."""

    name: str
    sizes: Sizes
    works: tuple[str, ...]


@final
@dataclass(frozen=True)
class Kept:
    """A comparison that is kept, and how far it is.

    Args:
        designs: What is compared.
        by: By which score.
        plan: How many starts are planned.
        rules: How it will be judged when it is done.
        budget: What was made equal.
        asked: When it was asked for last, in UTC.
        cautions: What was said of it when it was done.
        done: How many starts each design has.

    """

    designs: tuple[KeptDesign, ...]
    by: Yardstick
    plan: Plan
    rules: Rules
    budget: Budget
    asked: str = ""
    cautions: tuple[str, ...] = ()
    done: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """How many starts each design will have."""
        return self.plan.starts * self.plan.splits

    @property
    def finished(self) -> bool:
        """Whether every start is there."""
        return min(self.done) == self.total

    def chosen(self, designs: Sequence[str] = (), score: str | None = None) -> Kept:
        """Return the comparison of some of the designs, and by another score.

        Raises:
            UsageError: there is no such design or score, or one design is left.

        """
        names = [design.name for design in self.designs]
        for name in designs:
            if name not in names:
                raise UsageError(
                    f"there is no design {one_line(name)}, only "
                    f"{one_line(', '.join(names), 200)}.{did_you_mean(name, names)}"
                )
        if len(set(designs)) == 1:
            raise UsageError(f"a comparison needs two designs, got {one_line(designs[0])} alone.")
        scores = fitting(self.by.task)
        if score is not None and score not in scores:
            raise UsageError(
                f"the score must be one of {', '.join(scores)}, got {one_line(repr(score))}."
                f"{did_you_mean(score, scores)}"
            )
        kept = [place for place, name in enumerate(names) if not designs or name in designs]
        return replace(
            self,
            designs=tuple(self.designs[place] for place in kept),
            done=tuple(self.done[place] for place in kept),
            by=replace(self.by, score=score or self.by.score),
        )


def remember(
    store: Store,
    runs: dict[str, list[Run]],
    facts: tuple[Yardstick, Plan, Rules, Budget],
    cautions: Sequence[str] = (),
) -> None:
    """Keep what a comparison is: before it begins, and when it is done.

    Args:
        store: Where.
        runs: The runs of each design, before their first step.
        facts: By which score, how much, how it is judged, what was made equal.
        cautions: What to be careful about, when it is done.

    """
    by, plan, rules, budget = facts
    designs = [
        {"name": name, "sizes": asdict(sizes_of(each[0])), "works": [work(run) for run in each]}
        for name, each in runs.items()
    ]
    parts: dict[str, Any] = {"by": by, "plan": plan, "rules": rules, "budget": budget}
    told = {"designs": designs, **{name: asdict(part) for name, part in parts.items()}}
    # With more starts it is the same comparison, further on.
    named = json.dumps([designs, by.score, plan.splits, plan.seed, budget.equal])
    store.remember(sha256(named.encode()).hexdigest(), json.dumps(told), cautions)


def kept_in(folder: PathName) -> tuple[Kept, ...]:
    """Return the comparisons in a folder, the one that was asked for last at the end.

    Raises:
        FileError: nothing is kept there, or it cannot be read.

    """
    with _reading(folder) as database:
        if not _asked_for(database):
            return ()
        rows = database.execute("SELECT told, cautions, asked FROM comparisons ORDER BY asked")
        return tuple(_kept(row, database) for row in rows.fetchall())


def _asked_for(database: sqlite3.Connection) -> bool:
    """Tell whether comparisons are kept there: an older file has starts alone."""
    rows = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    names = {name for (name,) in rows.fetchall()}
    return "comparisons" in names or "starts" not in names  # with neither it is no file of ours


def comparison(folder: PathName, kept: Kept) -> Comparison | None:
    """Return the comparison as far as it is; None if its designs have no two starts in common."""
    with _reading(folder) as database:
        found = [[_starts(database, name) for name in one.works] for one in kept.designs]
    starts = _common(found, kept.plan)
    if starts < 2:
        return None
    plan = replace(kept.plan, starts=starts)
    standings = tuple(
        _standing(one, each, plan) for one, each in zip(kept.designs, found, strict=True)
    )
    so_far = not kept.finished and kept.plan.splits == 1
    rules = replace(kept.rules, peeking=True) if so_far else kept.rules
    pairs = judge(standings, kept.by, rules)
    return Comparison(standings, pairs, kept.by, plan, rules, kept.cautions, kept.budget)


def _standing(
    design: KeptDesign, found: list[dict[int, tuple[Measured, float]]], plan: Plan
) -> Standing:
    rows = [[each[seed] for seed in plan.seeds(split)] for split, each in enumerate(found)]
    starts = tuple(tuple(start for start, _ in row) for row in rows)
    seconds = float(np.median([seconds for row in rows for _, seconds in row]))
    steps = curve_steps(design.sizes.updates, len(starts[0][0].curve))
    return Standing(design.name, design.sizes, starts, seconds, steps)


def _common(found: list[list[dict[int, Any]]], plan: Plan) -> int:
    """Return how many starts, from the first on, are there in every split of every design."""
    for count in range(plan.starts):
        for each in found:
            if any(plan.seeds(split)[count] not in known for split, known in enumerate(each)):
                return count
    return plan.starts


def _starts(database: sqlite3.Connection, name: str) -> dict[int, tuple[Measured, float]]:
    rows = database.execute(f"SELECT {COLUMNS} FROM starts WHERE work = ?", (name,))  # noqa: S608
    return {int(row[0]): (measured(row), float(row[5])) for row in rows.fetchall()}


def _kept(row: tuple[str, str, str], database: sqlite3.Connection) -> Kept:
    facts, cautions = map(json.loads, row[:2])
    designs = tuple(
        KeptDesign(str(one["name"]), Sizes(**one["sizes"]), tuple(map(str, one["works"])))
        for one in facts["designs"]
    )
    plan = Plan(**facts["plan"])
    budget = Budget(facts["budget"]["equal"], tuple(facts["budget"]["told"]))
    kept = Kept(designs, Yardstick(**facts["by"]), plan, Rules(**facts["rules"]), budget)
    done = tuple(sum(_count(database, plan, at) for at in enumerate(one.works)) for one in designs)
    return replace(kept, asked=str(row[2]), cautions=tuple(cautions), done=done)


def _count(database: sqlite3.Connection, plan: Plan, at: tuple[int, str]) -> int:
    """Return how many of the planned starts of a split are there."""
    split, name = at
    seeds = plan.seeds(split)
    rows = database.execute("SELECT seed FROM starts WHERE work = ?", (name,)).fetchall()
    return sum(int(seed) in seeds for (seed,) in rows)


@contextlib.contextmanager
def _reading(folder: PathName) -> Iterator[sqlite3.Connection]:
    """Open the file of a folder to read it; what goes wrong is an error of ours."""
    path = Path(folder) / NAME
    if not path.is_file():
        raise FileError(
            f"no comparison is kept in {one_line(folder, 300)}: glassnet compare --keep FOLDER "
            f"keeps one.{nearest(Path(folder), folder=True) if not Path(folder).exists() else ''}"
        )
    try:
        with contextlib.closing(_connected(path)) as database:
            database.execute("BEGIN")  # all that is read is of one moment
            yield database
    except (sqlite3.Error, OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        if isinstance(error, (FileError, UsageError)):
            raise
        raise FileError(
            f"cannot read {one_line(path, 300)} ({one_line(error, 200)}); it is no file of kept "
            "comparisons, or a damaged one."
        ) from None


def _connected(path: Path) -> sqlite3.Connection:
    """Return a connection that cannot write; where a reader may not even keep a lock, a plain one.

    What nobody may write does not change, either, so it can be read without one.
    """
    name = f"file:{quote(str(path.absolute()))}"
    try:
        database = sqlite3.connect(f"{name}?mode=ro", SECONDS, isolation_level=None, uri=True)
        database.execute("SELECT 1 FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError:
        return sqlite3.connect(f"{name}?immutable=1", isolation_level=None, uri=True)
    return database
