"""The tables that come with the package are the ones they say they are."""

from __future__ import annotations

import numpy as np
import pytest
import sklearn.datasets

from glassnet.data.columns import named, understand
from glassnet.data.datasets import catalogue, find, load
from glassnet.data.fitting import fit
from glassnet.ground.errors import UsageError


def cells_of(source):
    blocks = list(source.blocks(100))
    return {name: np.concat([block.cells[name] for block in blocks]) for name in source.names}


def numbers_of(cells, target):
    return np.stack([[float(v) for v in c] for n, c in cells.items() if n != target], axis=1)


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer"])
def test_real_classes_equal_scikit_learn(name):
    """Every number and every class equals scikit-learn's table."""
    theirs = getattr(sklearn.datasets, f"load_{name}")()
    cells, target = cells_of(load(name)), find(name).target
    np.testing.assert_array_equal(numbers_of(cells, target), theirs.data)
    np.testing.assert_array_equal(cells[target], theirs.target_names[theirs.target].astype(object))


def test_digits_and_diabetes_equal_scikit_learn():
    """The digits are images of the same pixels; diabetes is in its original units."""
    digits, theirs = cells_of(load("digits")), sklearn.datasets.load_digits()
    np.testing.assert_array_equal(digits["image"], theirs.images)
    np.testing.assert_array_equal([int(word) for word in digits["digit"]], theirs.target)
    diabetes, theirs = cells_of(load("diabetes")), sklearn.datasets.load_diabetes(scaled=False)
    np.testing.assert_array_equal(numbers_of(diabetes, "progression"), theirs.data)
    np.testing.assert_array_equal([float(w) for w in diabetes["progression"]], theirs.target)


def test_penguins_have_the_published_counts():
    """152 Adelie, 68 Chinstrap and 124 Gentoo; 2 rows without measures and 11 without a sex."""
    columns = {column.name: column for column in understand(load("penguins"), "species")}
    assert columns["species"].categories == ("Adelie", "Chinstrap", "Gentoo")
    assert columns["species"].counts == (152, 68, 124)
    assert columns["body_mass_g"].missing == 2
    assert columns["sex"].missing == 11
    assert columns["island"].kind == "category"


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: entry.name)
def test_the_catalogue_tells_the_truth(entry):
    """Rows, inputs, target and task of every entry are those of its table."""
    source = load(entry.name)
    columns = understand(source, entry.target, entry.kinds)
    preparation = fit(columns, source)
    assert source.name == entry.name
    assert columns[0].rows == entry.rows
    assert sum(int(np.prod(c.shape)) for c in named(columns, "input")) == entry.inputs
    assert preparation.task == entry.task
    assert entry.description.endswith((".", "5."))
    assert entry.licence
    assert entry.source


def test_unknown_names_and_numbers_are_refused():
    """A misspelled name gets the nearest one; rows and noise must be possible."""
    with pytest.raises(UsageError, match='Did you mean "iris"'):
        load("irsi")
    with pytest.raises(UsageError, match="real table"):
        load("iris", rows=5)
    with pytest.raises(UsageError, match="rows must be from 1"):
        load("moons", rows=0)
    for noise in (-1.0, float("nan"), float("inf")):
        with pytest.raises(UsageError, match="noise must be"):
            load("moons", noise=noise)
    assert len(next(iter(load("moons", rows=7, seed=2).blocks()))) == 7
