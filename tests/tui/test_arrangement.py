"""Where the panels stand: nothing covers anything else, at any size."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.tui.arrangement import PANELS, arrange


def cells(region):
    """Return the cells of a region."""
    return {
        (x, y)
        for x in range(region.x, region.x + region.width)
        for y in range(region.y, region.y + region.height)
    }


@given(st.integers(0, 240), st.integers(0, 80), st.sampled_from(PANELS))
def test_panels_cover_the_screen_and_never_each_other(width, height, chosen):
    """Every line is used, once, and the chosen panel is seen."""
    found = arrange(width, height, chosen)
    assert chosen in found
    for one, other in combinations(found.values(), 2):
        apart = (
            one.x + one.width <= other.x or other.x + other.width <= one.x
            or one.y + one.height <= other.y or other.y + other.height <= one.y
        )  # fmt: skip
        assert apart or not one.width * one.height * other.width * other.height
    used = sum(region.width * region.height for region in found.values())
    assert used == width * (height if height > 2 else 1)


@pytest.mark.parametrize(("size", "seen"), [((80, 24), 1), ((120, 40), 4), ((200, 60), 8)])
def test_more_room_shows_more(size, seen):
    """A small screen shows one panel, a middling one four, a wide one all."""
    found = arrange(*size, "network")
    assert len(set(found) & set(PANELS)) == seen
    assert all(region.height >= 6 for name, region in found.items() if name in PANELS)


def test_a_middling_screen_shows_the_detail_that_was_chosen():
    """Choosing a panel that is seen anyway leaves the detail as it is."""
    assert "weights" in arrange(120, 40, "weights")
    assert "heat" in arrange(120, 40, "row", "heat")
