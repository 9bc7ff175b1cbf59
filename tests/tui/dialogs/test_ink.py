"""A sheet to draw on."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from textual.app import App

from glassnet.tui.dialogs.ink import InkGrid, draw_ink, is_fine

SHEETS = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 30), st.integers(1, 30)),
    elements=st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]),
)


@settings(max_examples=60, deadline=None)
@given(SHEETS)
def test_a_sheet_has_the_room_it_takes(ink):
    """Two cells a pixel, or half a cell; the lines are equally long, with the cursor, too."""
    height, width = ink.shape
    for cursor in (None, (height - 1, width - 1)):
        lines = draw_ink(ink, cursor)
        assert len(lines) == ((height + 1) // 2 if is_fine(ink) else height)
        assert {len(line.plain) for line in lines} == {width if is_fine(ink) else 2 * width}


def test_ink_is_told_without_color():
    """More ink is a darker sign; half cells tell upper and lower pixel apart."""
    ink = np.array([[0.0, 0.25, 0.5, 0.75, 1.0]])
    assert draw_ink(ink, None)[0].plain == "· ░░▒▒▓▓██"
    large = np.zeros((18, 4))
    large[0, 1] = large[1, 2] = large[0, 3] = large[1, 3] = 1.0
    assert draw_ink(large, None)[0].plain == " ▀▄█"


def draw(shape, keys, *, shades=True):
    """Return the ink after some keys or steps."""

    class Host(App):
        def compose(self):
            yield InkGrid(shape, shades=shades)

    async def session():
        app = Host()
        async with app.run_test(size=(60, 24)) as pilot:
            grid = app.query_one(InkGrid)
            grid.focus()
            for key in keys:
                await (pilot.press(key) if isinstance(key, str) else key(grid, pilot))
            await pilot.pause()
            return grid.ink

    return asyncio.run(session())


def test_arrows_move_and_shift_draws():
    """From the middle two down and one right, leaving ink behind."""
    found = draw((5, 5), ["shift+down", "shift+down", "right", "space"])
    assert np.argwhere(found == 1.0).tolist() == [[3, 2], [4, 2], [4, 3]]
    assert found.sum() == 3.0


def test_the_cursor_stays_on_the_sheet():
    """No arrow leads out of it."""
    found = draw((5, 5), [*["up"] * 9, *["left"] * 9, "space", *["down"] * 9, "space"])
    assert np.argwhere(found).tolist() == [[0, 0], [4, 0]]


@pytest.mark.parametrize("shades, levels", [(True, [1.0, 0.5, 0.0]), (False, [1.0, 0.0, 1.0])])
def test_space_gives_ink_and_takes_it(shades, levels):
    """Full, half where there are shades, none, and again."""
    for times, level in enumerate(levels, 1):
        assert draw((3, 3), ["space"] * times, shades=shades)[1, 1] == level


def drag(*pixels):
    """Return a step that presses the mouse, moves it over pixels of two cells, and lifts it."""

    async def step(grid, pilot):
        corner = grid.content_region.offset
        places = [(corner.x + 2 * column, corner.y + row) for row, column in pixels]
        await pilot.mouse_down(offset=places[0])
        for place in places[1:]:
            await pilot.hover(offset=place)
        await pilot.mouse_up(offset=places[-1])
        await pilot.hover(offset=(corner.x, corner.y))

    return step


def test_the_mouse_draws_by_dragging_and_takes_away_what_it_begins_on():
    """A line down, then back over its lower half."""
    line = [(0, 1), (1, 1), (2, 1), (3, 1)]
    assert np.argwhere(draw((4, 4), [drag(*line)])).tolist() == [list(pixel) for pixel in line]
    left = draw((4, 4), [drag(*line), drag(*line[:1:-1])])
    assert np.argwhere(left).tolist() == [[0, 1], [1, 1]]
