"""The state is all arrays by name, and a digest of every bit."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.program.state import State, from_flat

NAMES = st.integers(0, 20).map(lambda number: f"{number}.weights") | st.just("1.0.bias")
ARRAYS = st.tuples(
    st.lists(st.integers(0, 3), max_size=3), st.sampled_from(["float32", "float64"])
).map(lambda drawn: np.arange(np.prod(drawn[0]), dtype=drawn[1]).reshape(drawn[0]))


@st.composite
def states(draw):
    """Draw a state: parameters, each with slots of its own or none, and a memory."""
    params = draw(st.dictionaries(NAMES, ARRAYS, max_size=4))
    slots = {
        name: draw(st.dictionaries(st.sampled_from(["m", "v", "velocity"]), ARRAYS, max_size=2))
        for name in params
    }
    memory = draw(st.dictionaries(NAMES, ARRAYS, max_size=2))
    return State(np.asarray(draw(st.integers(0, 2**32 - 1)), np.uint32), params, slots, memory)


@given(state=states())
@settings(max_examples=60)
def test_flat_and_back(state):
    """Flattening loses nothing: names, shapes, dtypes, and parameters without slots."""
    again = from_flat(state.flat())
    assert again.digest() == state.digest()
    assert again.slots.keys() == state.slots.keys()
    assert list(again.params) == list(state.params)
    assert {name: set(own) for name, own in again.slots.items()} == {
        name: set(own) for name, own in state.slots.items()
    }


@given(state=states(), data=st.data())
@settings(max_examples=60)
def test_any_bit_changes_the_digest(state, data):
    """One flipped bit anywhere makes another digest; flipped back it is the old one."""
    flat = {name: np.array(array) for name, array in state.flat().items()}
    filled = sorted(name for name, array in flat.items() if array.size)
    name = data.draw(st.sampled_from(filled))
    raw = flat[name].reshape(-1).view(np.uint8)
    place, bit = data.draw(st.integers(0, raw.size - 1)), data.draw(st.integers(0, 7))
    flat[name].reshape(-1).view(np.uint8)[place] ^= 1 << bit
    assert from_flat(flat).digest() != state.digest()
    flat[name].reshape(-1).view(np.uint8)[place] ^= 1 << bit
    assert from_flat(flat).digest() == state.digest()


def test_the_digest_sees_more_than_bits():
    """Names, shapes and dtypes count, the order of the names and of memory does not."""
    step = np.zeros((), np.uint32)
    zeros = np.zeros((2, 3), np.float32)

    def digest(name, array):
        return State(step, {name: array}, {name: {}}, {}).digest()

    first = digest("0.weights", zeros)
    assert first != digest("1.weights", zeros)
    assert first != digest("0.weights", zeros.reshape(3, 2))
    assert first != digest("0.weights", zeros.view(np.int32))
    assert first != digest("0.weights", np.copysign(zeros, -1.0))
    assert first == digest("0.weights", np.asfortranarray(zeros))
    both = {"a": zeros, "b": zeros + 1}
    turned = dict(reversed(both.items()))
    assert State(step, both, {}, {}).digest() == State(step, turned, {}, {}).digest()
    assert State(step, both, {}, {}).digest() != State(step, {}, {}, both).digest()
