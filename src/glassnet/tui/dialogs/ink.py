"""A sheet of pixels to draw on, with the keys or with the mouse."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from glassnet.ground.arrays import Array

SHADES = ("· ", "░░", "▒▒", "▓▓", "██")
HALVES = " ▄▀█"  # lower, upper, both
MOST_ROWS, MOST_COLUMNS = 16, 20  # of pixels that have two cells each; more have half a cell
LEVELS = (1.0, 0.5, 0.0)  # the ink that space gives, in turn
CURSOR = Style(reverse=True, bold=True)


def draw_ink(ink: Array, cursor: tuple[int, int] | None) -> list[Text]:
    """Return a sheet (height, width) of ink from 0 to 1 as lines; a bracket marks the cursor.

    A pixel is two cells wide; of a large sheet it is half a cell, one above another.
    """
    height, width = ink.shape
    if not is_fine(ink):
        lines = [
            Text("".join(SHADES[round(4 * float(share))] for share in row), no_wrap=True)
            for row in ink
        ]
        if cursor is not None:
            row, column = cursor
            plain = lines[row].plain
            marks = "[]" if ink[cursor] == 0.0 else f"[{plain[2 * column]}"
            lines[row] = Text(plain[: 2 * column] + marks + plain[2 * column + 2 :], no_wrap=True)
            lines[row].stylize(CURSOR, 2 * column, 2 * column + 2)
        return lines
    dark = np.zeros((height + height % 2, width), dtype=np.int64)
    dark[:height] = ink >= 0.25  # what is fainter is left out: it has no sign of its own
    signs = 2 * dark[::2] + dark[1::2]
    lines = [Text("".join(HALVES[sign] for sign in row), no_wrap=True) for row in signs]
    if cursor is not None:
        lines[cursor[0] // 2].stylize(CURSOR, cursor[1], cursor[1] + 1)
    return lines


def is_fine(ink: Array) -> bool:
    """Tell whether a sheet is so large that a pixel has half a cell."""
    return bool(ink.shape[0] > MOST_ROWS or ink.shape[1] > MOST_COLUMNS)


@final
class InkGrid(Widget, can_focus=True):
    """A sheet to draw on: arrows move, with shift they draw; space gives ink and takes it.

    Args:
        shape: Height and width in pixels.
        shades: Whether there is half an ink.

    """

    DEFAULT_CSS = """
    InkGrid { width: auto; height: auto; }
    InkGrid.fine { border: round $surface-lighten-2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", show=False),
        Binding("down", "move(1, 0)", show=False),
        Binding("left", "move(0, -1)", show=False),
        Binding("right", "move(0, 1)", show=False),
        Binding("shift+up", "move(-1, 0, True)", show=False),
        Binding("shift+down", "move(1, 0, True)", show=False),
        Binding("shift+left", "move(0, -1, True)", show=False),
        Binding("shift+right", "move(0, 1, True)", show=False),
        Binding("space,enter", "ink", show=False),
    ]

    ink: reactive[Array] = reactive(np.zeros((1, 1)), always_update=True, layout=True)
    cursor: reactive[tuple[int, int]] = reactive((0, 0))

    class Drawn(Message):
        """The sheet changed, or the cursor moved."""

    def __init__(self, shape: tuple[int, int], *, shades: bool) -> None:
        """Be empty, with the cursor in the middle."""
        sheet = np.zeros(shape)
        super().__init__(id="ink", classes="fine" if is_fine(sheet) else "")
        self.set_reactive(InkGrid.ink, sheet)
        self.set_reactive(InkGrid.cursor, (shape[0] // 2, shape[1] // 2))
        self._levels = LEVELS if shades else (1.0, 0.0)
        self._brush: float | None = None  # while the mouse draws

    def render(self) -> Text:
        """Return the sheet."""
        return Text("\n").join(draw_ink(self.ink, self.cursor if self.has_focus else None))

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002 (Textual's)
        """Return how many cells a line has."""
        return int(self.ink.shape[1]) * (1 if is_fine(self.ink) else 2)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 (Textual's)
        """Return how many lines there are."""
        height = int(self.ink.shape[0])
        return (height + 1) // 2 if is_fine(self.ink) else height

    def watch_ink(self) -> None:
        """Tell of it."""
        self.post_message(self.Drawn())

    def watch_cursor(self) -> None:
        """Tell of it, and keep the cursor in sight."""
        self.post_message(self.Drawn())
        row, column = self.cursor
        place = (
            Region(column, row // 2, 1, 1) if is_fine(self.ink) else Region(2 * column, row, 2, 1)
        )
        for box in self.ancestors:
            if isinstance(box, ScrollableContainer):
                away = self.content_region.offset - box.content_region.offset + box.scroll_offset
                box.scroll_to_region(place.translate(away), animate=False)
                return

    def action_move(self, down: int, right: int, draws: bool = False) -> None:
        """Move the cursor, and give ink where it arrives if it `draws`."""
        height, width = self.ink.shape
        row, column = self.cursor
        self.cursor = min(max(row + down, 0), height - 1), min(max(column + right, 0), width - 1)
        if draws:
            self.put(self.cursor, 1.0)

    def action_ink(self) -> None:
        """Give the pixel under the cursor its next ink."""
        now = float(self.ink[self.cursor])
        self.put(self.cursor, next((level for level in self._levels if level < now), 1.0))

    def put(self, pixel: tuple[int, int], level: float) -> None:
        """Let a pixel have that much ink."""
        sheet = self.ink.copy()
        sheet[pixel] = level
        self.ink = sheet

    def clear(self) -> None:
        """Take all ink away."""
        self.ink = np.zeros_like(self.ink)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to draw; on ink, begin to take it away."""
        pixel = self._pixel(event)
        if pixel is not None:
            self._brush = 0.0 if self.ink[pixel] >= 0.5 or event.button > 1 else 1.0
            self.capture_mouse()
            self._draw(pixel)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Draw on."""
        pixel = self._pixel(event)
        if pixel is not None and self._brush is not None:
            self._draw(pixel)

    def on_mouse_up(self) -> None:
        """Lift the brush."""
        self._brush = None
        self.release_mouse()

    def _draw(self, pixel: tuple[int, int]) -> None:
        self.cursor = pixel
        if self._brush is not None:
            self.put(pixel, self._brush)

    def _pixel(self, event: events.MouseEvent) -> tuple[int, int] | None:
        """Return the pixel under the mouse; of two in a cell, the upper one."""
        place = event.get_content_offset(self)
        if place is None:
            return None
        fine = is_fine(self.ink)
        row, column = (2 * place.y, place.x) if fine else (place.y, place.x // 2)
        inside = 0 <= row < self.ink.shape[0] and 0 <= column < self.ink.shape[1]
        return (row, column) if inside else None
