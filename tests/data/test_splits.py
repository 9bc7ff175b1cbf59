"""Splits hold every row once, keep classes' shares, and depend on the seed alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import StratifiedKFold, train_test_split

from glassnet.data.splits import folds, split
from glassnet.ground.errors import DataError, UsageError

LABELS = st.lists(st.integers(0, 6), min_size=8, max_size=200).map(np.array)
SHARE = st.floats(0.0, 0.45)


@settings(deadline=None, max_examples=100)
@given(LABELS, SHARE, SHARE, st.integers(0, 2**64 - 1))
def test_every_row_is_in_one_part(labels, test, validation, seed):
    """The parts are sorted, disjoint and complete, of the nearest size, whatever the labels."""
    parts = split(labels, test, validation, seed)
    rows = np.concat([parts.train, parts.validation, parts.test])
    assert sorted(rows.tolist()) == list(range(len(labels)))
    for part in (parts.train, parts.validation, parts.test):
        assert part.dtype == np.int64
        assert (np.diff(part) > 0).all()
    assert len(parts.train) >= 1
    for part, share in ((parts.test, test), (parts.validation, validation)):
        assert (len(part) > 0) == (share > 0)
        assert abs(len(part) - len(labels) * share) <= 1.0
    again = split(labels, test, validation, seed)
    assert all(np.array_equal(getattr(parts, p), getattr(again, p)) for p in ("train", "test"))


@settings(deadline=None, max_examples=100)
@given(LABELS, st.floats(0.05, 0.6), st.integers(0, 100))
def test_every_class_keeps_a_training_row(labels, test, seed):
    """Unless it says that it cannot stratify, every class is in training, shares nearly kept."""
    parts = split(labels, test, seed=seed)
    if any("cannot be stratified" in note for note in parts.notes):
        return
    assert set(labels[parts.train]) == set(labels)
    for k in set(labels) if min(np.bincount(labels)[np.unique(labels)]) > 1 / (1 - test) else ():
        wanted = (labels == k).sum() * len(parts.test) / len(labels)
        assert abs((labels[parts.test] == k).sum() - wanted) <= len(set(labels))


def test_shares_are_as_scikit_learn_keeps_them():
    """Class counts of the test part are within one row of train_test_split's."""
    labels = np.repeat([0, 1, 2, 3], [50, 30, 15, 7])
    parts = split(labels, 0.3, seed=3)
    _, theirs = train_test_split(np.arange(102), test_size=0.3, stratify=labels, random_state=0)
    ours, expected = np.bincount(labels[parts.test]), np.bincount(labels[theirs])
    assert np.abs(ours - expected).max() <= 1
    assert np.abs(ours - 0.3 * np.bincount(labels)).max() < 1


def test_seeds_differ_and_all_rows_have_equal_chances():
    """Over many seeds every row is tested about as often as its share says."""
    tested = np.zeros(20)
    for seed in range(400):
        tested[split(20, 0.25, seed=seed).test] += 1
    # 400 draws of probability 1/4: deviation 8.7; five of them on either side.
    assert np.abs(tested - 100).max() < 5 * 8.7


def test_what_cannot_be_done_is_said():
    """Classes of one row train and are told; a table of such classes is split without them."""
    parts = split(np.array([0] * 10 + [1] * 9 + [2]), 0.3)
    assert 19 in parts.train
    assert parts.notes == ("1 class has too few rows to be in the test part.",)
    alone = split(np.arange(2000), 0.2)
    assert len(alone.test) == 400
    assert alone.notes == ("2,000 classes in 2,000 rows cannot be stratified.",)
    rare = split(np.r_[np.zeros(1998, int), 1, 1], 0.2, 0.2)
    assert 1 in np.r_[np.zeros(1998, int), 1, 1][rare.train]
    assert rare.notes


def test_without_stratification_labels_do_not_matter():
    """stratify=False splits as if only the number of rows were known."""
    labels = np.arange(40) % 3
    np.testing.assert_array_equal(split(labels, stratify=False).test, split(40).test)


def test_shares_that_cannot_be_are_refused():
    """Negative, too large or NaN shares and too few rows give a sentence with the values."""
    for test, validation in ((-0.1, 0.0), (0.6, 0.4), (1.0, 0.0), (float("nan"), 0.0)):
        with pytest.raises(UsageError, match="below 1"):
            split(10, test, validation)
    with pytest.raises(DataError, match="2 rows are too few"):
        split(2, 0.2, 0.2)
    for count in (1, 11):
        with pytest.raises(UsageError, match=f"got {count}"):
            folds(10, count)


@settings(deadline=None, max_examples=50)
@given(LABELS, st.integers(2, 8), st.integers(0, 1000))
def test_folds_test_every_row_once(labels, count, seed):
    """Folds are as even as can be, over all and for each class, and test each row once."""
    parts = folds(labels, count, seed)
    tested = np.concat([part.test for part in parts])
    assert sorted(tested.tolist()) == list(range(len(labels)))
    for rows in (np.ones(len(labels), bool), *(labels == k for k in set(labels))):
        sizes = [rows[part.test].sum() for part in parts]
        assert max(sizes) - min(sizes) <= 1
    for part in parts:
        assert np.array_equal(np.sort(np.r_[part.train, part.test]), np.arange(len(labels)))


def test_folds_are_as_even_as_scikit_learns():
    """Class counts of each fold equal StratifiedKFold's where classes divide evenly."""
    labels = np.repeat([0, 1, 2], [50, 25, 10])
    theirs = [np.bincount(labels[t]) for _, t in StratifiedKFold(5).split(labels, labels)]
    for part, expected in zip(folds(labels, 5), theirs, strict=True):
        np.testing.assert_array_equal(np.bincount(labels[part.test]), expected)
