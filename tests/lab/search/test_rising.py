"""The range test: an interval where there is one, and no answer where nobody could tell."""

from __future__ import annotations

import numpy as np
import pytest

import glassnet as gn
from glassnet.ground.errors import UsageError
from glassnet.ground.keys import permutation
from glassnet.lab.search import rising
from glassnet.lab.search.rising import LOOKS, UPDATES, RangeTest, RisingRate, learning_rate_range
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network

DRAWN = np.random.default_rng(0)
X = DRAWN.normal(size=(120, 2))
QUICK = {"engine": "reference", "starts": 6, "optimizer": "sgd"}


def network():
    """Return a small one."""
    return Network(Dense(6), Tanh(), Dense(1))


@pytest.fixture(scope="module")
def line():
    """The range test of a plane that is easily learned, with gradient descent."""
    return learning_rate_range(network(), X, X @ [1.0, -2.0], **QUICK, low=1e-5, high=100.0)


def test_where_there_is_something_to_learn_there_is_an_interval(line):
    """Its lower end learns, its upper end falls apart: shown by training at rates around both."""
    assert line.doubt == ""
    low, high = line.interval
    assert 1e-3 < low < high < 100.0
    scores = {}
    for rate in (low / 1000.0, low, 3.0 * high):
        try:
            run = gn.train(
                network(), X, X @ [1.0, -2.0], optimizer="sgd", learning_rate=rate, epochs=30,
                engine="reference", early_stopping=None,
            )  # fmt: skip
            scores[rate] = gn.judge(run).score.value
        except gn.DivergedError:
            scores[rate] = -np.inf
    slow, good, wild = scores.values()
    assert good > slow + 0.2
    assert good > wild + 0.2
    assert gn.learning_rate_range is learning_rate_range
    assert isinstance(line, gn.RateRange)


def test_the_rate_rises_from_low_to_high_by_the_same_factor(line):
    """As the run's own history would show it: each update multiplies it."""
    assert line.rates[0] == 1e-5
    assert line.rates[-1] == pytest.approx(100.0)
    assert len(line.rates) == 7 * LOOKS + 1
    ratios = line.rates[1:] / line.rates[:-1]
    assert ratios == pytest.approx(np.full(len(ratios), ratios[0]))
    schedule = line.run.experiment.schedule
    assert isinstance(schedule, RisingRate)
    factor = float(schedule.factor(np, np.asarray(float(UPDATES)), 1))
    assert factor == pytest.approx(ratios[0], rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_of_a_target_that_is_noise_it_says_that_it_cannot_tell(seed):
    """Though the loss falls: outputs shrink toward the mean, and nothing is learned."""
    drawn = np.random.default_rng(seed)
    x, y = drawn.normal(size=(120, 3)), drawn.normal(size=120)
    found = learning_rate_range(network(), x, y, **QUICK, seed=seed, low=1e-4)
    middle = np.median(found.losses, axis=0)
    assert middle.min() < middle[0]
    assert found.interval is None
    assert "It cannot be told which rates are good" in found.verdict
    assert "answers fit them no better than they fit each other's" in found.verdict


def test_few_of_many_rows_are_shuffled_and_by_the_same_orders_for_all_starts(line, monkeypatch):
    """Losses stay those of all rows; what is shuffled has a bound."""
    drawn = []

    def counted(key, n):
        drawn.append(n)
        return permutation(key, n)

    monkeypatch.setattr(rising, "MOST_ROWS", 10)
    monkeypatch.setattr(rising, "permutation", counted)
    few = learning_rate_range(network(), X, X @ [1.0, -2.0], **QUICK, low=1e-5, high=100.0)
    np.testing.assert_array_equal(few.losses, line.losses)
    assert few.interval == line.interval
    rows = len(line.run.table.split.validation)
    assert rows > 10
    assert drawn == [rows] + [10] * rising.SHUFFLES


def test_classes_that_are_noise_are_no_better():
    """Classes, and the usual optimizer."""
    drawn = np.random.default_rng(7)
    x, y = drawn.normal(size=(120, 3)), drawn.integers(0, 2, 120)
    assert learning_rate_range(None, x, y, engine="reference", starts=6, low=1e-4).doubt


def test_the_same_test_twice_is_the_same():
    """To the bit; another seed is another."""
    settings = {**QUICK, "low": 0.01, "high": 1.0}
    one = learning_rate_range(network(), X, X @ [1.0, -2.0], **settings)
    again = learning_rate_range(network(), X, X @ [1.0, -2.0], **settings)
    other = learning_rate_range(network(), X, X @ [1.0, -2.0], **settings, seed=3)
    np.testing.assert_array_equal(one.losses, again.losses)
    assert not np.array_equal(one.losses, other.losses)


def test_a_table_too_small_to_divide_is_judged_by_its_own_rows():
    """And it says so."""
    found = learning_rate_range(
        Network(Dense(4), Tanh(), Dense(1)), [[0.0], [1.0], [2.0], [3.0]], [0.0, 1.0, 2.0, 3.5],
        **QUICK, low=0.01, high=1.0,
    )  # fmt: skip
    assert not found.held_out
    assert "training loss of 4 rows" in found.title


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"learning_rate": 0.1}, "takes no learning_rate=0.1: it is what is asked for"),
        ({"epochs": 3}, "takes no epochs=3"),
        ({"starts": 1}, "starts must be a whole number from 2 to 1,000, got 1"),
        ({"low": 1.0, "high": 2.0}, "at least ten times as high, got low=1.0 and high=2.0"),
        ({"low": "x"}, "got low='x'"),
        ({"low": 0.0}, "a low rate above 0"),
    ],
)
def test_what_cannot_be_is_refused(settings, told):
    """In a sentence, with what was given."""
    with pytest.raises(UsageError, match=told):
        learning_rate_range(network(), X, X[:, 0], **settings)


def test_a_test_has_looks_and_updates_as_the_range_is_wide():
    """The growth is that of as many updates."""
    test = RangeTest(low=1e-3, high=10.0)
    assert test.looks == 4 * LOOKS
    assert test.low * test.growth ** (test.looks * UPDATES) == pytest.approx(test.high)
