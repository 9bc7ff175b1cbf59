"""Tasks of small runs, and such as kill whoever takes them."""

from __future__ import annotations

import os
import pickle
from types import SimpleNamespace

import numpy as np
import pytest

from glassnet.lab.compare.crews.crew import in_turn
from glassnet.lab.compare.crews.task import Job, Task
from glassnet.lab.compare.measures import yardstick
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare

KILL = "__import__('os').kill(__import__('os').getpid(), 9)"
ONCE = (
    "__import__('pickle').loads(data) if __import__('os').path.exists(path) "
    f"else (__import__('os').mkdir(path), {KILL})"
)


class Bomb:
    """A job that kills the process that unpacks it: once, if it has a path to remember it by."""

    def __init__(self, job, path=None):
        self.job, self.path = job, path

    def __reduce__(self):
        known = {"data": pickle.dumps(self.job), "path": os.fspath(self.path or "")}
        return eval, (ONCE if self.path else KILL, known)


@pytest.fixture(scope="session")
def jobs():
    """Two jobs: a line learned with one unit, and with two."""
    x = np.linspace(-1.0, 1.0, 40)[:, None]
    runs = [
        prepare(
            Network(Dense(units), Tanh(), Dense(1)), x, 2.0 * x[:, 0],
            engine="reference", epochs=5, early_stopping=None,
        )
        for units in (1, 2)
    ]  # fmt: skip
    return [Job(run, yardstick(run, None)) for run in runs]


@pytest.fixture(scope="session")
def tasks(jobs):
    """Eight tasks of three starts each, the jobs in turns."""
    return [Task(jobs[k % 2], tuple(range(3 * k, 3 * k + 3))) for k in range(8)]


@pytest.fixture(scope="session")
def expected(tasks):
    """What comes of the tasks here, by their place."""
    return {place: outcome.found for place, outcome in in_turn(tasks)}


@pytest.fixture(scope="session")
def bombs(jobs):
    """Functions that make a task which kills whoever takes it: always, or once."""
    return SimpleNamespace(
        always=lambda: Task(Bomb(jobs[0]), (0, 1)),
        once=lambda task, path: Task(Bomb(task.job, path), task.seeds),
    )
