"""Rows held out that were learned from, too."""

from __future__ import annotations

import numpy as np
import pytest

import glassnet as gn
from glassnet.lab.doctor import repeats
from glassnet.lab.doctor.repeats import repeated_rows


@pytest.fixture
def table():
    """A hundred rows that are all different."""
    x = np.random.default_rng(0).normal(size=(100, 2))
    return x, np.where(x[:, 0] > 0.0, "a", "b")


def test_a_table_that_was_appended_to_itself_is_noted(examined, table):
    """As many as are counted by hand; the run is healthy none the less."""
    x, y = table
    case = examined(x=np.r_[x, x], y=np.r_[y, y], epochs=40, test=0.2)
    split = case.table.split
    train = set(split.train % 100)
    held_out = [*split.validation, *split.test]
    count = sum(row % 100 in train for row in held_out)
    told = gn.diagnose(case.run)
    assert told.verdict == "healthy"
    assert told.notes[0].startswith(f"By the way: {count} of the {len(held_out)} rows held out ")


def test_rows_that_differ_in_input_or_answer_are_none(examined, table):
    """All different; or the same inputs with another answer; or hardly any alike."""
    x, y = table
    assert not list(repeated_rows(examined(x=x, y=y, steps=0)))
    other = np.where(y == "a", "b", "a")
    assert not list(repeated_rows(examined(x=np.r_[x, x], y=np.r_[y, other], steps=0)))
    assert not list(repeated_rows(examined(x=np.r_[x, x[:4]], y=np.r_[y, y[:4]], steps=0)))


def test_without_rows_held_out_or_with_too_many_numbers_nothing_is_compared(
    examined, table, monkeypatch
):
    """Nothing is said."""
    x, y = (np.r_[part, part] for part in table)
    assert not list(repeated_rows(examined(x=x, y=y, validation=0.0, steps=0)))
    case = examined(x=x, y=y, steps=0)
    assert list(repeated_rows(case))
    monkeypatch.setattr(repeats, "MOST_NUMBERS", 100)
    assert not list(repeated_rows(case))
