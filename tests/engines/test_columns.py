"""Columns of steps that were computed in several calls."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.engines.columns import joined, judged, to_end_of_epoch
from glassnet.engines.reference import ReferenceEngine
from glassnet.program.held_out import JUDGED, HeldOut
from glassnet.program.targets import Targets


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 9)), st.integers(0, 2))
def test_cut_anywhere_and_joined_again_they_are_as_before(cuts, axis):
    """Along whichever axis the steps stand, also where a part has none."""
    whole = {"loss": np.arange(9.0 * 4 * 5), "norm": np.arange(9 * 4 * 5)}
    shape = (*(4, 5)[:axis], 9, *(4, 5)[axis:])
    whole = {name: column.reshape(shape) for name, column in whole.items()}
    pieces = {name: np.split(column, sorted(cuts), axis=axis) for name, column in whole.items()}
    parts = [dict(zip(pieces, part, strict=True)) for part in zip(*pieces.values(), strict=True)]
    found = joined(parts, axis)
    assert list(found) == ["loss", "norm"]
    for name, column in whole.items():
        np.testing.assert_array_equal(found[name], column, strict=True)


def test_no_steps_tell_nothing():
    """There are no names to tell under."""
    assert joined([]) == {}


def test_the_rows_held_out_tell_of_the_end_of_an_epoch_only(problem):
    """NaN for every step but the last of an epoch of three; without such rows nothing is added."""
    given = problem()
    runner = given.start(ReferenceEngine())
    told = runner.advance(3, 0.1)
    assert judged(told, runner, given.program, None, 3) is told
    held_out = HeldOut(given.batch, Targets("regression", 2))
    within = judged(told, runner, given.program, held_out, 2)
    at_end = judged(told, runner, given.program, held_out, 3)
    assert [*within] == [*at_end] == ["loss", "learning_rate", *JUDGED]
    for name in JUDGED:
        assert np.isnan(within[name]).all()
        assert np.isfinite(at_end[name]).tolist() == [False, False, True]
    assert at_end[JUDGED[0]][-1] == runner.evaluate(given.batch)[0]
    assert [to_end_of_epoch(given.program, step) for step in (0, 2, 3)] == [3, 1, 3]
