"""gn.compare from end to end: paired, honest, kept, and quick to refuse."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys

import numpy as np
import pytest

import glassnet as gn
from glassnet.ground.errors import UsageError
from glassnet.lab.compare import training
from glassnet.lab.compare.comparing import Wishes, compare
from glassnet.lab.compare.showing import kept_in
from glassnet.lab.compare.store import NAME
from glassnet.lab.compare.training import Plan
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.schedules import Plateau
from glassnet.run import table

QUICK = {"engine": "reference", "epochs": 2, "starts": 4}
LINE = np.linspace(-1.0, 1.0, 40)[:, None], 2.0 * np.linspace(-1.0, 1.0, 40)


def line(designs=None, **changes):
    """Compare two rates on a line."""
    rates = designs or {"slow": {"learning_rate": 1e-4}, "fast": {"learning_rate": 0.05}}
    return compare(rates, *LINE, **{"network": Network(Dense(1)), **QUICK, **changes})


def test_settings_of_one_design_and_of_all():
    """A design is a network or settings of its own; what is said beside is for all."""
    found = line(epochs=60, starts=8)
    slow, fast = found.designs
    assert (slow.run.experiment.learning_rate, fast.run.experiment.learning_rate) == (1e-4, 0.05)
    assert found.pairs[0].verdict == "second"
    assert found.by.name == "held-out RMSE"
    networks = compare({"1": Network(Dense(1)), "2": Network(Dense(2), Dense(1))}, *LINE, **QUICK)
    assert [one.parameters for one in networks.designs] == [2, 7]
    assert isinstance(networks, gn.Comparison)
    assert gn.compare is compare


def test_names_may_be_numbers():
    """A dict of sizes is as good as one of texts."""
    found = line({8: Network(Dense(8), Dense(1)), 2: Network(Dense(2), Dense(1))})
    assert [one.name for one in found.designs] == ["8", "2"]


def test_the_same_comparison_twice_is_the_same():
    """Everything follows from the seed; another seed is another comparison."""
    assert line().rows() == line().rows()
    assert line(seed=1).rows() != line().rows()


def test_a_design_beside_itself_is_not_better():
    """The same design under two names has the same starts, and no verdict."""
    found = line({"a": {"learning_rate": 0.01}, "b": {"learning_rate": 0.01}}, starts=8)
    assert found.pairs[0].verdict == "open"
    assert found.pairs[0].difference == 0.0
    assert "each pair has the same held-out RMSE" in found.verdicts[0]


def test_several_splits_hold_out_other_rows():
    """Each split has rows of its own to judge by; the interval counts splits."""
    found = line(splits=3)
    assert found.designs[0].scores(found.by).shape == (3, 4)
    assert len({row["rmse"] for row in found.rows() if row["seed"] % 1_000_000 == 0}) == 6


def test_the_table_is_read_once_for_each_split(monkeypatch):
    """However many designs take it alike; one that takes it otherwise has a reading of its own."""
    read, taken = table.read, []

    def counted(choices, _, seed, dtype):
        taken.append((seed, dtype))
        return read(choices, _, seed, dtype)

    monkeypatch.setattr(table, "read", counted)
    designs = {"a": {}, "b": {"learning_rate": 0.1}, "c": {"dtype": "float64"}}
    line(designs, splits=2)
    assert taken == [(0, "float32"), (1, "float32"), (0, "float64"), (1, "float64")]


def test_until_sure_stops_when_it_is():
    """A clear difference needs one group of 20; one that is not there takes all there may be."""
    clear = line(epochs=40, starts=200, until_sure=True)
    assert clear.plan.starts == 20
    assert clear.pairs[0].verdict == "second"
    assert any("however often one looks" in told for told in clear.cautions)
    same = line({"a": {"l2": 0.0}, "b": {"l2": 1e-12}}, starts=50, until_sure=True)
    assert same.plan.starts == 50
    assert same.open
    equal = line({"a": {"l2": 0.0}, "b": {"l2": 1e-3}}, starts=90, until_sure=True, margin=5.0)
    assert equal.plan.starts < 90
    assert equal.pairs[0].verdict == "equal"


def test_a_folder_keeps_what_was_found(tmp_path):
    """Asked again, nothing is trained: the answer and its seconds are those that were kept."""
    first = line(folder=tmp_path / "kept")
    again = line(folder=tmp_path / "kept")
    assert again.to_json() == first.to_json()
    more = line(folder=tmp_path / "kept", starts=6)
    assert [row for row in more.rows() if row["seed"] < 4] == first.rows()


def test_starts_that_diverge_are_results():
    """A rate of 1e30 is no crash: its starts diverge, and lose."""
    wild = {"tame": {"learning_rate": 0.01}, "wild": {"learning_rate": 1e30}}
    found = line(wild, optimizer="SGD", starts=10)
    assert found.designs[1].diverged == 10
    assert found.pairs[0].verdict == "first"
    assert "it fails less often (tame 0 times, wild 10 times alone)" in found.verdicts[0]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"designs": {"a": {}}}, "at least two designs, got 1"),
        ({"designs": {"a": {}, "b": 3}}, "design b must be a Network or a dict .*, got int"),
        ({"learning_rte": 1}, 'no setting learning_rte=1. Did you mean "learning_rate"'),
        ({"starts": 0}, "starts must be a whole number of at least 2, got 0"),
        ({"margin": -1.0}, "margin must be a number above 0, got -1.0"),
        ({"until_sure": True, "splits": 3}, "splits is 3"),
        ({"score": "error"}, "one of rmse, mae, loss for a target of numbers, got 'error'"),
        ({"schedule": Plateau()}, "validates nothing on the way"),
        ({"designs": [1, 2]}, "designs must be a dict, .*, got list"),
        ({"designs": {"a": {}, "b": {"seed": 3}}}, "takes no seed=3: all designs have the same"),
        ({"early_stopping": None}, "takes no early_stopping=None: every start takes all"),
        ({"designs": {"a": {}, "b": {"test": 0.5}}}, "a and b are not on the same rows"),
    ],
)
def test_what_cannot_be_compared_is_refused(wrong, told):
    """Before anything is trained, with what is wanted."""
    designs = wrong.pop("designs", None)
    with pytest.raises(UsageError, match=told):
        line(designs, **wrong)


def test_wishes_are_checked_where_they_are_made():
    """A margin that is no number, and peeking over several splits."""
    with pytest.raises(UsageError, match="margin"):
        Wishes(margin=float("inf"))
    with pytest.raises(UsageError, match="leave one of them out"):
        Wishes(plan=Plan(splits=2), until_sure=True)


def test_two_processes_find_what_one_finds_to_the_last_bit():
    """Compiled, in groups, in whatever order: scores and curves are the same."""
    pytest.importorskip("jax")
    pytest.importorskip("joblib")
    one, two = (line(engine="auto", starts=8, processes=count) for count in (1, 2))
    assert one.rows() == two.rows()
    for here, there in zip(one.designs, two.designs, strict=True):
        np.testing.assert_array_equal(here.curves, there.curves)


def test_a_cluster_whose_worker_is_killed_finds_what_one_process_finds(tmp_path, monkeypatch):
    """A worker dies in the middle: no start is lost, none is kept twice, every bit is the same."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(training, "GROUP", 4)
    alone = line(starts=40)
    killed = []
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=51
    ) as cluster:
        address = cluster.scheduler_address.removeprefix("tcp://")

        def kill(name, done, total):
            if done and not killed:
                killed.append(next(iter(cluster.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)

        found = line(starts=40, backend=f"dask://{address}", folder=tmp_path, observe=kill)
    assert killed
    assert found.rows() == alone.rows()
    with contextlib.closing(sqlite3.connect(tmp_path / NAME)) as database:
        assert database.execute("SELECT count(*) FROM starts").fetchone() == (80,)


FULL = """
import resource, signal, sys
from glassnet.cli.main import execute
from glassnet.lab.compare import training
training.GROUP = 5
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.exit(execute(["compare", "moons", "--vary", "hidden=2,3", "--epochs", "12", "--starts", "40",
                  "--engine", "reference", "--keep", "kept", "--json", "--quiet"]))
"""


def test_a_disk_that_is_full_loses_nothing(tmp_path):
    """One sentence and exit code 1; with room again the same command ends."""
    resource = pytest.importorskip("resource")

    def comparing(most):
        command = [sys.executable, "-c", FULL, str(most)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    full = comparing(60_000)
    assert full.returncode == 1, full.stderr
    (told,) = full.stderr.splitlines()
    assert told.startswith("glassnet: cannot write kept/starts.sqlite: ")
    assert told.endswith("free some space, or choose another folder for the results.")
    (known,) = kept_in(tmp_path / "kept")
    assert 0 < sum(known.done) < 80
    assert all(count % 5 == 0 for count in known.done)
    again = comparing(resource.RLIM_INFINITY)
    assert again.returncode == 0, again.stderr
    (known,) = kept_in(tmp_path / "kept")
    assert known.done == (40, 40)
