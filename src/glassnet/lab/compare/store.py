"""Where the results of starts are kept as they come: a SQLite file in a folder.

Each start is one row, found by what was computed, not by when: a hash of the experiment and of its
rows, and the seed. So what is there is never computed again, nothing is counted twice, whatever
stops the program leaves whole starts, and two programs may write at once (WAL mode).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, final

import numpy as np

from glassnet.data.targets import NumberTarget
from glassnet.ground.arrays import Array
from glassnet.ground.atomic import PathName, in_words
from glassnet.ground.errors import FileError, one_line
from glassnet.lab.compare.measures import Measured
from glassnet.program.batches import Chosen
from glassnet.program.experiment_file import experiment_to_json
from glassnet.run.run import Run

NAME = "starts.sqlite"
BUSY_SECONDS = 60.0
AT_ONCE = 500  # seeds that are asked for in one question
BLOCK = 4096  # rows that are hashed at a time
TABLE = """
CREATE TABLE IF NOT EXISTS starts (
    work TEXT NOT NULL, seed TEXT NOT NULL, scores TEXT NOT NULL, failed INTEGER NOT NULL,
    diverged INTEGER NOT NULL, curve TEXT NOT NULL, seconds REAL NOT NULL,
    PRIMARY KEY (work, seed)) WITHOUT ROWID
"""
COMPARISONS = """
CREATE TABLE IF NOT EXISTS comparisons (
    name TEXT PRIMARY KEY, told TEXT NOT NULL, cautions TEXT NOT NULL,
    asked TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)
"""
PACES = "CREATE TABLE IF NOT EXISTS paces (work TEXT PRIMARY KEY, seconds REAL NOT NULL)"
GET = "SELECT seed, scores, failed, diverged, curve, seconds FROM starts WHERE work = ? AND seed IN"
REMEMBER = (
    "INSERT INTO comparisons (name, told, cautions) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE "
    "SET told = excluded.told, cautions = excluded.cautions, asked = CURRENT_TIMESTAMP"
)
PUT = "INSERT INTO starts VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (work, seed) DO NOTHING"


def work(run: Run) -> str:
    """Return a name for what every start of `run` computes, whatever its own seed is."""
    experiment = run.experiment
    choices = experiment.data
    told = replace(
        experiment, seed=0, data=None if choices is None else replace(choices, source="")
    )
    hashed = hashlib.sha256(version("glassnet").encode())
    hashed.update(json.dumps(experiment_to_json(told), sort_keys=True).encode())
    for rows in (run.table.split.train, run.table.split.test):
        x, y = run.table.part(rows)
        _hash(hashed, x)
        hashed.update(np.ascontiguousarray(y).tobytes())
    # Prepared values are alike in every unit, and errors are told in the target's own.
    units = [
        (y.center, y.scale) for y in run.table.preparation.targets if isinstance(y, NumberTarget)
    ]
    hashed.update(repr(units).encode())
    return hashed.hexdigest()


def _hash(hashed: Any, x: Array | Chosen) -> None:
    hashed.update(repr(tuple(x.shape)).encode())
    for start in range(0, len(x), BLOCK):
        hashed.update(np.ascontiguousarray(x[slice(start, start + BLOCK)]).tobytes())


@final
class Store:
    """The results of starts, in a folder; in memory where there is none.

    Args:
        folder: Where the file is, or will be made; it may not be there yet.

    Raises:
        FileError: it cannot be written, or what is there is no such file.

    """

    def __init__(self, folder: PathName | None) -> None:
        """Open the file, or make it."""
        self.folder = None if folder is None else Path(folder)
        self._path = ":memory:" if folder is None else str(Path(folder) / NAME)
        with self._asking("open"):
            if folder is not None:
                Path(folder).mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(
                self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=NORMAL")
            self._database.execute(TABLE)
            self._database.execute(PACES)
            self._database.execute(COMPARISONS)

    def __enter__(self) -> Store:
        """Be open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._database.close()

    def get(self, name: str, seeds: Sequence[int]) -> dict[int, tuple[Measured, float]]:
        """Return what is there of these seeds of a `work`: what came of each, and its seconds."""
        wanted, rows = [str(seed) for seed in seeds], []
        with self._asking("read"):
            for start in range(0, len(wanted), AT_ONCE):
                some = wanted[start : start + AT_ONCE]
                places = ", ".join("?" * len(some))
                rows += self._database.execute(f"{GET} ({places})", (name, *some)).fetchall()
        try:
            return {int(row[0]): (measured(row), float(row[5])) for row in rows}
        except (ValueError, TypeError, AttributeError) as error:
            raise FileError(
                f"{one_line(self._path, 300)} holds a start that is damaged ({one_line(error)}); "
                "remove the file, or choose another folder."
            ) from None

    def put(self, name: str, seeds: Sequence[int], found: Sequence[Measured], each: float) -> None:
        """Keep what came of some starts, all or none; `each` took so many seconds."""
        rows = [
            (
                *(name, str(seed), json.dumps(one.scores), int(one.failed), int(one.diverged)),
                *(json.dumps(one.curve), each),
            )
            for seed, one in zip(seeds, found, strict=True)
        ]
        with self._asking("write"):
            self._database.execute("BEGIN IMMEDIATE")
            try:
                self._database.executemany(PUT, rows)
            except BaseException:
                if self._database.in_transaction:  # a full disk has ended it already
                    self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def pace(self, name: str) -> float | None:
        """Return the seconds that an update of a `work` was once measured to cost, if it was."""
        with self._asking("read"):
            found = self._database.execute("SELECT seconds FROM paces WHERE work = ?", (name,))
            row = found.fetchone()
        return None if row is None else float(row[0])

    def keep_pace(self, name: str, seconds: float) -> float:
        """Keep what an update costs, and return what is kept: what came first stays."""
        with self._asking("write"):
            self._database.execute(
                "INSERT INTO paces VALUES (?, ?) ON CONFLICT (work) DO NOTHING", (name, seconds)
            )
        kept = self.pace(name)
        return seconds if kept is None else kept

    def remember(self, name: str, told: str, cautions: Sequence[str]) -> None:
        """Keep what a comparison is, and when it is done what to be careful about."""
        with self._asking("write"):
            self._database.execute(REMEMBER, (name, told, json.dumps(cautions)))

    @contextlib.contextmanager
    def _asking(self, doing: str) -> Iterator[None]:
        """Tell what goes wrong with the file as an error of ours."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise FileError(
                f"cannot {doing} {one_line(self._path, 300)}: {_told(error)}choose another folder "
                "for the results."
            ) from error


def _told(error: sqlite3.Error | OSError) -> str:
    """Return what is wrong with the file or its folder, and what to do before another is chosen."""
    if isinstance(error, FileExistsError):
        return "its folder is a file; "
    if isinstance(error, OSError):
        return f"{in_words(error).split(';')[0]}; "
    if isinstance(error, sqlite3.OperationalError):  # of the machine, such as a full disk
        return f"{one_line(error, 200)}; free some space, or "
    return f"it holds no results of glassnet, or is damaged ({one_line(error, 100)}); "


def measured(row: Sequence[Any]) -> Measured:
    """Return what came of a start, of a row (seed, scores, failed, diverged, curve, …)."""
    scores = {str(name): float(value) for name, value in json.loads(row[1]).items()}
    curve = tuple(float(value) for value in json.loads(row[4]))
    return Measured(scores, bool(row[2]), bool(row[3]), curve)
