"""What each key does: it asks the trainer for something, or changes what is looked at."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

from glassnet.tui import choosing
from glassnet.tui.arrangement import PANELS
from glassnet.tui.asking import QUESTIONS
from glassnet.tui.choosing import Room
from glassnet.tui.sight import Selection, Sight
from glassnet.tui.stage import UNITS, Stage

if TYPE_CHECKING:
    from glassnet.tui.app import Dashboard


def control(app: Dashboard, what: str, by: int) -> None:
    """Do `what`; `by` is how far, how much, or which one."""
    if what in CONTROLS:
        CONTROLS[what](app, by)
    elif app.sight is None:  # before anything can be seen there is nothing to choose
        app.bell()
    elif what in QUESTIONS and app.sight.moment.playing:
        app.ask_when_still(what)
    elif what in QUESTIONS:
        QUESTIONS[what](app, app.sight)
    else:
        app.select(SELECTING[what](app.sight, app.network_room, by))


def _move(app: Dashboard, by: int) -> None:
    app.trainer.ask(lambda stage: stage.move(by))


def _unit(app: Dashboard, by: int) -> None:
    def change(stage: Stage) -> None:
        stage.choose_unit(UNITS[(UNITS.index(stage.unit) + by) % len(UNITS)])

    app.trainer.ask(change)


def _speed(app: Dashboard, by: int) -> None:
    app.trainer.ask(lambda stage: stage.change_speed(by))


def _last(app: Dashboard, _: int) -> None:
    app.trainer.ask(lambda stage: stage.go_to(stage.run.recorded))


def _panel(app: Dashboard, by: int) -> None:
    app.choose(PANELS[(PANELS.index(app.chosen) + by) % len(PANELS)])


def _scroll(app: Dashboard, by: int) -> None:
    panel = app.panel(app.chosen)
    panel.scroll_relative(y=by * max(1, panel.size.height - 3), animate=False)


def _zoom(app: Dashboard, by: int) -> None:
    app.plots.zoom(by)
    app.draw()


def _theme(app: Dashboard, _: int) -> None:
    app.theme = "textual-light" if app.current_theme.dark else "textual-dark"
    app.call_after_refresh(app.draw)


CONTROLS: dict[str, Callable[[Dashboard, int], None]] = {
    "play": lambda app, _: app.trainer.ask(Stage.toggle),
    "move": _move,
    "unit": _unit,
    "speed": _speed,
    "first": lambda app, _: app.trainer.ask(lambda stage: stage.go_to(0)),
    "last": _last,
    "next_future": lambda app, _: app.trainer.ask(Stage.switch),
    "panel": _panel,
    "choose": lambda app, number: app.choose(PANELS[number - 1]),
    "scroll": _scroll,
    "zoom": _zoom,
    "theme": _theme,
    "leave": lambda app, _: app.exit(),
    # A terminal that draws sends no signal for this key; the exit code shall be the same.
    "interrupt": lambda *_: signal.raise_signal(signal.SIGINT),
}
SELECTING: dict[str, Callable[[Sight, Room, int], Selection | None]] = {
    "select_unit": choosing.next_unit,
    "select_layer": choosing.next_layer,
    "select_source": lambda sight, _, by: choosing.next_source(sight, by),
    "order": lambda sight, _, __: choosing.next_order(sight),
}
