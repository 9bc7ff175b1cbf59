"""The dashboard: panels around a trainer, and keys that ask it for things."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import ClassVar, TypeVar, final

from textual import events, on
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen

from glassnet.run.table import Table
from glassnet.tui import choosing
from glassnet.tui.arrangement import DETAILS, PANELS, arrange
from glassnet.tui.cells import Cells
from glassnet.tui.controls import control
from glassnet.tui.dialogs.dialog import Dialog
from glassnet.tui.drawing.footer import action_at
from glassnet.tui.keys import KEYS
from glassnet.tui.palette import DARK, LIGHT, MONOCHROME, Palette
from glassnet.tui.panel import Panel
from glassnet.tui.panels import Turns, Widget, make
from glassnet.tui.plots import STYLED, Plots
from glassnet.tui.sight import Selection, Sight
from glassnet.tui.stage import Stage
from glassnet.tui.trainer import Trainer, View

SECONDS_A_FRAME = 1 / 30
SECONDS_A_GLANCE = 1 / 60  # at whether there is something to show
SHARE = 1  # between two frames pass at least so many times what drawing one took
Answer = TypeVar("Answer")
USUAL_SIZE = 80, 20  # in which units are counted while the network is out of sight


@final
class Answered(Message):
    """The trainer did what it was asked, and there is something new to see."""


@final
class Dashboard(App[None]):
    """Shows a stage, which a thread of its own moves.

    Args:
        stage: What is moved; it is the dashboard's until it ends.
        table: The data.
        leave_now: Asked at each frame whether to end, as a signal may want.

    """

    CSS = "Screen { overflow: hidden; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(each.key, each.action, each.words, priority=each.priority) for each in KEYS),
        *(Binding(f"{n}", f"do('choose', {n})", f"panel {n}") for n in range(1, len(PANELS) + 1)),
    ]

    def __init__(
        self, stage: Stage, table: Table, leave_now: Callable[[], bool] = lambda: False
    ) -> None:
        """Be ready to run."""
        super().__init__()
        self.title = "glassnet"
        self.trainer: Trainer = Trainer(stage)
        self.table = table
        self.sight: Sight | None = None
        self.frames = 0
        self._leave_now = leave_now
        self._cells = Cells(table)
        self.plots = Plots()
        self._panels: dict[str, Widget] = make(self.plots)
        self._chosen, self._detail = PANELS[0], "arithmetic"
        self._selection: Selection | None = None
        self._view: View | None = None
        self._room: Size | None = None
        self._next_frame = 0.0
        self._turns = Turns()
        self._question = ""
        self.failure: Exception | None = None

    def compose(self) -> ComposeResult:
        """Make the panels."""
        yield from self._panels.values()

    def on_mount(self) -> None:
        """Begin to train, and to look."""
        self._arrange()
        self.trainer.start(lambda: self.post_message(Answered()))
        self.set_interval(SECONDS_A_GLANCE, self._glance)

    def on_resize(self, event: events.Resize) -> None:
        """Use the room there is now."""
        self._room = event.size
        self._arrange()

    def _handle_exception(self, error: Exception) -> None:
        """Let whoever opened the dashboard have its fault; Textual would print it, and go on."""
        self.failure = self.failure or error
        self.exit()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what is done to each line before it is shown."""
        return [STYLED, *App.get_line_filters(self)]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002
        """Return what the command palette offers: everything that a key does."""
        for key in KEYS:
            if key.action != "command_palette":
                action = key.action
                yield SystemCommand(
                    f"{key.words}", f"key: {key.name}", lambda a=action: self.run_action(a)
                )

    @property
    def palette(self) -> Palette:
        """The colors that the theme wants; none where nobody wants any."""
        if os.environ.get("NO_COLOR"):
            return MONOCHROME
        return DARK if self.current_theme.dark else LIGHT

    @property
    def chosen(self) -> str:
        """The panel that is seen in any case."""
        return self._chosen

    def panel(self, name: str) -> Widget:
        """Return a panel by its name."""
        return self._panels[name]

    def choose(self, name: str) -> None:
        """Let a panel be seen in any case."""
        self._chosen = name
        self._detail = name if name in DETAILS else self._detail
        self._arrange()

    def ask(self, dialog: Dialog[Answer], then: Callable[[Answer], object]) -> None:
        """Open a dialog; `then` is told its answer, unless it is left without one."""

        def answered(answer: Answer | None) -> None:
            if answer is not None:
                then(answer)

        self.push_screen(dialog, answered)

    def ask_when_still(self, question: str) -> None:
        """Pause; ask when what is seen is where the run stands."""
        self._question = question
        self.trainer.ask(Stage.pause)

    def tell(self, text: str, *, wrong: bool = False) -> None:
        """Say something for a moment."""
        self.notify(text, severity="error" if wrong else "information", markup=False)

    def picture(self) -> str:
        """Return the screen as an SVG."""
        return self.export_screenshot(title="glassnet watch")

    def change_theme(self) -> None:
        """Be light if it is dark, dark if it is light."""
        self.theme = "textual-light" if self.current_theme.dark else "textual-dark"
        self.call_after_refresh(self.draw)

    def ring(self) -> None:
        """Say that nothing can be done."""
        self.bell()

    def leave(self) -> None:
        """End."""
        self.exit()

    def select(self, selection: Selection | None) -> None:
        """Look closely at something."""
        if selection is not None and self.sight is not None:
            self._selection = selection
            self.sight = replace(self.sight, selection=selection)
            self.draw()

    def _glance(self) -> None:
        """Show what is new, if a frame is due and there was time for anything else."""
        if self._leave_now() or self.trainer.failure is not None:
            self.exit()
        now = time.monotonic()
        if now + SECONDS_A_GLANCE / 2 >= self._next_frame and self._show_view():
            due = max(self._next_frame, now - SECONDS_A_GLANCE) + SECONDS_A_FRAME
            self._next_frame = max(due, now + (1 + SHARE) * (time.monotonic() - now))

    def on_answered(self, _: Answered) -> None:
        """Show at once what a key brought about; ask what waits for the run to stand."""
        self._show_view()
        still = self.sight is not None and not self.sight.moment.playing
        if still and self._question:
            question, self._question = self._question, ""
            control(self, question, 0)

    def _show_view(self) -> bool:
        """Draw what the trainer told last, and ask for more; return whether that was new."""
        view = self.trainer.view
        if view is None or view is self._view:
            return False
        still = self._view is None or not view[0].playing
        self._view = view
        self.sight = self._seen(view)
        self.frames += 1
        self.draw(frame=0 if still else self.frames)
        if view[0].playing:
            self.trainer.want()
        return True

    def _seen(self, view: View) -> Sight:
        """Return a view with what only the screen knows: what is selected."""
        moment, look, place = view
        if self._selection is None or not choosing.fits(self._selection, look):
            self._selection = choosing.first(look)
        row = min(place.row, len(look.rows) - 1)
        return Sight(
            moment=moment,
            look=look,
            table=self.table,
            row=row,
            operation=place.operation,
            selection=self._selection,
            cells=self._cells.row(int(look.rows[row])),
        )

    def draw(self, frame: int = 0) -> None:
        """Draw what can be seen, and whose turn it is in the frame of that number."""
        if self.sight is None:
            return
        with self.batch_update():
            for name, panel in self._panels.items():
                if panel.display and self._turns.has(name, self.sight, frame):
                    panel.show(self.sight, self.palette)

    def _arrange(self) -> None:
        """Put each panel where it belongs, and hide those that have no room."""
        room = self._room or self.size
        regions = arrange(room.width, room.height, self._chosen, self._detail)
        for name, panel in self._panels.items():
            region = regions.get(name)
            panel.display = region is not None and region.width > 0 and region.height > 0
            if region is not None:
                panel.styles.offset = region.x, region.y
                panel.styles.width, panel.styles.height = region.width, region.height
            panel.set_class(name == self._chosen, "chosen")
        self.call_after_refresh(self.draw)

    @on(Panel.Clicked)
    def _clicked(self, click: Panel.Clicked) -> None:
        """Select the unit that was clicked and show its arithmetic, or do what a key does."""
        if click.panel == "footer":
            action = action_at(click.place[0], self.size.width)
            self.call_later(self.run_action, action or "bell")
        elif click.panel == "network" and self.sight is not None:
            found = choosing.at(self.sight, click.room, click.place)
            if found is not None:
                self._detail = "arithmetic"
                self._arrange()
                self.select(found)

    def action_do(self, what: str, by: int = 0) -> None:
        """Do what a key stands for; in a dialog, tab leads from field to field."""
        if what == "panel" and len(self.screen_stack) > 1:
            (self.screen.focus_next if by > 0 else self.screen.focus_previous)()
        else:
            control(self, what, by)

    @property
    def network_room(self) -> tuple[int, int]:
        """The width and height in which units are drawn, and counted."""
        panel = self._panels["network"]
        return panel.room if isinstance(panel, Panel) and panel.display else USUAL_SIZE
