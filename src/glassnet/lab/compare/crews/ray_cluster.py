"""The workers of a ray cluster: one that is there, or one of this machine."""

from __future__ import annotations

import contextlib
import importlib
import os
from collections.abc import Iterator, Sequence
from typing import Any

from glassnet.ground.errors import FileError, MissingPackageError, one_line
from glassnet.lab.compare.crews.crew import TRIES, Outcomes, Work
from glassnet.lab.compare.crews.task import Broken, Died, Outcome, Task, received, train_remotely

QUIET = {"logging_level": 50, "log_to_driver": False}  # tell of what is critical


@contextlib.contextmanager
def ray_cluster(address: str | None, count: int) -> Iterator[Work]:
    """Let the workers of a cluster do the tasks.

    Args:
        address: HOST:PORT of its head; None for a cluster of `count` processes here.
        count: The workers of a cluster here.

    Raises:
        MissingPackageError: ray is not installed.
        FileError: no cluster answers.

    """
    ray = _ray()
    here = {"num_cpus": count, "include_dashboard": False, "_node_ip_address": "127.0.0.1"}
    try:
        ray.init(**({"address": f"ray://{address}"} if address else here), **QUIET)
    except (OSError, RuntimeError, ValueError) as error:
        name = f"ray://{address}" if address else "a ray cluster of this machine"
        raise FileError(
            f"{name} does not answer ({one_line(error, 200)}); start it (ray start --head), or "
            "take another --backend."
        ) from None
    try:
        yield lambda tasks: _outcomes(ray, tasks)
    finally:
        ray.shutdown()


def _outcomes(ray: Any, tasks: Sequence[Task]) -> Outcomes:
    remote = ray.remote(max_retries=TRIES - 1)(train_remotely)
    jobs = {id(job): ray.put(job) for job in {id(task.job): task.job for task in tasks}.values()}
    waiting = {
        remote.remote(jobs[id(task.job)], task.seeds): place for place, task in enumerate(tasks)
    }
    try:
        while waiting:
            (ready,), _ = ray.wait(list(waiting), num_returns=1)
            yield waiting.pop(ready), _outcome(ray, ready)
    finally:
        with contextlib.suppress(Exception):  # what is not wanted any more
            for unwanted in waiting:
                ray.cancel(unwanted, force=True)


def _outcome(ray: Any, ready: Any) -> Outcome:
    """Return what became of a task that is over."""
    try:
        return received(ray.get(ready))
    except (ray.exceptions.WorkerCrashedError, ray.exceptions.OutOfMemoryError):
        return Died(f"the worker of a group of starts died {TRIES} times")
    except ray.exceptions.RayError as error:
        return Broken(
            f"the ray cluster cannot do it ({type(error).__name__}: {one_line(error, 200)})"
        )


def _ray() -> Any:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # read when it is imported: nothing is reported
    try:
        return importlib.import_module("ray")
    except ImportError as error:
        raise MissingPackageError(
            f'a ray cluster needs ray ({error}): pip install "glassnet[ray]".'
        ) from None
