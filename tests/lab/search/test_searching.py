"""gn.search from end to end: reproducible, resumable, blind to the test rows, and honest."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import glassnet as gn
from glassnet.ground.errors import MissingPackageError, UsageError
from glassnet.lab.search import trying
from glassnet.lab.search.searching import search
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.schedules import Plateau
from glassnet.run import table
from glassnet.run.training import prepare


def test_the_best_is_better_than_a_poor_default(searched):
    """A rate that learns nothing is left behind, and that is said with its numbers."""
    found = searched(learning_rate=1e-6, starts=20)
    assert found.best["learning_rate"] > 1e-3
    assert found.verdict.startswith("best is better than default: its held-out RMSE is")
    assert found.experiment.learning_rate == found.best["learning_rate"]
    assert isinstance(found, gn.Search)
    assert gn.search is search


def test_the_best_is_not_better_than_itself(searched):
    """Where the default is as good, nothing is claimed: at the same rate both learn the line."""
    rate = searched().best
    found = searched(space={"l2": [0.0, 1e-12]}, **rate)
    assert found.comparison.pairs[0].verdict == "open"
    assert "not distinguishable" in found.verdict


def test_the_same_search_twice_is_the_same(searched, found):
    """All trials, to the last bit; another seed is another search."""
    assert searched().trials == found.trials
    assert searched().comparison.rows() == found.comparison.rows()
    assert searched(seed=1).trials != found.trials


def test_each_way_of_saying_a_space_is_the_same(searched, found):
    """As values and as words that could be typed."""
    said = {"learning-rate": "0.0001..0.1", "batch_size": "8,16"}
    assert searched(space=said).trials == found.trials


@pytest.mark.parametrize("stop", [1, 2])
def test_interrupted_and_gone_on_with_is_as_if_it_had_not_been(
    searched, found, tmp_path, monkeypatch, stop
):
    """Ctrl-C in the first or the second group of trials: what ended is not trained again."""
    race, raced = trying.race, []

    def interrupted(runs, *rest):
        if len(raced) == stop - 1 and "stop" not in raced:
            raced.append("stop")
            raise KeyboardInterrupt
        raced.append(len(runs))
        return race(runs, *rest)

    monkeypatch.setattr(trying, "race", interrupted)
    with pytest.raises(KeyboardInterrupt):
        searched(folder=tmp_path)
    assert searched(folder=tmp_path).trials == found.trials
    assert [each for each in raced if each != "stop"] == [8, 2]
    assert searched(folder=tmp_path).trials == found.trials
    assert len(raced) == 3  # the third time nothing is trained


def test_more_trials_go_on_where_fewer_ended(searched, found, tmp_path):
    """What was tried stays, and is not tried again."""
    few = searched(folder=tmp_path, trials=8)
    assert few.trials == found.trials[:8]
    assert searched(folder=tmp_path).trials == found.trials


def test_the_test_rows_are_not_looked_at(searched, found):
    """Poisoned beyond all bounds they change no trial: only the last comparison sees them."""
    x, y = np.linspace(-1.0, 1.0, 60)[:, None], 2.0 * np.linspace(-1.0, 1.0, 60)
    rows = prepare(Network(Dense(1)), x, y).table.split.test
    x[rows], y[rows] = 1e4 * np.arange(1, len(rows) + 1)[:, None], -777.0
    poisoned = searched(x, y)
    assert poisoned.trials == found.trials
    assert poisoned.comparison.rows() != found.comparison.rows()


def test_the_last_comparison_has_starts_and_rows_of_its_own(found):
    """No seed of a trial is among its seeds, and it is judged by the test rows."""
    effort = trying.Effort(starts_each=2, starts=6)
    assert not set(effort.seeds) & set(found.comparison.plan.seeds(0))
    assert found.comparison.by.rows == "held-out"
    assert found.comparison.by.count == len(found.comparison.designs[0].run.table.split.test)


def test_its_cautions_are_those_that_apply(found):
    """It chose by the validation rows: nobody needs to be told that they are left out, or to."""
    told = "\n".join(found.comparison.cautions)
    assert "all starts share one division of the rows" in told
    assert "6 starts are few" in told
    assert "validation rows" not in told
    assert "choose by other rows" not in told


def test_layers_can_be_searched(searched):
    """They make a new network of the usual form; activations by name."""
    wide = {"hidden": [(2,), (3, 3)], "activation": ["tanh", "relu"]}
    found = searched(space=wide, trials=4)
    hidden = found.best["hidden"]
    layers = found.experiment.network.layers
    assert [each.units for each in layers if isinstance(each, Dense)] == [*hidden, 1]


def test_without_a_space_the_usual_settings_are_searched():
    """The rate, hidden units where no network is given, and weight decay."""
    pytest.importorskip("optuna")
    found = search(None, "iris", trials=4, starts_each=1, starts=2, epochs=2, engine="reference")
    assert found.space.names == ("learning_rate", "hidden", "weight_decay")
    assert found.by.name == "validation error"


def test_the_table_is_read_once_for_each_way_of_taking_it(searched, monkeypatch):
    """However many trials, layers and starts."""
    read, taken = table.read, []

    def counted(choices, *rest):
        taken.append(choices.scaling)
        return read(choices, *rest)

    monkeypatch.setattr(table, "read", counted)
    found = searched(space={"hidden": [(2,), (3,)], "scaling": ["standardize", "range"]}, trials=8)
    assert {trial.picks["scaling"] for trial in found.trials} == {"standardize", "range"}
    assert sorted(taken) == ["range", "standardize"]


def test_how_far_it_is_is_told(searched):
    """Trials, then the starts of both designs."""
    told = []
    searched(observe=lambda *what: told.append(what))
    assert ("trials", 0, 10) in told
    assert ("trials", 10, 10) in told
    assert ("best", 6, 6) in told
    assert ("default", 6, 6) in told


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"space": {"hiden": (4, 8)}}, '"hiden" cannot be searched.*Did you mean "hidden"'),
        ({"space": [("hidden", 4)]}, "the space must be a dict"),
        ({"trials": 0}, "trials must be a whole number from 1 to 10,000, got 0"),
        ({"starts_each": True}, "starts_each must be a whole number"),
        ({"starts": 1}, "starts must be a whole number of at least 2"),
        ({"early_stopping": None}, "takes no early_stopping=None"),
        ({"validation": 0.0}, "no validation rows; give validation a share"),
        ({"score": "error"}, "one of rmse, mae, loss for a target of numbers"),
        ({"space": {"batch_size": [500, 600]}}, "none of 10 trials .* batch_size must be at most"),
        ({"space": {"loss": ["mse", "mae"]}, "score": "loss"}, "losses of several kinds"),
        ({"lerning_rate": 1.0}, "has no setting lerning_rate"),
    ],
)
def test_what_cannot_be_is_refused(searched, settings, told):
    """In a sentence, with what was given."""
    with pytest.raises(UsageError, match=told):
        searched(**settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"schedule": "plateau"},
        {"schedule": Plateau()},
        {"space": {"schedule": ["constant", "Plateau"]}},
        {"space": {"schedule": [Plateau(), "constant"]}},
        {"space": {"schedule": "constant,plateau"}},
    ],
)
def test_a_rate_that_waits_for_a_plateau_is_refused_before_any_trial(
    searched, monkeypatch, settings
):
    """Of the default, and of what could be picked: nobody would tell it how validation goes."""
    monkeypatch.setattr(trying, "race", None)  # no trial could be made
    with pytest.raises(UsageError, match=r"so the schedule .*lateau.* would do nothing; choose"):
        searched(**settings)


def test_where_every_trial_diverges_it_says_what_to_do(searched):
    """A sentence with a remedy and an end."""
    with pytest.raises(UsageError) as refused:
        searched(space={"learning_rate": (1e20, 1e30)}, trials=2)
    assert str(refused.value) == (
        "none of 2 trials came to its end; the first diverged; lower the learning rate, or search "
        "lower ones."
    )


def test_without_optuna_it_says_how_to_get_it(searched, monkeypatch):
    """In a sentence, before anything is trained."""
    monkeypatch.setitem(sys.modules, "optuna", None)
    monkeypatch.delitem(sys.modules, "glassnet.lab.search.journal", raising=False)
    monkeypatch.delattr("glassnet.lab.search.journal", raising=False)
    with pytest.raises(MissingPackageError, match=r"pip install \"glassnet\[sweep\]\""):
        searched()
