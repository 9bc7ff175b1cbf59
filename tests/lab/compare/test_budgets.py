"""Equal budgets: no design gets more than the least demanding one asks for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.lab.compare import budgets
from glassnet.lab.compare.budgets import Budget, check_equal, evened
from glassnet.lab.compare.cautions import cautions
from glassnet.lab.compare.comparing import compare
from glassnet.lab.compare.pairs import Rules
from glassnet.lab.compare.store import Store
from glassnet.lab.compare.training import Plan
from glassnet.nn.activations import ReLU
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare

X = np.linspace(-1.0, 1.0, 40)[:, None]


def run(*widths, **changes):
    """Return a run on a line before its first step, with 27 training rows."""
    layers = [each for n in widths for each in (Dense(n), ReLU())]
    usual = {"engine": "reference", "epochs": 12, "batch_size": None, "early_stopping": None}
    return prepare(Network(*layers, Dense(1)), X, 2.0 * X[:, 0], **{**usual, **changes})


def steps(runs):
    """Return how many updates each design makes."""
    return {name: each[0].program.total_steps for name, each in runs.items()}


def test_designs_are_as_they_are_unless_asked():
    """Without a wish nothing is changed, and nothing is said."""
    runs = {"a": [run()], "b": [run(epochs=3)]}
    assert evened(runs, None, Store(None)) == (runs, Budget())


def test_equal_steps_are_the_fewest():
    """The design of many updates has its epochs cut; who had the fewest stays."""
    runs = {"all rows": [run()], "row by row": [run(batch_size=9)] * 2}
    made, budget = evened(runs, "steps", Store(None))
    assert steps(made) == {"all rows": 12, "row by row": 12}
    assert made["row by row"][1].experiment.epochs == 4
    assert budget.told == (
        "equal steps: every design makes 12 updates; asked for were row by row 36.",
    )


def test_steps_that_are_no_whole_epochs_are_told():
    """With 7 updates an epoch, 12 are one epoch and a rest, which is left out: it is said."""
    made, budget = evened({"a": [run()], "b": [run(batch_size=4)]}, "steps", Store(None))
    assert steps(made) == {"a": 12, "b": 7}
    assert "in whole epochs: a 12, b 7 updates; 12, the fewest" in budget.told[0]


def test_equal_time_is_that_of_the_fastest(monkeypatch):
    """Each makes as many updates as fit into what the fastest takes, by the measured pace."""
    monkeypatch.setattr(budgets.paces, "paces", lambda *_: {"a": 2e-6, "b": 5e-6, "c": 1e-6})
    runs = {"a": [run()], "b": [run(4)], "c": [run(epochs=10_000)]}
    made, budget = evened(runs, "time", Store(None))
    assert steps(made) == {"a": 12, "b": 4, "c": 24}
    assert budget.equal == "time"
    assert "2.4e-05 s of CPU time a start, what a takes for its 12 updates" in budget.told[0]
    assert "a 2, b 5, c 1; measured on this machine" in budget.told[1]


def test_a_comparison_that_goes_on_has_the_same_steps(tmp_path, monkeypatch):
    """The pace is kept beside the starts, and never asked of the clock again."""
    wide = Network(Dense(64), ReLU(), Dense(1))
    settings = {"engine": "reference", "epochs": 40, "equal": "time", "folder": tmp_path}

    def again():
        return compare({"one": Network(Dense(1)), "wide": wide}, X, 2.0 * X[:, 0], starts=4,
                       **settings)  # fmt: skip

    first = again()
    monkeypatch.setattr(budgets.paces.time, "process_time", lambda: 1 / 0)
    assert again().to_json() == first.to_json()
    updates = [each["updates"] for each in first.to_dict()["designs"]]
    assert updates[0] == 40
    assert 1 <= updates[1] <= 40


def test_equal_parameters_are_those_of_the_smallest():
    """Hidden layers shrink in proportion, and it is said what became of them."""
    made, budget = evened({"a": [run(8, 8)], "b": [run(40, 20)]}, "parameters", Store(None))
    small, scaled = (each[0].experiment.network for each in made.values())
    assert small == run(8, 8).experiment.network
    assert scaled == run(11, 6).experiment.network
    assert budget.told[0].endswith(
        "97, as the smallest design has: b has hidden layers of 11-6 in place of 40-20 "
        "(101 parameters)."
    )


def test_designs_that_become_one_are_refused():
    """4 and 16 hidden units at equal parameters are the same network."""
    with pytest.raises(UsageError, match="at equal parameters 4 and 16 are one and the same"):
        evened({"4": [run(4)], "16": [run(16)]}, "parameters", Store(None))
    twins, _ = evened({"4": [run(4)], "four": [run(4)]}, "parameters", Store(None))
    assert len(twins) == 2


@pytest.mark.parametrize("wrong", ["step", 3, ""])
def test_what_cannot_be_equal_is_told(wrong):
    """The words that there are stand in the sentence."""
    with pytest.raises(UsageError, match="equal must be one of steps, time, parameters, got"):
        check_equal(wrong)


def test_what_a_budget_tells_is_no_caution(standing, yardsticks):
    """Unequal updates are not complained of where time was made equal; unequal sizes are."""
    both = [replace(standing(n, np.zeros(30)), of=r) for n, r in
            (("a", run()), ("b", run(9, epochs=3)))]  # fmt: skip
    rest = both, yardsticks.error, Plan(30), Rules()
    assert any("number of updates" in told for told in cautions(*rest))
    told = cautions(*rest, Budget("time", ("…",)))
    assert not any("number of updates" in each for each in told)
    assert any("number of parameters" in each for each in told)
