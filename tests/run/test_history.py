"""The record of a run: columns that grow and are cut, and copies of their own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.run.evaluation import Evaluation
from glassnet.run.history import Column, History

NUMBERS = st.lists(st.floats(width=32), max_size=700)


@settings(max_examples=40)
@given(st.lists(NUMBERS | st.integers(0, 2_000), max_size=8))
def test_a_column_is_a_list_that_grows_and_is_cut(parts):
    """A list of numbers is added at the end, a whole number is a length to cut to."""
    column, model = Column(), []
    for part in parts:
        if isinstance(part, int):
            column.cut(part)
            model = model[:part]
        else:
            column.append(np.asarray(part, dtype=np.float32))
            model += part
        assert len(column) == len(model)
        np.testing.assert_array_equal(column.values(), np.asarray(model, dtype=np.float64))


def test_what_was_handed_out_is_safe():
    """Nobody can write into the record; what grows later does not move under a reader."""
    column = Column()
    column.append(np.arange(3.0))
    seen = column.values()
    with pytest.raises(ValueError, match="read-only"):
        seen[0] = 1.0
    column.append(np.arange(5_000.0))
    assert seen.tolist() == [0.0, 1.0, 2.0]
    assert len(column.values()) == 5_003


def recorded(steps):
    """Return a history of `steps` updates, with an evaluation at every second."""
    history = History()
    losses = np.arange(float(steps))
    history.append({"loss": losses, "learning_rate": losses + 0.5})
    history.evaluations.extend(Evaluation(s, s // 2, 1.0, 0.1) for s in range(2, steps + 1, 2))
    return history


def test_a_history_maps_names_to_columns():
    """Both columns are there from the beginning, empty."""
    history = History()
    assert (set(history), len(history), history.steps) == ({"loss", "learning_rate"}, 2, 0)
    assert recorded(5)["learning_rate"].tolist() == [0.5, 1.5, 2.5, 3.5, 4.5]
    with pytest.raises(KeyError):
        history["accuracy"]


@pytest.mark.parametrize("step", [0, 3, 4, 9])
def test_cutting_forgets_what_came_after(step):
    """Columns end at the step, evaluations at the last one that was made by then."""
    history = recorded(7)
    copied = history.copy(step)
    history.cut(step)
    for found in (history, copied):
        assert found["loss"].tolist() == list(range(min(step, 7)))
        assert [e.step for e in found.evaluations] == [s for s in (2, 4, 6) if s <= step]


def test_who_holds_the_evaluations_keeps_them():
    """A picture of a past that is cut, or goes on, is of what was there; nothing cut, none made."""
    history = recorded(6)
    held = history.evaluations
    history.cut(6)
    assert history.evaluations is held
    history.cut(3)
    history.evaluations.append(Evaluation(4, 2, 9.0, 0.1))
    assert [e.step for e in held] == [2, 4, 6]
    assert held[1].training_loss == 1.0


def test_a_copy_is_its_own():
    """What is added to one is not in the other."""
    history = recorded(4)
    copied = history.copy(4)
    copied.append({"loss": np.array([9.0]), "learning_rate": np.array([9.0])})
    copied.evaluations.append(Evaluation(5, 3, 1.0, 0.1))
    assert history["loss"].tolist() == [0.0, 1.0, 2.0, 3.0]
    assert len(history.evaluations) == 2
    history.cut(0)
    assert copied.steps == 5


def test_a_replay_is_held_against_the_record():
    """The largest difference, and the first update that has one; equal bits have none."""
    history = recorded(6)
    assert history.difference(6, np.array([4.0, 5.0])) == (0.0, 0)
    assert history.difference(5, np.array([2.0, 3.25, 4.5])) == (0.5, 4)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 3_000), max_size=6))
def test_columns_take_no_more_than_they_may(parts):
    """However the steps come, and after a cut, room to grow included."""
    history = History()
    for steps in parts:
        history.append({name: np.zeros(steps) for name in history})
        made = range(len(history.evaluations) + 1, history.steps // 2 + 1)
        history.evaluations.extend(Evaluation(2 * each, each, 1.0, 0.1) for each in made)
        epochs = len(history.evaluations)
        least = 2 * 8 * history.steps + (2 * 8 + 4 * 8) * epochs
        held = [least, history.memory, history.limit(history.steps, epochs)]
        assert held == sorted(held)
    most = history.limit(history.steps, len(history.evaluations))
    history.cut(5)
    assert history.memory <= most


def test_what_was_not_told_of_a_column_is_not_a_number():
    """A column that begins late, or is left out, stays as long as the others."""
    history = recorded(2)
    history.append({"loss": np.ones(3), "learning_rate": np.ones(3), "norm": np.arange(3.0)})
    history.append({"loss": np.ones(1), "learning_rate": np.ones(1)})
    assert {len(column) for column in history.values()} == {6}
    np.testing.assert_array_equal(history["norm"], [np.nan, np.nan, 0.0, 1.0, 2.0, np.nan])
    assert np.isfinite(history["loss"]).all()
