"""gn.compare from end to end: paired, honest, kept, and quick to refuse."""

from __future__ import annotations

import numpy as np
import pytest

import glassnet as gn
from glassnet.ground.errors import UsageError
from glassnet.lab.compare.comparing import Wishes, compare
from glassnet.lab.compare.training import Plan
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.schedules import Plateau

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
