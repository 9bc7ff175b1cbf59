"""A panel shows the lines that were drawn, scrolls, and tells where it was clicked."""

import asyncio

from rich.text import Text
from textual.app import App

from glassnet.tui.palette import DARK
from glassnet.tui.panel import Panel


class Host(App):
    """One panel of 20 × 5 with ten lines in it."""

    def __init__(self):
        super().__init__()
        self.clicks = []
        self.one = Panel("lines", lambda *_: [Text(f"line {k}") for k in range(10)])

    def compose(self):
        yield self.one

    def on_mount(self):
        self.one.styles.width, self.one.styles.height = 20, 5

    def on_panel_clicked(self, click):
        self.clicks.append((click.panel, click.place))


def play(session):
    """Let `session` use the host."""

    async def use():
        app = Host()
        async with app.run_test(size=(30, 8)) as pilot:
            await pilot.pause()
            app.one.show(None, DARK)
            await pilot.pause()
            await session(app, pilot)

    asyncio.run(use())


def seen(app):
    """Return the lines on the screen."""
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]


def test_what_has_room_is_seen_and_the_rest_is_scrolled_to():
    """Three lines within the frame; all ten are its texts."""

    async def session(app, pilot):
        assert app.one.texts == [f"line {k}" for k in range(10)]
        lines = seen(app)
        assert "lines" in lines[0]
        assert "line 0" in lines[1]
        assert "line 2" in lines[3]
        assert not any("line 3" in line for line in lines)
        app.one.scroll_relative(y=4, animate=False)
        await pilot.pause()
        assert "line 4" in seen(app)[1]

    play(session)


def test_a_click_is_told_by_its_place_among_the_lines():
    """Scrolled by four, the second line that is seen is the sixth."""

    async def session(app, pilot):
        app.one.scroll_relative(y=4, animate=False)
        await pilot.pause()
        await pilot.click("#lines", offset=(3, 2))
        await pilot.pause()
        assert app.clicks == [("lines", (2, 5))]

    play(session)
