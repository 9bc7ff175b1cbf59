"""The scale of what goes in and out, and columns that give it away."""

from __future__ import annotations

import numpy as np

import glassnet as gn
from glassnet.lab.doctor import columns

NUMBERS = (gn.Dense(8), gn.ReLU(), gn.Dense(1))
RAW = {"scaling": "none", "optimizer": "sgd", "learning_rate": 0.1}


def test_raw_inputs_that_are_in_the_way_are_named(examined):
    """Wine's proline reaches a thousand; before training it is said, too."""
    for steps in (0, None):
        found = columns.unscaled_inputs(
            examined(gn.Dense(8), gn.ReLU(), gn.Dense(3), x="wine", steps=steps, **RAW)
        )
        assert found.where == "column proline"
        assert found.remedy.after.data.scaling == "standardize"
        assert "--scaling standardize" in found.remedy.options


def test_raw_inputs_of_a_good_size_are_left_alone(examined):
    """Moons are of the size 1 as they are; wine that is standardized is, too."""
    assert columns.unscaled_inputs(examined(**RAW, steps=0)) is None
    assert columns.unscaled_inputs(examined(gn.Dense(3), x="wine", steps=0)) is None


def test_raw_targets_are_named(examined, plane):
    """Numbers around 5,000 from inputs around 1."""
    x, y = plane
    case = examined(*NUMBERS, x=x, y=1000.0 * y + 5000.0, scaling="none", epochs=5)
    found = columns.unscaled_targets(case)
    wanted = np.sqrt(((1000.0 * y + 5000.0) ** 2).mean())
    assert abs(found.evidence["size of the targets"] / wanted - 1.0) < 0.1
    assert columns.unscaled_targets(examined(*NUMBERS, x=x, y=y, scaling="none", steps=0)) is None


def test_classes_have_no_scale(examined):
    """A classification never hears of its targets' scale."""
    assert columns.unscaled_targets(examined(**RAW, steps=0)) is None


def test_a_column_that_is_the_answer_is_named(examined):
    """The answer in another unit, among columns of noise; the remedy skips that column."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 4))
    y = 1.8 * x[:, 2] + 32.0
    found = columns.leaking_column(examined(*NUMBERS, x=x, y=y, steps=0))
    (column,) = [name for name, kind in found.remedy.after.data.kinds if kind == "skip"]
    assert column in found.where
    assert found.evidence["from all other columns"] < 0.2


def test_a_code_of_many_classes_leaks_among_many_columns(examined):
    """Fisher's flowers have their names in a number; four columns tell most of it, and not all."""
    table = gn.prepare(None, "iris", test=0.0, validation=0.0).table
    x, codes = np.asarray(table.rows.x), np.asarray(table.known)
    y = np.array(["setosa", "versicolor", "virginica"])[codes]
    told = np.insert(x, 2, 3.0 - codes, axis=1)
    found = columns.leaking_column(examined(gn.Dense(3), x=told, y=y, steps=0))
    assert found.evidence["score from it alone"] > 0.999
    assert 0.9 < found.evidence["from all other columns"] < 0.99
    (column,) = [name for name, kind in found.remedy.after.data.kinds if kind == "skip"]
    assert column in found.where
    assert columns.leaking_column(examined(gn.Dense(3), x=x, y=y, steps=0)) is None


def test_columns_that_tell_together_leak_nothing(examined, plane):
    """A straight line of three columns is no leak, nor is a table of one column."""
    x, y = plane
    assert columns.leaking_column(examined(*NUMBERS, x=x, y=x @ [1.0, -2.0, 0.5], steps=0)) is None
    assert columns.leaking_column(examined(*NUMBERS, x=x, y=y, steps=0)) is None
    assert columns.leaking_column(examined(*NUMBERS, x="line", steps=0)) is None


def test_a_copy_of_the_answer_leaks_beside_columns_that_tell_all(examined):
    """Two moons are known without it, and a second column is enough to be beside."""
    table = gn.prepare(None, "moons", test=0.0, validation=0.0).table
    x, codes = np.asarray(table.rows.x), np.asarray(table.known)
    told = np.c_[x, 2.0 * codes]
    y = np.array(["upper", "lower"])[codes]
    assert columns.leaking_column(examined(gn.Dense(2), x=told, y=y, steps=0)) is not None
    wave = np.sin(5.0 * x[:, 0])
    both = np.c_[x[:, 0], 3.0 * wave - 1.0]
    assert columns.leaking_column(examined(*NUMBERS, x=both, y=wave, steps=0)) is not None


def test_a_column_that_follows_the_answer_closely_is_no_copy(examined):
    """Today's price beside yesterday's and the day's before tells 0.999 of it, and may."""
    rng = np.random.default_rng(0)
    price = np.cumsum(0.3 + rng.normal(size=1000))
    x = np.c_[price[1:-1], price[:-2]]
    alone = np.corrcoef(x[:, 0], price[2:])[0, 1] ** 2
    assert 0.999 < alone < 0.9999
    assert columns.leaking_column(examined(*NUMBERS, x=x, y=price[2:], steps=0)) is None
