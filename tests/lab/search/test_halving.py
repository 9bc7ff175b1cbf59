"""Who goes on, and what becomes of those who do not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.lab.search.halving import FEWEST, RUNGS, Rules, better_half, race
from glassnet.lab.search.trial import POINTS
from glassnet.lab.search.validating import validation
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare

X = np.linspace(-1.0, 1.0, 60)[:, None]
VALUES = st.dictionaries(st.integers(0, 50), st.floats(0.0, 9.0), min_size=1, max_size=12)


def runs(rates, **settings):
    """Return a run of each learning rate on a line."""
    usual = {"engine": "reference", "epochs": 16, "early_stopping": None, "optimizer": "sgd"}
    return {
        number: prepare(
            Network(Dense(1)), X, 2.0 * X[:, 0], **{**usual, **settings}, learning_rate=rate
        )
        for number, rate in enumerate(rates)
    }


def rules(made, *, prune=True, starts=2):
    """Return rules for runs on a line."""
    return Rules(validation(made[0], None), tuple(range(100, 100 + starts)), prune)


@given(VALUES, st.lists(st.floats(0.0, 9.0), max_size=20))
def test_the_better_half_goes_on(values, before):
    """Of all that came so far: the best never falls, and nobody goes on before a better one."""
    staying = better_half(values, before)
    if len(values) + len(before) < FEWEST:
        assert staying == set(values)
        return
    for number, value in values.items():
        better = sum(other < value for other in [*values.values(), *before])
        assert (number in staying) == (better < math.ceil((len(values) + len(before)) / 2))
    if min(values.values()) <= min(before, default=math.inf):
        assert staying


def test_slow_designs_are_given_up_and_the_best_comes_to_its_end():
    """Eight rates: the slowest end at the first look that gives up, with the curve so far."""
    made = runs([0.1, 0.05, 0.02, 0.01, 1e-3, 1e-4, 1e-5, 1e-6])
    found = race(made, [], rules(made))
    assert found[0].ending == "done"
    assert len(found[0].curve) == POINTS
    assert found[0].curve[-1] < found[0].curve[0]
    assert {found[number].ending for number in (4, 5, 6, 7)} == {"given up"}
    assert all(len(found[number].curve) == RUNGS[0] + 1 for number in (4, 5, 6, 7))
    assert all(len(one.scores) == 2 for one in found.values())


def test_those_before_count_too():
    """Beside better ones that came before, even the best of a group is given up."""
    made = runs([0.01, 0.001])
    assert {one.ending for one in race(made, [], rules(made)).values()} == {"done"}
    better = [(0.0,) * POINTS] * 4
    assert {one.ending for one in race(made, better, rules(made)).values()} == {"given up"}


def test_nobody_is_given_up_where_all_are_to_be_kept():
    """Without pruning every curve is whole, and the same as with it as far as that goes."""
    made = runs([0.1, 0.01, 1e-3, 1e-5])
    whole = race(made, [], rules(made, prune=False))
    cut = race(made, [], rules(made))
    assert {one.ending for one in whole.values()} == {"done"}
    for number, one in cut.items():
        assert one.curve == whole[number].curve[: len(one.curve)]


def test_what_diverges_ends_at_once():
    """Its answers are no numbers any more; the others do not mind."""
    made = runs([1e30, 0.05])
    found = race(made, [], rules(made))
    assert found[0].ending == "diverged"
    assert found[0].value == math.inf
    assert found[1].ending == "done"


def test_a_race_is_what_single_trainings_are():
    """The score at the end is that of a run of the same seed, trained alone by `Run`."""
    made = runs([0.05])
    found = race(made, [], rules(made, starts=1))
    alone = prepare(
        Network(Dense(1)), X, 2.0 * X[:, 0], engine="reference", epochs=16, early_stopping=None,
        optimizer="sgd", learning_rate=0.05, seed=100, split_seed=0,
    )  # fmt: skip
    alone.finish()
    rows = alone.table.split.validation
    answer = alone.table.preparation.inverse_target(alone.model.forward(alone.table.part(rows)[0]))
    wanted = float(np.sqrt(np.mean((answer[:, 0] - 2.0 * X[rows, 0]) ** 2)))
    assert found[0].scores == pytest.approx((wanted,), rel=1e-6)
