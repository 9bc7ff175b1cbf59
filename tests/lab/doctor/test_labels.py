"""What the columns know of the answers."""

from __future__ import annotations

import numpy as np

import glassnet as gn
from glassnet.lab.doctor import labels


def dealt(seed=0, rows=150):
    """Return columns, and answers that have nothing to do with them."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(rows, 3)), np.where(rng.uniform(size=rows) < 0.5, "no", "yes")


def test_answers_that_nothing_tells_are_named(examined):
    """Before training and after."""
    x, y = dealt()
    for steps in (0, None):
        found = labels.no_signal(examined(x=x, y=y, steps=steps))
        assert found.remedy is None
        assert found.evidence["simple predictors on rows left out"] < 0.65


def test_answers_that_something_tells_are_left_alone(examined, healthy):
    """Moons, diabetes, and a table of four rows, which no one can judge."""
    assert labels.no_signal(healthy) is None
    assert labels.no_signal(examined(gn.Dense(1), x="diabetes", steps=0)) is None
    assert labels.no_signal(examined(x="xor", validation=0.0, steps=0)) is None


def test_a_drowned_class_is_named_and_weighted(examined):
    """One in twenty is positive, and the network answers no to all: weights are n / (K n_k)."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(300, 2))
    y = np.where(x[:, 0] > 1.65, "yes", "no")
    case = examined(gn.Dense(2), x=x, y=y, learning_rate=1e-5)
    case.run.command(gn.SetParameter(0, (9.0, 0.0), "bias"))
    found = labels.drowned_classes(type(case)(case.run))
    counts = np.bincount(case.known)
    weights = found.remedy.after.loss.class_weights
    np.testing.assert_allclose(weights, counts.sum() / (2.0 * counts), rtol=1e-3)


def test_even_classes_are_not_drowned(healthy):
    """Nobody outnumbers the others."""
    assert labels.drowned_classes(healthy) is None


def drowned():
    """Return rows of two overlapping classes, 11 to 1."""
    rng = np.random.default_rng(3)
    y = np.where(np.arange(600) % 12 == 0, "yes", "no")
    return rng.normal(size=(600, 2)) + 1.2 * (y == "yes")[:, None], y


def test_a_drowned_class_is_named_where_plain_neighbors_are_drowned_as_well(examined):
    """Who counts each class the same tells rows apart; so it is neither noise nor fate."""
    x, y = drowned()
    case = examined(gn.Dense(2), x=x, y=y, learning_rate=0.1, epochs=30)
    assert not case.failing
    assert labels.no_signal(case) is None
    found = labels.drowned_classes(case)
    assert found.evidence["rows of others answered so"] > 0.6
    mended = examined(gn.Dense(2), x=x, y=y, loss=found.remedy.after.loss, epochs=30)
    assert mended.fit[0] > case.fit[0] + 0.1
    assert labels.drowned_classes(mended) is None


def test_rare_rows_that_are_like_the_others_are_not_drowned(examined):
    """Where nothing tells rare rows from common ones, answering the common class is right."""
    _, y = drowned()
    x = np.random.default_rng(4).normal(size=(600, 2))
    case = examined(gn.Dense(2), x=x, y=y, learning_rate=0.1, epochs=30)
    assert labels.drowned_classes(case) is None
    assert labels.no_signal(case) is not None
