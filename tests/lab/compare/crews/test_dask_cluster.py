"""A real dask cluster of two workers: the same bits, whatever is killed."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from types import SimpleNamespace

import pytest

from glassnet.ground.errors import FileError, MissingPackageError
from glassnet.lab.compare.crews import dask_cluster as dask_module
from glassnet.lab.compare.crews.dask_cluster import dask_cluster
from glassnet.lab.compare.crews.task import Broken, Died, Task

distributed = pytest.importorskip("distributed")


@pytest.fixture
def cluster():
    """A cluster that was there before, as one on other machines would be."""
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        dashboard_address=None,
        host="127.0.0.1",
        silence_logs=dask_module.SILENT,
    ) as here:
        yield here


@pytest.fixture
def address(cluster):
    """HOST:PORT of its scheduler."""
    return cluster.scheduler_address.removeprefix("tcp://")


def test_a_cluster_of_this_machine_does_all_and_gives_up_what_always_kills(
    tasks, expected, bombs, monkeypatch
):
    """Every task once, to the last bit; the one whose workers die is told."""
    monkeypatch.setitem(dask_module.CONFIG, "distributed.scheduler.allowed-failures", 0)
    with dask_cluster(None, 2) as work:
        found = list(work([bombs.always(), *tasks]))
    assert sorted(place for place, _ in found) == list(range(9))
    outcomes = dict(found)
    assert isinstance(outcomes[0], Died)
    assert outcomes[0].told == "the worker of a group of starts died each time"
    assert {place - 1: each.found for place, each in found if place} == expected


def test_a_worker_that_is_killed_costs_nothing_but_time(
    cluster, address, tasks, expected, bombs, tmp_path
):
    """One dies at its task, one is killed from outside: each result comes once, with its bits."""
    given = list(tasks)
    given[3] = bombs.once(tasks[3], tmp_path / "once")
    killed, found = [], []
    with dask_cluster(address, 0) as work:
        for each in work(given):
            found.append(each)
            if not killed:
                killed.append(next(iter(cluster.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)
    assert (tmp_path / "once").is_dir()
    assert sorted(place for place, _ in found) == list(range(8))
    assert {place: outcome.found for place, outcome in found} == expected


def test_a_result_that_was_lost_before_we_had_it_is_made_again(tasks, expected, monkeypatch):
    """Its worker closes with all results but the first; another comes when they are missed."""

    async def worker():
        return await distributed.Worker(here.scheduler_address, nthreads=1)

    async def all_done():
        while any(task.state != "memory" for task in here.scheduler.tasks.values()):
            await asyncio.sleep(0.01)

    def missed(_):
        if not later:
            later.append(here.sync(worker))

    later = []
    with distributed.LocalCluster(
        n_workers=0, processes=False, protocol="tcp://", dashboard_address=None, host="127.0.0.1"
    ) as here:
        first = here.sync(worker)
        with dask_cluster(here.scheduler_address.removeprefix("tcp://"), 0) as work:
            outcomes = work(tasks)
            found = [next(outcomes)]
            here.sync(all_done)
            here.sync(first.close)
            waiting = SimpleNamespace(monotonic=time.monotonic, sleep=missed)
            monkeypatch.setattr(dask_module, "time", waiting)
            found += outcomes
        here.sync(later[0].close)
    assert sorted(place for place, _ in found) == list(range(8))
    assert {place: outcome.found for place, outcome in found} == expected


def test_nobody_waits_for_ever(cluster, address, jobs, monkeypatch):
    """When the last worker has gone that is told, and so is a scheduler that is lost."""
    monkeypatch.setattr(dask_module, "SILENT_SECONDS", 0.5)
    many = [Task(jobs[0], tuple(range(9 * k, 9 * k + 9))) for k in range(200)]
    with dask_cluster(address, 0) as work:
        outcomes = work(many)
        next(outcomes)
        cluster.scale(0)
        _, last = list(outcomes)[-1]
        assert last == Broken(f"dask://{address} has no worker any more")
        monkeypatch.setattr(dask_module, "SILENT_SECONDS", 60.0)
        outcomes = work(many)
        cluster.close()
        _, last = next(outcomes)
        assert last == Broken(f"the connection to dask://{address} was lost")


def test_nobody_at_the_address(monkeypatch):
    """A port where nothing listens is told in a sentence, with what to start."""
    monkeypatch.setattr(dask_module, "CONNECT_SECONDS", 0.3)
    with (
        pytest.raises(FileError, match=r"no worker of dask://127\.0\.0\.1:1 answers .*scheduler"),
        dask_cluster("127.0.0.1:1", 0),
    ):
        pass


def test_without_dask_the_extra_is_named(monkeypatch):
    """What to install is told, before anything is trained."""

    def missing(name):
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(dask_module.importlib, "import_module", missing)
    with (
        pytest.raises(MissingPackageError, match=r'pip install "glassnet\[dask\]"'),
        dask_cluster(None, 2),
    ):
        pass
