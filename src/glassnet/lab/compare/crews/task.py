"""A group of starts that is trained together, anywhere: what it needs, and what comes of it.

Which seeds are together is decided before anyone begins, for a program of 20 starts adds up in
another order than one of 30. So results are the same to the last bit whoever trains them, and
however many do.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import importlib.util
import platform
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeAlias, final

from glassnet.data.source import BLOCK_ROWS, Block, Source
from glassnet.ground.errors import FileError, GlassnetError, one_line
from glassnet.lab.compare.measures import Measured, Yardstick, measure
from glassnet.program.experiment import Experiment
from glassnet.run.run import Run
from glassnet.run.starts import start_all
from glassnet.run.table import Table

PACKAGES = ("glassnet", "numpy", "jax")  # what the bits of a result depend on


@final
@dataclass(frozen=True, eq=False)
class Job:
    """What the groups of a design share: its run before the first step, and what is measured.

    On its way to another process it is the experiment and the prepared rows, and no more.
    """

    run: Run
    by: Yardstick

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave the source of the rows at home: a file may not be there, a frame is large."""
        table = self.run.table
        sent = replace(table, source=Elsewhere(table.source.name), columns=())
        return _unpacked, (self.run.experiment, sent, self.by)


def _unpacked(experiment: Experiment, table: Table, by: Yardstick) -> Job:
    return Job(Run(experiment, table), by)


@final
@dataclass(frozen=True)
class Elsewhere(Source):
    """A table that was read in another process: its name is known here, and nothing to read."""

    title: str

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.title

    @property
    def names(self) -> tuple[str, ...]:
        """No columns: they stayed where they were read."""
        return ()

    @property
    def reading(self) -> Mapping[str, str]:
        """Nothing is read here."""
        return {}

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[Block]:  # noqa: ARG002  the contract's
        """Yield nothing."""
        return iter(())


@final
@dataclass(frozen=True, eq=False)
class Task:
    """The starts of a job that are trained together."""

    job: Job
    seeds: tuple[int, ...]


@final
@dataclass(frozen=True)
class Trained:
    """What came of each start of a task, the seconds that each took, and what computed it."""

    found: tuple[Measured, ...]
    seconds: float
    versions: tuple[tuple[str, str], ...]


@final
@dataclass(frozen=True)
class Died:
    """A task whose workers were killed again and again: what happened, without a full stop."""

    told: str


@final
@dataclass(frozen=True)
class Broken:
    """A crew that is gone as a whole, whatever the task: what happened, without a full stop."""

    told: str


Outcome: TypeAlias = "Trained | Died | Broken"


def train(task: Task) -> Trained:
    """Train the starts of a task here."""
    begun = time.monotonic()
    with one_thread():
        found = measure(start_all(task.job.run, task.seeds), task.job.by)
    each = (time.monotonic() - begun) / len(task.seeds)
    return Trained(tuple(found), each, versions())


def train_remotely(job: Job, seeds: tuple[int, ...]) -> Trained | Exception:
    """Train in a worker; an error is returned as a value, so that others are the engine's."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asked: he stops us
    try:
        return train(Task(job, seeds))
    except (GlassnetError, MemoryError) as error:
        return error
    except Exception as error:  # noqa: BLE001  whatever it is, it may not survive the way
        return RuntimeError(f"{type(error).__name__}: {one_line(error, 300)}")


def received(answer: Trained | Exception) -> Trained:
    """Return what a worker sent, if it is an answer, and computed as it would have been here."""
    if isinstance(answer, Exception):
        raise answer
    for (name, theirs), (_, ours) in zip(answer.versions, versions(), strict=True):
        if theirs != ours:
            raise FileError(
                f"a worker has {name} {theirs or 'not at all'}, this process "
                f"{ours or 'has it not at all'}: their results would differ; install the same "
                "version everywhere."
            )
    return answer


@lru_cache(maxsize=1)
def versions() -> tuple[tuple[str, str], ...]:
    """Return the version of each package that results depend on, empty where it is missing."""
    found = [("Python", ".".join(platform.python_version_tuple()[:2]))]
    for name in PACKAGES:
        try:
            found.append((name, importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            found.append((name, ""))
    return tuple(found)


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Let BLAS add up with one thread, as every worker does: with more it adds in another order."""
    if importlib.util.find_spec("threadpoolctl") is None:
        yield
        return
    with importlib.import_module("threadpoolctl").threadpool_limits(1, user_api="blas"):
        yield
