"""Cautions: each is said where it holds, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.lab.compare.cautions import cautions, require_same_rows
from glassnet.lab.compare.pairs import Rules
from glassnet.lab.compare.training import Plan
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare

TWO_SPLITS, USUAL_RULES = Plan(50, 2), Rules()
USUAL = {"engine": "reference", "epochs": 3, "early_stopping": None}


def run(*, slope=2.0, **changes):
    """Return a run on 40 rows of a line."""
    x = np.linspace(-1.0, 1.0, 40)[:, None]
    network = changes.pop("network", Network(Dense(1)))
    return prepare(network, x, slope * x[:, 0], **{**USUAL, **changes})


def said(standings, by, plan=TWO_SPLITS, rules=USUAL_RULES, **more):
    """Return all cautions as one text."""
    return "\n".join(cautions(standings, by, plan, rules, **more))


@pytest.fixture
def both(standing):
    """A function that makes two designs with runs of their own."""

    def make(first, second):
        scores = np.zeros((2, 50))
        return [
            replace(standing(name, scores), of=one) for name, one in (("a", first), ("b", second))
        ]

    return make


def test_unequal_designs_are_told(both, yardsticks):
    """Parameters, updates, batch sizes, losses and dtypes that differ are told, each."""
    big = Network(Dense(9), Dense(1))
    told = said(both(run(), run(network=big, epochs=6, batch_size=5, dtype="float64", loss="mae")),
                yardsticks.rmse)  # fmt: skip
    assert "number of parameters: a 2, b 28." in told
    assert "number of updates: a 3, b 36." in told
    assert "number of rows for an update: a 27, b 5." in told
    assert "same dtype: float32, float64." in told
    assert "same loss: MSE(), MAE()." in told


def test_equal_designs_are_not_accused(both, yardsticks):
    """Two that differ in nothing but the rate have no unequal budget."""
    told = said(both(run(), run(learning_rate=0.1)), yardsticks.rmse)
    assert "do not have the same" not in told


def test_what_held_out_rows_cannot_tell(both, yardsticks):
    """Few rows, one split, unused validation rows, and rows that were chosen by."""
    few = replace(yardsticks.error, count=8)
    told = said(both(run(), run()), few, Plan(50, 1))
    assert "8 rows are held out: one row more or less is 12 %" in told
    assert "share one division of the rows" in told
    assert "5 validation rows are left out" in told
    assert "chosen by the same held-out rows" in told
    more = said(both(run(validation=0.0), run(validation=0.0)), yardsticks.error, Plan(50, 2))
    assert "one row more" not in more
    assert "division" not in more
    assert "validation rows" not in more


def test_who_chose_by_validation_rows_is_not_told_to(both, yardsticks):
    """A search has used them, and its designs have seen no held-out row; the rest holds for it."""
    standings = both(run(), run(network=Network(Dense(9), Dense(1))))
    all_told, told = (
        said(standings, yardsticks.rmse, Plan(50, 1), chosen=chosen).split("\n")
        for chosen in (False, True)
    )
    left_out = [one for one in all_told if one not in told]
    assert [one.split(":")[0] for one in left_out[:1]] == ["5 validation rows are left out"]
    assert [one.split(";")[1] for one in left_out[1:]] == [" choose by other rows."]
    assert "share one division of the rows" in told[0]
    assert "number of parameters: a 2, b 28." in told[1]


def test_rows_learned_by_heart_are_told(both, yardsticks):
    """Where nothing is held out the scores tell nothing of other rows."""
    whole = {"test": 0.0, "validation": 0.0}
    told = said(both(run(**whole), run(**whole)), yardsticks.loss)
    assert "8 rows are all learned from" in told
    assert "chosen by" not in told


def test_few_starts_and_peeking_are_told(both, yardsticks):
    """Five starts decide nothing; intervals for peeking are wider."""
    few = said(both(run(), run()), yardsticks.rmse, Plan(5, 1), Rules(peeking=True))
    assert "5 starts can decide nothing" in few
    assert "hold however often one looks" in few
    six = said(both(run(), run()), yardsticks.rmse, Plan(6, 1))
    assert "6 starts are few: if a rare one lies far from the others" in six
    assert "are few" not in said(both(run(), run()), yardsticks.rmse, Plan(20, 1))
    assert "decide nothing" not in said(both(run(), run()), yardsticks.rmse, Plan(6, 1))


def test_a_score_that_is_not_the_usual_one_is_told(both, yardsticks):
    """Who chooses by what they are compared may choose what suits; the usual score is not told."""
    told = said(both(run(), run()), replace(yardsticks.rmse, score="mae"))
    assert "compared is held-out mean |error|, where held-out RMSE is usual" in told
    assert "is usual" not in said(both(run(), run()), yardsticks.rmse)


def test_scores_that_disagree_are_told(both, yardsticks):
    """Where one score says the first and the other the second, both are said; else neither."""
    rng = np.random.default_rng(4)
    low, high = rng.normal(1.0, 0.1, (2, 30)), rng.normal(2.0, 0.1, (2, 30))

    def scored(one, rmse, mae):
        rows = tuple(
            tuple(
                replace(start, scores={"rmse": a, "mae": b})
                for start, a, b in zip(*row, strict=True)
            )
            for row in zip(one.starts, rmse, mae, strict=True)
        )
        return replace(one, starts=rows)

    a, b = both(run(), run())
    a, b = (replace(each, starts=tuple(row[:30] for row in each.starts)) for each in (a, b))
    told = said([scored(a, low, high), scored(b, high, low)], yardsticks.rmse)
    assert "by held-out mean |error| it is the other way round: b is better than a." in told
    assert "other way" not in said([scored(a, low, low), scored(b, high, high)], yardsticks.rmse)


def test_optimizers_at_one_rate_are_told(both, yardsticks):
    """A rate that suits one optimizer may not suit the other; each with its own is fair."""
    told = said(both(run(optimizer="sgd"), run(optimizer="adam")), yardsticks.rmse)
    assert "compared at one learning rate, 0.001, which may suit one" in told
    own = both(run(optimizer="sgd", learning_rate=0.1), run(optimizer="adam"))
    assert "one learning rate" not in said(own, yardsticks.rmse)


def test_designs_on_other_rows_are_refused():
    """Another split, other targets or another task cannot be compared."""
    require_same_rows({"a": [run()], "b": [run(learning_rate=0.1)]})
    for other in (run(seed=1), run(test=0.5), run(kinds={"target": "category"},
                                                  network=Network(Dense(40)))):  # fmt: skip
        with pytest.raises(UsageError, match="a and b are not on the same rows"):
            require_same_rows({"a": [run()], "b": [other]})
