"""Several processes: the same bits as one, whatever dies."""

from __future__ import annotations

import time

import pytest

from glassnet.ground.errors import MissingPackageError
from glassnet.lab.compare.crews import processes as processes_module
from glassnet.lab.compare.crews.processes import processes
from glassnet.lab.compare.crews.task import Died, Task

pytest.importorskip("joblib")


def children():
    """Return the processes that this one has begun."""
    psutil = pytest.importorskip("psutil")
    return {child.pid for child in psutil.Process().children(recursive=True)}


def test_a_process_that_is_killed_costs_nothing_but_time(tasks, expected, bombs, tmp_path):
    """One dies at its task, and takes the others with it: all is done in the end, each once."""
    given = [
        bombs.once(task, tmp_path / "once") if k == 2 else task for k, task in enumerate(tasks)
    ]
    with processes(2) as work:
        found = list(work(given))
    assert (tmp_path / "once").is_dir()
    assert sorted(place for place, _ in found) == list(range(8))
    assert {place: outcome.found for place, outcome in found} == expected


def test_a_task_that_always_kills_is_given_up_and_no_other(tasks, expected, bombs, monkeypatch):
    """After as many deaths as it has tries it is told; those beside it are done."""
    monkeypatch.setattr(processes_module, "TRIES", 2)
    with processes(2) as work:
        found = dict(work([bombs.always(), *tasks[:3]]))
    assert isinstance(found[0], Died)
    assert "the process of a group of starts died 2 times" in found[0].told
    assert {k: found[k + 1].found for k in range(3)} == {k: expected[k] for k in range(3)}


def test_who_stops_listening_leaves_no_orphan(jobs):
    """Whatever ends the comparison, no process goes on with what nobody waits for."""
    before = children()
    with processes(2) as work:
        outcomes = work([Task(jobs[0], tuple(range(4 * k, 4 * k + 4))) for k in range(300)])
        next(outcomes)
        during = children() - before
        outcomes.close()
    until = time.monotonic() + 20.0
    while (left := {pid for pid in during & children() if busy(pid)}) and time.monotonic() < until:
        time.sleep(0.05)
    assert not left


def busy(pid):
    """Return whether a process is one that works, and not the one that watches over files."""
    psutil = pytest.importorskip("psutil")
    try:
        return any("popen_loky" in word for word in psutil.Process(pid).cmdline())
    except psutil.NoSuchProcess:
        return False


def test_without_joblib_the_extra_is_named(monkeypatch):
    """What to install is told, before anything is trained."""

    def missing(name):
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(processes_module.importlib, "import_module", missing)
    with pytest.raises(MissingPackageError, match=r'pip install "glassnet\[sweep\]"'), processes(2):
        pass
