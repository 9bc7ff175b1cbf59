"""A panel: a frame with a title around lines that were drawn elsewhere; it can be scrolled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, final

from rich.style import Style
from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from glassnet.tui.palette import Palette
from glassnet.tui.sight import Sight

Draw: TypeAlias = Callable[[Sight, int, int, Palette], list[Text]]


@final
class Panel(ScrollView, can_focus=False):
    """Shows what `draw` makes of a sight.

    Args:
        name: What it is called, in its frame and as the widget's id.
        draw: Values in, lines out.
        framed: Whether it has a frame.

    """

    DEFAULT_CSS = """
    Panel { position: absolute; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0;
            scrollbar-color: $foreground 30%; scrollbar-background: $background; }
    Panel.framed { border: round $foreground 30%; border-title-color: $text-muted; }
    Panel.chosen { border-title-color: $text; border-title-style: bold; }
    """

    class Clicked(Message):
        """A panel was clicked, at a place among its lines."""

        def __init__(self, panel: str, room: tuple[int, int], place: tuple[int, int]) -> None:
            """Tell of which panel, how much room it has, and where."""
            super().__init__()
            self.panel, self.room, self.place = panel, room, place

    def __init__(self, name: str, draw: Draw, *, framed: bool = True) -> None:
        """Be empty."""
        super().__init__(id=name, classes="framed" if framed else "")
        self._draw = draw
        self._lines: list[Text] = []
        self._strips: dict[int, Strip] = {}  # of the lines that were seen
        self._ground = Style()
        if framed:
            self.border_title = name

    def show(self, sight: Sight, palette: Palette) -> None:
        """Draw `sight`, as much as there is room for."""
        width, height = self.room
        if width < 1 or height < 1:
            return
        ground, lines = self.rich_style, self._draw(sight, width, height, palette)
        room = Size(width, len(lines))
        if ground == self._ground and room == self.virtual_size:
            self._show_changed(lines)
        else:
            self._ground, self._lines, self._strips = ground, lines, {}
            self.virtual_size = room
            self.refresh()

    def _show_changed(self, lines: list[Text]) -> None:
        """Let only the lines that changed be painted: most of a screen is as it was a frame ago."""
        for place, (line, shown) in enumerate(zip(lines, self._lines, strict=True)):
            if line != shown or line.style != shown.style:
                self._strips.pop(place, None)
                self.refresh_line(place)
        self._lines = lines

    def on_click(self, click: events.Click) -> None:
        """Tell where it was clicked."""
        offset = click.get_content_offset(self)
        if offset is not None and self.id is not None:
            place = offset.x + self.scroll_offset.x, offset.y + self.scroll_offset.y
            self.post_message(self.Clicked(self.id, self.room, place))

    @property
    def room(self) -> tuple[int, int]:
        """The width and height in which it draws."""
        size = self.scrollable_content_region.size
        return size.width, size.height

    @property
    def texts(self) -> list[str]:
        """The lines as they were drawn, all of them."""
        return [line.plain for line in self._lines]

    def render_line(self, y: int) -> Strip:
        """Return a line as it is seen."""
        width = self.scrollable_content_region.width
        place = y + self.scroll_offset.y
        if place >= len(self._lines):
            return Strip.blank(width, self._ground)
        if place not in self._strips:
            line = self._lines[place]
            if not line.spans:  # rich renders the style of a whole line only beside spans
                line = Text.assemble((line.plain, line.style))
            strip = Strip(line.render(self.app.console))
            self._strips[place] = strip.adjust_cell_length(width).apply_style(self._ground)
        return self._strips[place]
