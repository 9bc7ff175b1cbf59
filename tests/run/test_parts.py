"""How far to train until the next look at the clock."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from glassnet.run.parts import SECONDS_A_PART, next_part


@given(st.integers(1, 10**6), st.floats(0.0, 1e6))
def test_parts_take_about_the_same_time(steps, seconds):
    """At the pace of the last part, the next takes no longer than wished, if it has two steps."""
    found = next_part(steps, seconds)
    assert 1 <= found <= 10 * steps
    if found > 1:
        assert found * seconds / steps <= SECONDS_A_PART * (1 + 1e-9)


def test_a_part_of_the_right_length_stays():
    """It neither grows nor shrinks."""
    assert next_part(100, SECONDS_A_PART) == 100
