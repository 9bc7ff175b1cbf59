"""The starts of a comparison: paired, divided as planned, and none trained twice."""

from __future__ import annotations

import contextlib
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from glassnet.ground.errors import FileError, UsageError
from glassnet.lab.compare import store as store_module
from glassnet.lab.compare import training
from glassnet.lab.compare.crews import task
from glassnet.lab.compare.crews.crew import in_turn
from glassnet.lab.compare.measures import measure, yardstick
from glassnet.lab.compare.store import Store
from glassnet.lab.compare.training import Plan, train_designs
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.starts import start_all
from glassnet.run.training import prepare


def run(units=1, seed=0):
    """Return the run of a small network on a line, before its first step."""
    x = np.linspace(-1.0, 1.0, 40)[:, None]
    layers = Dense(units), Dense(1)
    return prepare(Network(*layers), x, 2.0 * x[:, 0], engine="reference", epochs=2, seed=seed,
                   early_stopping=None)  # fmt: skip


def trained(plan, store, runs=None, seen=None):
    """Return what came of two designs."""
    runs = runs or {"one": [run(1)], "two": [run(2)]}
    by = yardstick(next(iter(runs.values()))[0], None)
    told = [] if seen is None else seen
    return train_designs(runs, plan, by, store, lambda *what: told.append(what))


@pytest.fixture
def counted(monkeypatch):
    """The seeds that are trained, in groups, as they come."""
    groups = []

    def count(run, seeds):
        groups.append(list(seeds))
        return start_all(run, seeds)

    monkeypatch.setattr(task, "start_all", count)
    return groups


def test_the_same_seeds_for_every_design_and_others_for_every_split():
    """Starts are paired by their seeds, and no seed is in two splits."""
    plan = Plan(starts=5, splits=3, seed=7)
    seeds = [set(plan.seeds(split)) for split in range(3)]
    assert seeds[0] == {7, 8, 9, 10, 11}
    assert len(set.union(*seeds)) == 15


def test_a_start_alone_is_the_start_in_a_comparison():
    """The scores are those of the run that has the seed, whoever was trained beside it."""
    plan = Plan(starts=4)
    one, two = trained(plan, Store(None))
    assert (one.parameters, two.parameters) == (4, 7)
    by = yardstick(one.run, None)
    for design in (one, two):
        alone = measure(start_all(design.run, [2]), by)[0]
        assert alone.scores == design.starts[0][2].scores
        assert design.curves.shape == (4, len(design.steps))


def test_adding_starts_trains_the_new_ones_alone(tmp_path, counted):
    """Of 7 starts 4 are known, so 3 are trained; the first 4 results are the same."""
    with Store(tmp_path) as store:
        before = trained(Plan(starts=4), store)
        after = trained(Plan(starts=7), store)
        again = trained(Plan(starts=7), store)
    assert counted == [[0, 1, 2, 3], [0, 1, 2, 3], [4, 5, 6], [4, 5, 6]]
    for old, new, same in zip(before, after, again, strict=True):
        assert new.starts[0][:4] == old.starts[0]
        assert same.starts == new.starts


def test_what_was_finished_before_a_stop_is_not_lost(tmp_path, monkeypatch, counted):
    """Stopped in the second group, the first is there: the next time trains the rest."""
    monkeypatch.setattr(training, "GROUP", 2)

    def stop(name, done, total):
        if (name, done) == ("one", 2):
            raise KeyboardInterrupt

    runs = {"one": [run(1)], "two": [run(2)]}
    by = yardstick(run(1), None)
    with Store(tmp_path) as store, pytest.raises(KeyboardInterrupt):
        train_designs(runs, Plan(starts=4), by, store, stop)
    with Store(tmp_path) as store:
        found = trained(Plan(starts=4), store)
    assert counted == [[0, 1], [2, 3], [0, 1], [2, 3]]
    fresh = trained(Plan(starts=4), Store(None))
    for kept, new in zip(found, fresh, strict=True):
        assert kept.starts == new.starts


def test_splits_divide_the_rows_anew():
    """Each split has its own run; scores are (splits, starts), and progress counts them all."""
    seen = []
    runs = {"one": [run(1, seed) for seed in (0, 1)], "two": [run(2, seed) for seed in (0, 1)]}
    one, _ = trained(Plan(starts=3, splits=2), Store(None), runs, seen)
    by = yardstick(one.run, None)
    assert one.scores(by).shape == (2, 3)
    assert one.failed.shape == (2, 3)
    assert seen == [
        *(("one", 0, 6), ("two", 0, 6)),
        *(("one", 3, 6), ("one", 6, 6)),
        *(("two", 3, 6), ("two", 6, 6)),
    ]


def test_groups_are_of_like_size(monkeypatch, counted):
    """So that nearly all need one compiled program: 7 in groups of at most 3 are 3, 2 and 2."""
    monkeypatch.setattr(training, "GROUP", 3)
    trained(Plan(starts=7), Store(None), {"one": [run(1)]})
    assert [len(group) for group in counted] == [3, 2, 2]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"starts": 1}, "starts must be a whole number of at least 2, got 1"),
        ({"starts": 2.5}, "got 2.5"),
        ({"splits": 0}, "splits must be a whole number of at least 1, got 0"),
        ({"seed": -1}, "seed must be a whole number of at least 0, got -1"),
        ({"seed": 2**64 - 1}, "leave room"),
        ({"starts": 2_000_000}, "at most 1,000,000, got 2,000,000"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(wrong, told):
    """Numbers out of range are told with what is wanted."""
    with pytest.raises(UsageError, match=told):
        Plan(**wrong)


KILLED = """
import os, signal, sys
from glassnet.lab.compare import training
from glassnet.lab.compare.crews import task
from glassnet.lab.compare.comparing import compare
import signal
import subprocess
import sys

import numpy as np
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
training.GROUP = 2
def die(name, done, total):
    if (name, done) == ("two", 2):
        os.kill(os.getpid(), signal.SIGKILL)
x = np.linspace(-1.0, 1.0, 40)[:, None]
both = {"one": Network(Dense(1), Dense(1)), "two": Network(Dense(2), Dense(1))}
compare(both, x, 2.0 * x[:, 0], engine="reference", epochs=2, starts=6, folder=sys.argv[1],
        observe=die)
"""


def test_a_killed_comparison_loses_no_start_that_was_finished(tmp_path, counted):
    """Killed without a warning, it goes on with the second group of each design."""
    killed = subprocess.run([sys.executable, "-c", KILLED, tmp_path / "kept"], check=False)
    assert killed.returncode == -signal.SIGKILL
    with Store(tmp_path / "kept") as store:
        found = trained(Plan(starts=6), store)
    assert counted == [[2, 3, 4, 5], [2, 3, 4, 5]]
    fresh = trained(Plan(starts=6), Store(None))
    for kept, new in zip(found, fresh, strict=True):
        assert kept.starts == new.starts


def lost(outcome):
    """Return who does one task, and of the next has only bad news."""

    def work(tasks):
        done = in_turn(tasks)
        yield next(done)
        yield 1, outcome

    return work


@pytest.mark.parametrize("outcome", [task.Died("it died"), task.Broken("it died")])
def test_what_could_not_be_trained_is_told_with_how_to_go_on(tmp_path, monkeypatch, outcome):
    """What was done is kept; the same comparison trains the rest."""
    monkeypatch.setattr(training, "GROUP", 2)
    runs = {"one": [run(1)], "two": [run(2)]}
    by = yardstick(run(1), None)
    told = r"it died; 6 starts are missing; the others are kept in .*the same comparison goes on"
    with Store(tmp_path) as store, pytest.raises(FileError, match=told):
        train_designs(runs, Plan(starts=4), by, store, lambda *_: None, lost(outcome))
    with pytest.raises(FileError, match=r"nothing is kept; name a folder .*--keep"):
        train_designs(runs, Plan(starts=4), by, Store(None), lambda *_: None, lost(outcome))
    with Store(tmp_path) as store:
        found = trained(Plan(starts=4), store)
    assert [one.starts for one in found] == [
        one.starts for one in trained(Plan(starts=4), Store(None))
    ]


def test_who_was_first_is_right(tmp_path):
    """Another process kept a start while this one trained it: both tell what is kept."""
    plan, runs = Plan(starts=3), {"one": [run(1)], "two": [run(2)]}
    by = yardstick(run(1), None)
    with Store(tmp_path) as store, Store(tmp_path) as other:

        def work(tasks):
            for place, outcome in in_turn(tasks):
                late = replace(outcome.found[1], failed=True)
                name = store_module.work(tasks[place].job.run)
                other.put(name, [tasks[place].seeds[1]], [late], 9.0)
                yield place, outcome

        found = train_designs(runs, plan, by, store, lambda *_: None, work)
    assert [[start.failed for start in one.starts[0]] for one in found] == [
        [False, True, False]
    ] * 2


TWICE = """
import sys
import numpy as np
from glassnet.lab.compare.comparing import compare
from glassnet.lab.compare import training
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
training.GROUP = 3
x = np.linspace(-1.0, 1.0, 40)[:, None]
both = {"one": Network(Dense(1), Dense(1)), "two": Network(Dense(2), Dense(1))}
found = compare(both, x, 2.0 * x[:, 0], engine="reference", epochs=2, starts=30, folder=sys.argv[1])
print(found.to_json())
"""


def test_two_processes_make_the_same_comparison_at_once(tmp_path):
    """Both end with the same result, and each start is kept once."""
    command = [sys.executable, "-c", TWICE, str(tmp_path / "kept")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    first, second = (one.communicate()[0] for one in both)
    assert [one.returncode for one in both] == [0, 0]
    assert first == second
    with contextlib.closing(sqlite3.connect(tmp_path / "kept" / store_module.NAME)) as database:
        assert database.execute("SELECT count(*) FROM starts").fetchone() == (60,)
        assert database.execute("SELECT count(*) FROM comparisons").fetchone() == (1,)
