"""Designs side by side: who may share a heat, and that sharing one changes nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet.engines.side_by_side import OneByOne
from glassnet.lab.search import heat
from glassnet.lab.search.heat import Heat, heats
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare

X = np.linspace(-1.0, 1.0, 40)[:, None]
SEEDS = (5, 6)


def run(units=3, **settings):
    """Return a run on a line, before its first step."""
    usual = {"engine": "reference", "epochs": 4, "early_stopping": None, "weight_decay": 0.1}
    network = Network(Dense(units), Tanh(), Dense(1))
    return prepare(network, X, X[:, 0] ** 2, **{**usual, **settings})


def final(runs, **changes):
    """Return what all starts of the runs put out at the end, trained in one heat."""
    made = {n: replaced(one, **changes) for n, one in runs.items()}
    (together,) = heats(made, SEEDS)
    together.advance(together.total_steps)
    return together.outputs(X[:7].astype(np.float32))


def replaced(one, **changes):
    """Return the run with changes to its experiment."""
    return type(one)(replace(one.experiment, **changes), one.table)


def test_only_numbers_may_differ_within_a_heat():
    """Rates and strengths may; units, epochs, batches, losses and rows may not."""
    made = {
        0: run(),
        1: run(units=4),
        2: run(learning_rate=0.1),
        3: run(weight_decay=0.3),
        4: run(epochs=5),
        5: run(batch_size=8),
        6: run(scaling="range"),
        7: run(seed=1),
    }
    together = [tuple(one.runs) for one in heats(made, SEEDS)]
    assert together == [
        (0, 2, 3),
        (1,),
        (4,),
        (5,),
        (6,),
        (7,),
    ]


def test_a_heat_holds_no_more_than_memory_does(monkeypatch):
    """Beyond that there is another heat."""
    monkeypatch.setattr(heat, "MOST_NUMBERS", 250)
    made = {n: run(learning_rate=0.1 + n) for n in range(5)}
    assert [len(one.runs) for one in heats(made, SEEDS)] == [2, 2, 1]


def test_beside_others_a_design_is_what_it_is_alone():
    """To the bit with NumPy; nobody's rate is another's."""
    made = {0: run(learning_rate=0.01), 1: run(learning_rate=0.1)}
    both = final(made)
    for number, one in made.items():
        np.testing.assert_array_equal(both[number], final({number: one})[number])
    assert not np.allclose(both[0], both[1])


def test_who_stays_is_not_changed_by_who_goes():
    """Half-way one of three goes; the others end as if it had stayed."""
    made = {n: run(learning_rate=0.01 * (1 + n)) for n in range(3)}
    whole = final(made)
    (together,) = heats(made, SEEDS)
    together.advance(2)
    together.keep({0, 2})
    assert list(together.runs) == [0, 2]
    together.advance(together.total_steps)
    left = together.outputs(X[:7].astype(np.float32))
    assert list(left) == [0, 2]
    for number, outputs in left.items():
        np.testing.assert_array_equal(outputs, whole[number])
    together.keep(())
    assert together.outputs(X) == {}


@pytest.mark.parametrize("worth", [True, False], ids=["compiled anew", "trained on"])
def test_compiled_it_is_the_same_up_to_rounding(monkeypatch, worth):
    """Whether a smaller program is compiled for those who stay, or all are trained on."""
    pytest.importorskip("jax")
    monkeypatch.setattr(heat, "XLA_START_SECONDS", -1.0 if worth else 1e9)
    made = {n: run(learning_rate=0.01 * (1 + n), dtype="float64") for n in range(3)}
    whole = final(made)
    (together,) = heats({n: replaced(one, engine="xla") for n, one in made.items()}, SEEDS)
    together.advance(2)
    together.keep({1, 2})
    together.advance(together.total_steps)
    for number, outputs in together.outputs(X[:7]).items():
        np.testing.assert_allclose(outputs, whole[number], rtol=1e-5)


def test_a_compiler_is_started_only_where_it_is_worth_it(monkeypatch):
    """A small heat is NumPy's, unless JAX is asked for."""
    small = Heat({0: run(engine="auto")}, SEEDS)
    assert isinstance(small._training, OneByOne)
    pytest.importorskip("jax")
    monkeypatch.setattr(heat, "XLA_START_SECONDS", 0.0)
    assert not isinstance(Heat({0: run(engine="auto")}, SEEDS)._training, OneByOne)
    assert isinstance(Heat({0: run(engine="reference")}, SEEDS)._training, OneByOne)
