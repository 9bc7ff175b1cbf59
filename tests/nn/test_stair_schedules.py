"""Learning rates that fall in stairs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.nn.stair_schedules import MultiStep, StepDecay


def factors(schedule, total, dtype="float64"):
    """Return the factor of every update of a run."""
    return np.array([schedule.factor(np, np.asarray(t, dtype), total) for t in range(total)])


@given(every=st.integers(1, 50), dtype=st.sampled_from(["float32", "float64"]))
@settings(max_examples=30)
def test_even_stairs(every, dtype):
    """Each stair is as many updates long as it was asked to be, and half as high as the last."""
    found = factors(StepDecay(every, 0.5), 120, dtype)
    assert np.array_equal(found, [0.5 ** (step // every) for step in range(120)])


def test_long_stairs_in_float32():
    """After millions of updates the drop still comes at its very step."""
    schedule = StepDecay(1000, 0.5)
    for stair in (7, 999, 9_999):
        at = [schedule.factor(np, np.float32(1000 * stair + d), 1) for d in (-1, 0)]
        assert at == [np.float32(0.5 ** (stair - 1)), np.float32(0.5**stair)]


def test_chosen_stairs():
    """The factor falls at each of the chosen steps, and only there."""
    found = factors(MultiStep([2, 5], 0.5), 7)
    assert found.tolist() == [1, 1, 0.5, 0.5, 0.5, 0.25, 0.25]


@pytest.mark.parametrize(
    "make",
    [
        lambda: StepDecay(0),
        lambda: StepDecay(2.5),
        lambda: StepDecay(decay=0.0),
        lambda: StepDecay(decay=math.nan),
        lambda: MultiStep(()),
        lambda: MultiStep((5, 2)),
        lambda: MultiStep((2, 2)),
        lambda: MultiStep((0, 2)),
        lambda: MultiStep((1.5,)),
        lambda: MultiStep("12"),
        lambda: MultiStep(3),
    ],
)
def test_refusals(make):
    """Stairs that cannot be built are refused with the value."""
    with pytest.raises(UsageError, match=r"must be .*, got "):
        make()
