"""Several processes of this machine, by joblib and its engine loky.

A worker that is killed takes the others with it, and nobody is told which task it had. So the tasks
that were at work become suspects, are done last and each by itself, and the guilty one is found.
"""

from __future__ import annotations

import contextlib
import importlib
import warnings
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from typing import Any

from glassnet.ground.errors import MissingPackageError, one_line
from glassnet.lab.compare.crews.crew import TRIES, Outcomes, Work
from glassnet.lab.compare.crews.task import Died, Outcome, Task, Trained, received, train_remotely


@contextlib.contextmanager
def processes(count: int) -> Iterator[Work]:
    """Let `count` processes do the tasks.

    Raises:
        MissingPackageError: joblib is not installed.

    """
    joblib = _joblib()
    yield lambda tasks: _outcomes(joblib, count, tasks)


def _outcomes(joblib: Any, count: int, tasks: Sequence[Task]) -> Outcomes:
    fresh, suspects = list(range(len(tasks))), list[int]()
    deaths = dict.fromkeys(fresh, 0)
    while fresh or suspects:
        now = fresh or suspects[:1]
        left, told = yield from _attempt(joblib, count, tasks, now)
        if now is fresh:
            suspects, fresh = suspects + left[:count], left[count:]
            continue
        deaths[now[0]] += 1
        if not left or deaths[now[0]] == TRIES:
            suspects.remove(now[0])
        if left and deaths[now[0]] == TRIES:
            yield now[0], Died(f"the process of a group of starts died {TRIES} times ({told})")


def _attempt(
    joblib: Any, count: int, tasks: Sequence[Task], places: Sequence[int]
) -> Generator[tuple[int, Outcome], None, tuple[list[int], str]]:
    """Yield what comes of the tasks at some places; return those left by a death, and its words."""
    left = list(places)
    each = _answers(joblib, count, [(place, tasks[place]) for place in places])
    try:
        with contextlib.closing(each):
            for place, answer in each:
                left.remove(place)
                yield place, received(answer)
    except BrokenExecutor as error:
        return left, _told(error)
    return left, ""


def _answers(
    joblib: Any, count: int, tasks: Sequence[tuple[int, Task]]
) -> Generator[tuple[int, Trained | Exception], None, None]:
    """Yield what workers answer, as it comes; whoever stops listening stops the workers."""
    with joblib.parallel_config("loky", n_jobs=count, inner_max_num_threads=1):
        parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1)
        each = parallel(joblib.delayed(_placed)(place, task) for place, task in tasks)
        try:
            for answer in each:  # noqa: UP028  a stop is to be caught here, and not in there
                yield answer
        finally:
            with warnings.catch_warnings():  # joblib warns of what is left undone: that is meant
                warnings.simplefilter("ignore")
                each.close()


def _placed(place: int, task: Task) -> tuple[int, Trained | Exception]:
    return place, train_remotely(task.job, task.seeds)


def _told(error: Exception) -> str:
    """Return what an engine says in its first sentence."""
    return one_line(str(error).partition("\n")[0].partition(". ")[0], 120)


def _joblib() -> Any:
    try:
        return importlib.import_module("joblib")
    except ImportError as error:
        raise MissingPackageError(
            f'several processes need joblib ({error}): pip install "glassnet[sweep]".'
        ) from None
