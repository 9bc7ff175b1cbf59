"""The workers of a dask cluster: one that is there, or one of this machine.

Each task goes out by itself, and not by joblib's dask engine: that one waits for ever for a task
whose workers were all killed (joblib 1.6). A job is a task of the cluster, too: if the worker that
holds it dies, it is there again.
"""

from __future__ import annotations

import contextlib
import importlib
import pickle
import signal
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from glassnet.ground.errors import FileError, MissingPackageError, one_line
from glassnet.lab.compare.crews.crew import TRIES, Outcomes, Work
from glassnet.lab.compare.crews.task import Broken, Died, Outcome, Task, received, train_remotely

CONNECT_SECONDS = 10.0
SILENT_SECONDS = 60.0  # nothing came for so long: is there a worker at all?
POLL_SECONDS = 0.02
AGAIN = "pending", "lost"  # done, and lost with its worker before we had it: it is done anew
SILENT = 51  # above what is critical
DEAF = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)"  # Ctrl-C is for who asked
SPEAKERS = ("distributed", "distributed.client", "tornado.application")
CONFIG = {
    "distributed.scheduler.allowed-failures": TRIES - 1,
    "distributed.admin.large-graph-warning-threshold": "1TB",  # a table is sent once, in a task
}


@contextlib.contextmanager
def dask_cluster(address: str | None, count: int) -> Iterator[Work]:
    """Let the workers of a cluster do the tasks.

    Args:
        address: HOST:PORT of its scheduler; None for a cluster of `count` processes here.
        count: The workers of a cluster here.

    Raises:
        MissingPackageError: dask.distributed is not installed.
        FileError: no scheduler answers, or it has no worker.

    """
    distributed = _distributed()
    dask = importlib.import_module("dask")
    with _quiet(distributed), dask.config.set(CONFIG), contextlib.ExitStack() as stack:
        there = f"tcp://{address}" if address else stack.enter_context(_here(distributed, count))
        name = f"dask://{address}" if address else "the dask cluster of this machine"
        client = stack.enter_context(_connected(distributed, there, name))
        yield lambda tasks: _outcomes(distributed, client, name, tasks)


def _here(distributed: Any, count: int) -> Any:
    with _signals_wait():
        return distributed.LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            dashboard_address=None,
            host="127.0.0.1",
            silence_logs=SILENT,
            preload=[DEAF],
        )


@contextlib.contextmanager
def _signals_wait() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait: a cluster that is half there cannot be closed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    both = signal.SIGINT, signal.SIGTERM
    before = {one: signal.signal(one, lambda number, _: heard.append(number)) for one in both}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler or signal.SIG_DFL)
        for number in heard[:1]:
            signal.raise_signal(number)


def _connected(distributed: Any, there: Any, name: str) -> Any:
    try:
        client = distributed.Client(there, timeout=CONNECT_SECONDS, set_as_default=False)
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        raise FileError(
            f"no worker of {name} answers within {CONNECT_SECONDS:.0f} s "
            f"({one_line(error, 200)}); start its scheduler and a worker (dask scheduler, "
            "dask worker), or take another --backend."
        ) from None
    return client


def _outcomes(distributed: Any, client: Any, name: str, tasks: Sequence[Task]) -> Outcomes:
    """Yield what comes of the tasks; of those that died each has another chance, by itself.

    For dask blames all that a worker had when it died, though it was at one of them.
    """
    suspects = []
    for place, outcome in _together(distributed, client, name, tasks):
        if isinstance(outcome, Died):
            suspects.append(place)
        else:
            yield place, outcome
    for place in suspects:
        for _, outcome in _together(distributed, client, name, [tasks[place]]):
            yield place, outcome


def _together(distributed: Any, client: Any, name: str, tasks: Sequence[Task]) -> Outcomes:
    # Jobs go as bytes, for the scheduler unpacks what it passes on, and would make a run of each.
    packed = {id(task.job): task.job for task in tasks}
    jobs = {key: _submit(client, pickle.loads, pickle.dumps(job)) for key, job in packed.items()}
    places = {
        _submit(client, train_remotely, jobs[id(task.job)], task.seeds): place
        for place, task in enumerate(tasks)
    }
    done = distributed.as_completed(places, loop=client.loop)
    try:
        for future in _over(client, done):
            if future.status in AGAIN:
                done.add(future)
            else:
                yield places.pop(future), _outcome(future, name)
        if places:
            yield 0, Broken(f"{name} has no worker any more")
    finally:
        with contextlib.suppress(Exception):  # what is not wanted any more
            client.cancel(list(places), force=True)


def _over(client: Any, done: Any) -> Iterator[Any]:
    """Yield futures that are over, as they come; until none is left, or nobody to wait for."""
    heard = time.monotonic()
    while not done.is_empty():
        batch = done.next_batch(block=False)
        yield from batch
        if batch:
            heard = time.monotonic()
        elif time.monotonic() - heard > SILENT_SECONDS:
            if not client.scheduler_info()["workers"]:
                return
            heard = time.monotonic()
        time.sleep(POLL_SECONDS)


def _submit(client: Any, function: Any, *arguments: Any) -> Any:
    key = f"glassnet-{uuid.uuid4().hex}"  # no result of somebody else's task of that name
    return client.submit(function, *arguments, key=key)


def _outcome(future: Any, name: str) -> Outcome:
    """Return what became of a task that is over."""
    if future.status == "finished":
        return received(future.result())
    if future.status != "error":
        return Broken(f"the connection to {name} was lost")
    error = future.exception()
    if type(error).__name__ == "KilledWorker":
        return Died("the worker of a group of starts died each time")
    return Broken(
        f"the workers of {name} cannot do it ({type(error).__name__}: {one_line(error, 200)}); "
        "they need the same glassnet as this process"
    )


@contextlib.contextmanager
def _quiet(distributed: Any) -> Iterator[None]:
    """Let dask not print what it notes: what matters is told as an error."""
    with contextlib.ExitStack() as stack:
        for name in SPEAKERS:
            stack.enter_context(distributed.utils.silence_logging_cmgr(SILENT, name))
        yield


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise MissingPackageError(
            f'a dask cluster needs dask.distributed ({error}): pip install "glassnet[dask]".'
        ) from None
