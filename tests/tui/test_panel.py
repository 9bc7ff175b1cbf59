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
        self.lines = [Text(f"line {k}") for k in range(10)]
        self.one = Panel("lines", lambda *_: list(self.lines))

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


def test_only_what_changed_is_painted_and_nothing_that_changed_is_missed():
    """Words, styles, scrolled or not: the screen is as if all had been painted anew."""

    async def session(app, pilot):
        for scrolled, (place, line) in enumerate(
            [
                (1, Text("other")),
                (2, Text("line 2", "red")),
                (3, Text.assemble(("line", "bold"), " 3")),
            ]
        ):
            app.one.scroll_to(y=scrolled, animate=False)
            await pilot.pause()
            app.lines[place] = line
            app.one.show(None, DARK)
            await pilot.pause()
            painted = app.screen._compositor.render_strips()
            app.one._strips.clear()
            app.one.refresh()
            assert painted == app.screen._compositor.render_strips()
            assert any(line.plain in each for each in seen(app))

    play(session)


def test_what_is_as_it_was_is_not_painted():
    """The same lines again make nothing dirty."""

    async def session(app, pilot):
        app.one.show(None, DARK)  # now that there is a bar to scroll
        await pilot.pause()
        app.one.show(None, DARK)
        assert not app.one._repaint_regions
        app.lines[1] = Text("other")
        app.one.show(None, DARK)
        assert {(region.y, region.height) for region in app.one._repaint_regions} == {(2, 1)}
        await pilot.pause()

    play(session)


def test_a_line_of_one_style_is_painted_in_it():
    """Whether the whole line has the style, or a part of it that is all of it."""

    async def session(app, pilot):
        lines = [Text("whole", "bold underline"), Text.assemble(("part", "bold underline"))]
        app.one._draw = lambda *_: lines
        app.one.show(None, DARK)
        for place in range(2):
            segment = next(iter(app.one.render_line(place)))
            assert segment.style.bold
            assert segment.style.underline
        assert not lines[0].spans  # what was drawn is compared with what will be

    play(session)
