"""What each key does: it asks the trainer for something, or changes what is looked at."""

from __future__ import annotations

import signal
from collections.abc import Callable

from glassnet.tui import choosing
from glassnet.tui.arrangement import PANELS
from glassnet.tui.asking import QUESTIONS
from glassnet.tui.choosing import Room
from glassnet.tui.desk import Desk
from glassnet.tui.sight import Selection, Sight
from glassnet.tui.stage import UNITS, Stage


def control(app: Desk, what: str, by: int) -> None:
    """Do `what`; `by` is how far, how much, or which one."""
    if what in CONTROLS:
        CONTROLS[what](app, by)
    elif app.sight is None:  # before anything can be seen there is nothing to choose
        app.ring()
    elif what in QUESTIONS and app.sight.moment.playing:
        app.ask_when_still(what)
    elif what in QUESTIONS:
        QUESTIONS[what](app, app.sight)
    else:
        app.select(SELECTING[what](app.sight, app.network_room, by))


def _move(app: Desk, by: int) -> None:
    app.trainer.ask(lambda stage: stage.move(by))


def _unit(app: Desk, by: int) -> None:
    def change(stage: Stage) -> None:
        stage.choose_unit(UNITS[(UNITS.index(stage.unit) + by) % len(UNITS)])

    app.trainer.ask(change)


def _speed(app: Desk, by: int) -> None:
    app.trainer.ask(lambda stage: stage.change_speed(by))


def _last(app: Desk, _: int) -> None:
    app.trainer.ask(lambda stage: stage.go_to(stage.run.recorded))


def _panel(app: Desk, by: int) -> None:
    app.choose(PANELS[(PANELS.index(app.chosen) + by) % len(PANELS)])


def _scroll(app: Desk, by: int) -> None:
    panel = app.panel(app.chosen)
    panel.scroll_relative(y=by * max(1, panel.size.height - 3), animate=False)


def _zoom(app: Desk, by: int) -> None:
    app.plots.zoom(by)
    app.draw()


CONTROLS: dict[str, Callable[[Desk, int], None]] = {
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
    "theme": lambda app, _: app.change_theme(),
    "leave": lambda app, _: app.leave(),
    # A terminal that draws sends no signal for this key; the exit code shall be the same.
    "interrupt": lambda *_: signal.raise_signal(signal.SIGINT),
}
SELECTING: dict[str, Callable[[Sight, Room, int], Selection | None]] = {
    "select_unit": choosing.next_unit,
    "select_layer": choosing.next_layer,
    "select_source": lambda sight, _, by: choosing.next_source(sight, by),
    "order": lambda sight, _, __: choosing.next_order(sight),
}
