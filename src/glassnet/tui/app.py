"""The dashboard: panels around a trainer, and keys that ask it for things."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import final

from textual import events, on
from textual.app import App, ComposeResult
from textual.widgets import Footer

from glassnet.run.table import Table
from glassnet.tui import choosing
from glassnet.tui.arrangement import DETAILS, PANELS, arrange
from glassnet.tui.asking import Asking
from glassnet.tui.cells import Cells
from glassnet.tui.keys import bindings
from glassnet.tui.palette import DARK, LIGHT, Palette
from glassnet.tui.panel import Panel
from glassnet.tui.panels import CALM, Widget, make
from glassnet.tui.plots import Plots
from glassnet.tui.sight import Selection, Sight
from glassnet.tui.stage import UNITS, Stage
from glassnet.tui.trainer import Trainer, View

FRAMES = 30  # a second, at most
SHARE = 2  # between two frames pass at least so many times what one took
CALMER = 3  # while playing, what must be read to be of use is drawn every so many frames
USUAL_SIZE = 80, 20  # in which units are counted while the network is out of sight


@final
class Dashboard(App[None]):
    """Shows a stage, which a thread of its own moves.

    Args:
        stage: What is moved; it is the dashboard's until it ends.
        table: The data.
        leave_now: Asked at each frame whether to end, as a signal may want.

    """

    CSS = "Screen { layers: base; overflow: hidden; } Footer { dock: bottom; }"
    BINDINGS = bindings()
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self, stage: Stage, table: Table, leave_now: Callable[[], bool] = lambda: False
    ) -> None:
        """Be ready to run."""
        super().__init__()
        self.title = "glassnet"
        self.trainer = Trainer(stage)
        self.table = table
        self.asking = Asking(self)
        self.sight: Sight | None = None
        self.frames = 0
        self._leave_now = leave_now
        self._cells = Cells(table)
        self._plots = Plots()
        self._panels: dict[str, Widget] = make(self._plots)
        self._chosen, self._detail = PANELS[0], "arithmetic"
        self._selection: Selection | None = None
        self._view: View | None = None
        self._rest_until = 0.0

    def compose(self) -> ComposeResult:
        """Make the panels and the footer."""
        yield from self._panels.values()
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin to train, and to look."""
        self._arrange()
        self.trainer.start()
        self.set_interval(1 / FRAMES, self._frame)

    def on_resize(self, _: events.Resize) -> None:
        """Use the room there is now."""
        self._arrange()

    @property
    def palette(self) -> Palette:
        """The colors that the theme wants."""
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

    def select(self, selection: Selection | None) -> None:
        """Look closely at something."""
        if selection is not None and self.sight is not None:
            self._selection = selection
            self.sight = replace(self.sight, selection=selection)
            self._draw(calm=True)

    def _frame(self) -> None:
        """Draw what is new, if there was time for anything else since the last time."""
        if self._leave_now() or self.trainer.failure is not None:
            self.exit()
        view, now = self.trainer.view, time.monotonic()
        if view is not None and view is not self._view and now >= self._rest_until:
            self._view = view
            self.sight = self._seen(view)
            self.frames += 1
            self._draw(calm=not view[0].playing or self.frames % CALMER == 0)
            self._rest_until = time.monotonic() + SHARE * (time.monotonic() - now)
        if view is not None and view[0].playing:
            self.trainer.want()

    def _seen(self, view: View) -> Sight:
        """Return a view with what only the screen knows: what is selected."""
        moment, look, place = view
        if self._selection is None:
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

    def _draw(self, *, calm: bool) -> None:
        """Draw what can be seen; of what is calm, only if it is its turn."""
        if self.sight is None:
            return
        with self.batch_update():
            for name, panel in self._panels.items():
                if panel.display and (calm or name not in CALM):
                    panel.show(self.sight, self.palette)

    def _arrange(self) -> None:
        """Put each panel where it belongs, and hide those that have no room."""
        regions = arrange(self.size.width, self.size.height, self._chosen, self._detail)
        for name, panel in self._panels.items():
            region = regions.get(name)
            panel.display = region is not None and region.width > 0 and region.height > 0
            if region is not None:
                panel.styles.offset = region.x, region.y
                panel.styles.width, panel.styles.height = region.width, region.height
            panel.set_class(name == self._chosen, "chosen")
        self.call_after_refresh(self._draw, calm=True)

    @on(Panel.Clicked)
    def _clicked(self, click: Panel.Clicked) -> None:
        """Select the unit that was clicked, and show its arithmetic."""
        if click.panel == "network" and self.sight is not None:
            found = choosing.at(self.sight, click.room, click.place)
            if found is not None:
                self._detail = "arithmetic"
                self._arrange()
                self.select(found)

    def action_play(self) -> None:
        self.trainer.ask(Stage.toggle)

    def action_move(self, count: int) -> None:
        self.trainer.ask(lambda stage: stage.move(count))

    def action_unit(self, by: int) -> None:
        def change(stage: Stage) -> None:
            stage.choose_unit(UNITS[(UNITS.index(stage.unit) + by) % len(UNITS)])

        self.trainer.ask(change)

    def action_speed(self, by: int) -> None:
        self.trainer.ask(lambda stage: stage.change_speed(by))

    def action_first(self) -> None:
        self.trainer.ask(lambda stage: stage.go_to(0))

    def action_last(self) -> None:
        self.trainer.ask(lambda stage: stage.go_to(stage.run.recorded))

    def action_next_future(self) -> None:
        self.trainer.ask(Stage.switch)

    def action_ask(self, what: str) -> None:
        if self.sight is not None:
            self.asking.about(what, self.sight)

    def action_select_unit(self, by: int) -> None:
        if self.sight is not None:
            self.select(choosing.next_unit(self.sight, self._network_room, by))

    def action_select_layer(self, by: int) -> None:
        if self.sight is not None:
            self.select(choosing.next_layer(self.sight, self._network_room, by))

    def action_select_source(self, by: int) -> None:
        if self.sight is not None:
            self.select(choosing.next_source(self.sight, by))

    def action_panel(self, by: int) -> None:
        self.choose(PANELS[(PANELS.index(self._chosen) + by) % len(PANELS)])

    def action_choose(self, number: int) -> None:
        self.choose(PANELS[number - 1])

    def action_scroll(self, by: int) -> None:
        panel = self._panels[self._chosen]
        panel.scroll_relative(y=by * max(1, panel.size.height - 3), animate=False)

    def action_order(self) -> None:
        if self.sight is not None:
            self.select(choosing.next_order(self.sight))

    def action_zoom(self, by: int) -> None:
        self._plots.zoom(by)
        self._draw(calm=True)

    def action_theme(self) -> None:
        self.theme = "textual-light" if self.current_theme.dark else "textual-dark"
        self.call_after_refresh(self._draw, calm=True)

    def action_leave(self) -> None:
        self.exit()

    @property
    def _network_room(self) -> tuple[int, int]:
        panel = self._panels["network"]
        return panel.room if panel.display else USUAL_SIZE
