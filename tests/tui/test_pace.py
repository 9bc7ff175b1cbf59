"""Portions that take their time, whatever a step takes."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.tui.pace import SECONDS_A_PORTION, Pace


@given(st.floats(1e-7, 10.0))
def test_a_portion_comes_to_take_its_time(step):
    """As many steps as fit, or one, if one is longer; it never grows by more than four times."""
    pace, sizes = Pace(), [1]
    for _ in range(40):
        pace.learn(pace.portion, pace.portion * step)
        sizes.append(pace.portion)
    assert all(new <= 4 * old for old, new in pairwise(sizes))
    assert pace.portion == pytest.approx(max(1, SECONDS_A_PORTION / step), rel=0.1, abs=1)
    assert pace.steps_a_second == pytest.approx(1 / step, rel=1e-6)


def test_slow_play_makes_as_many_steps_as_it_is_told_to():
    """Two units of five steps a second are ten steps a second, however quickly one is made."""
    pace = Pace()
    pace.learn(5, 0.001, 2.0)
    assert pace.steps_a_second == 10.0
    pace.learn(5, 0.001, math.inf)
    assert pace.steps_a_second > 10.0


def test_who_stands_makes_no_steps_and_begins_with_one():
    """A new place may be slower than the last."""
    pace = Pace()
    pace.learn(1, 1e-4)
    assert pace.portion > 1
    pace.stand()
    pace.begin()
    assert (pace.steps_a_second, pace.portion) == (0.0, 1)
