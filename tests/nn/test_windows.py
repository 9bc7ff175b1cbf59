"""The walk of a window: counted by hand loops, and its two directions are adjoint."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import ShapeError
from glassnet.nn.windows import Window, add_back, counts, windows

WINDOWS = st.builds(Window, st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.booleans())


@settings(deadline=None)
@given(WINDOWS, st.integers(1, 20))
def test_the_count_is_how_many_starts_stay_inside(window, length):
    """Valid: as many as a loop finds. Same: ceil(length / stride), with the fewest zeros."""
    before, after = window.zeros(length)
    padded = before + length + after
    starts = [s for s in range(0, padded, window.stride) if s + window.reach <= padded]
    assert window.count(length) == len(starts)
    if window.same:
        assert window.count(length) == -(-length // window.stride)
        assert after - before in {0, 1}
    else:
        assert (before, after) == (0, 0)


@settings(max_examples=40, deadline=None)
@given(WINDOWS, st.integers(1, 12), st.integers(1, 3))
def test_a_window_shows_what_a_loop_finds(window, length, channels):
    """Place i of window o is x[o·stride + i·dilation − zeros before], or 0 outside."""
    if not window.count(length):
        return
    x = np.arange(1.0, 2 * length * channels + 1).reshape(2, length, channels)
    shown = windows(np, x, (window,))
    before, _ = window.zeros(length)
    for o in range(window.count(length)):
        for i in range(window.size):
            at = o * window.stride + i * window.dilation - before
            expected = x[:, at] if 0 <= at < length else np.zeros((2, channels))
            np.testing.assert_array_equal(shown[:, o, i], expected)


@settings(max_examples=40, deadline=None)
@given(WINDOWS, WINDOWS, st.integers(1, 7), st.integers(1, 7), st.integers(0, 2**32 - 1))
def test_adding_back_is_the_adjoint_of_showing(vertical, horizontal, height, width, seed):
    """⟨windows(x), g⟩ = ⟨x, add_back(g)⟩ for every x and g, on maps of two axes."""
    walk = (vertical, horizontal)
    if 0 in (vertical.count(height), horizontal.count(width)):
        return
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(2, height, width, 2))
    shown = windows(np, x, walk)
    g = rng.normal(size=shown.shape)
    back = add_back(np, g, walk, (height, width))
    assert back.shape == x.shape
    np.testing.assert_allclose(np.sum(shown * g), np.sum(x * back), rtol=1e-10, atol=1e-10)


def test_a_window_larger_than_the_map_is_refused():
    """The message names the layer, the window's reach and the shape got."""
    walk = (Window(3, dilation=2), Window(2))
    with pytest.raises(ShapeError, match=r"Conv2D's window of 5 × 2 places .* \(4, 9, 1\); make"):
        counts("Conv2D", walk, (4, 9, 1))
