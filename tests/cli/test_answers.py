"""Answers as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.cli.answers import Answers

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=9)


def answers(predictions, targets=("y",), dtype="float64", **more) -> Answers:
    """Return answers without probabilities, unless there are `more`."""
    return Answers(targets, more.pop("classes", ()), predictions, more.pop("shares", None), dtype)


@settings(deadline=None)
@given(values=st.lists(st.floats(-1e300, 1e300), max_size=9))
def test_numbers_are_read_back_to_the_bit(values):
    """From CSV and from JSON, in double precision."""
    found = answers(np.array(values, dtype=np.float64))
    assert [float(line) for line in found.as_csv().decode().splitlines()[1:]] == values
    assert json.loads(found.as_json())["predictions"] == values


@settings(deadline=None)
@given(values=st.lists(st.floats(-(2.0**99), 2.0**99, width=32), max_size=9))
def test_single_precision_has_the_digits_it_is_worth(values):
    """Nine figures bring the same float32 back."""
    found = answers(np.array(values, dtype=np.float64), dtype="float32").as_csv().decode()
    back = np.array([float(line) for line in found.splitlines()[1:]], dtype=np.float32)
    assert np.array_equal(back, np.array(values, dtype=np.float32))


@settings(deadline=None)
@given(labels=st.lists(TEXTS, min_size=1, max_size=9), target=TEXTS)
def test_labels_come_out_as_they_are(labels, target):
    """Commas, quotes, escapes: a reader of CSV or JSON gets the same text."""
    array = np.empty(len(labels), dtype=object)
    array[:] = labels
    found = answers(array, (target,))
    rows = list(csv.reader(io.StringIO(found.as_csv().decode(), newline="")))
    assert [row[0] if row else "" for row in rows] == [target, *labels]
    assert json.loads(found.as_json())["predictions"] == labels


@pytest.mark.parametrize("labels", [[True, False], [1, 2**60], ["007", "7"]])
def test_labels_keep_their_kind_in_json(labels):
    """True is not "True", 2**60 not rounded, "007" not 7."""
    array = np.array(labels, dtype=object)
    assert json.loads(answers(array).as_json())["predictions"] == labels


def test_several_targets_are_several_columns():
    """A row has as many numbers as there are targets."""
    found = answers(np.array([[1.5, 2.0], [3.0, -4.25]]), ("a", "b"))
    assert found.as_csv() == b"a,b\n1.5,2\n3,-4.25\n"
    assert json.loads(found.as_json())["predictions"] == [[1.5, 2.0], [3.0, -4.25]]


def test_probabilities_stand_beside_their_answer():
    """In the order of the classes."""
    found = answers(np.array(["b"]), classes=("a", "b"), shares=np.array([[0.25, 0.75]]))
    assert found.as_csv() == b"y,P(a),P(b)\nb,0.25,0.75\n"
