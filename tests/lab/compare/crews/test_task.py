"""A task is the same anywhere: small on its way, equal in its result, and told if it cannot be."""

from __future__ import annotations

import importlib
import pickle
import signal
from dataclasses import replace

import numpy as np
import pytest

from glassnet.data.sources import open_source
from glassnet.ground.errors import FileError, UsageError
from glassnet.lab.compare.crews import task as tasks_module
from glassnet.lab.compare.crews.task import (
    Elsewhere,
    Task,
    Trained,
    received,
    train,
    train_remotely,
    versions,
)
from glassnet.run.starts import start_all


@pytest.fixture
def signals():
    """The handler of Ctrl-C is put back, as a worker lets go of it."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def unpacked(sent):
    """Return what another process would have."""
    return pickle.loads(sent)  # noqa: S301  our own bytes


def test_a_job_that_was_sent_trains_to_the_same_bits(jobs):
    """Packed and unpacked, rows and experiment give the same scores and curves."""
    job = unpacked(pickle.dumps(jobs[1]))
    assert train(Task(job, (3, 4))).found == train(Task(jobs[1], (3, 4))).found


def test_what_is_sent_leaves_the_source_at_home(jobs):
    """The rows go, what they were read from does not: only its name."""
    job = jobs[0]
    source = open_source(np.zeros((100_000, 1)), np.zeros(100_000))
    table = replace(job.run.table, source=source)
    heavy = replace(job, run=type(job.run)(job.run.experiment, table))
    sent = pickle.dumps(heavy)
    assert len(sent) < 20_000
    there = unpacked(sent).run.table.source
    assert there == Elsewhere(source.name)
    assert (there.names, dict(there.reading), list(there.blocks())) == ((), {}, [])


def test_what_is_trained_has_its_seconds_and_versions(jobs):
    """One result for each seed, in the order of the seeds."""
    trained = train(Task(jobs[0], (5, 2)))
    assert len(trained.found) == 2
    assert trained.seconds > 0.0
    assert dict(trained.versions)["numpy"] == np.__version__
    assert trained.found[1] == train(Task(jobs[0], (2,))).found[0]


def test_an_error_comes_back_as_a_value(jobs, monkeypatch, signals):
    """Ours as they are, others by their words: an engine's own errors are told apart from them."""
    assert isinstance(train_remotely(jobs[0], (1,)), Trained)

    def fail(error):
        def raising(*_):
            raise error

        monkeypatch.setattr(tasks_module, "start_all", raising)
        return train_remotely(jobs[0], (1,))

    with pytest.raises(UsageError, match="no such thing"):
        received(fail(UsageError("no such thing")))
    with pytest.raises(MemoryError):
        received(fail(MemoryError()))
    with pytest.raises(RuntimeError, match="KeyError: 'x'"):
        received(fail(KeyError("x")))


def test_a_worker_lets_who_asked_hear_ctrl_c(jobs, signals):
    """In a process of its own, the signal is ignored: the process that began it ends it."""
    train_remotely(jobs[0], (1,))
    assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN


def test_a_worker_with_other_versions_is_refused(jobs):
    """Its results might differ, so they are not taken; the package is named."""
    good = train(Task(jobs[0], (1,)))
    assert received(good) is good
    older = tuple((name, "0.1" if name == "numpy" else own) for name, own in versions())
    with pytest.raises(FileError, match=r"a worker has numpy 0\.1, this process .*the same"):
        received(replace(good, versions=older))
    without = tuple((name, "" if name == "jax" else own) for name, own in versions())
    if without != versions():
        with pytest.raises(FileError, match="a worker has jax not at all"):
            received(replace(good, versions=without))


def test_blas_adds_up_with_one_thread(jobs, monkeypatch):
    """While starts are trained: with more threads a product has other bits."""
    threadpoolctl = pytest.importorskip("threadpoolctl")
    seen = []

    def look(run, seeds):
        seen.extend(
            library["num_threads"]
            for library in threadpoolctl.threadpool_info()
            if library["user_api"] == "blas"
        )
        return start_all(run, seeds)

    monkeypatch.setattr(tasks_module, "start_all", look)
    train(Task(jobs[0], (1,)))
    assert set(seen) <= {1}


def test_without_threadpoolctl_all_goes_on(jobs, monkeypatch):
    """It is an extra: who has it not trains with the threads that BLAS takes."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert train(Task(jobs[0], (1,))).found
