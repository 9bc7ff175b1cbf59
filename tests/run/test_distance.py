"""How far apart two states are: the largest distance of two numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glassnet.run.distance import apart, states_apart

NUMBERS = arrays("float64", 5, elements=st.floats(-10, 10))


@given(NUMBERS, NUMBERS)
def test_it_is_the_largest_difference(one, other):
    """Whichever comes first; an array is not apart from itself."""
    wanted = max(abs(a - b) for a, b in zip(one.tolist(), other.tolist(), strict=True))
    assert apart(one, other) == apart(other, one) == wanted
    assert apart(one, one) == 0.0


def test_numbers_that_are_none_are_equal_to_themselves():
    """Infinity and NaN in the same places do not count."""
    one = np.array([np.nan, np.inf, 1.0])
    assert apart(one, one.copy()) == 0.0
    assert apart(one, np.array([np.nan, np.inf, 1.5])) == 0.5
    assert apart(one, np.array([np.nan, 0.0, 1.0])) == np.inf


def test_states_are_apart_in_any_of_their_arrays(made):
    """Weights, and what the optimizer remembers."""
    run = made()
    run.advance(3)
    state = run.state
    assert states_apart(state, state) == 0.0
    slots = {name: dict(own) for name, own in state.slots.items()}
    first = next(iter(slots["0.bias"]))
    slots["0.bias"][first] = slots["0.bias"][first] + np.float32(0.5)
    assert abs(states_apart(state, state._replace(slots=slots)) - 0.5) < 1e-6
