"""The keys, each with what it does: the footer, the help and the bindings are made from this."""

from __future__ import annotations

from typing import NamedTuple

from textual.binding import Binding


class Key(NamedTuple):
    """A key and the action it starts.

    Args:
        key: In Textual's words; several are divided by commas.
        action: The name of the app's action.
        words: What it does.
        group: Under which heading the help tells it.
        short: What the footer says; nothing if it has no place there.
        shown: How the key is written, where its name is not how people call it.

    """

    key: str
    action: str
    words: str
    group: str
    short: str = ""
    shown: str = ""


KEYS = (
    Key("space", "play", "play, or pause", "Time", "play"),
    Key("right", "move(1)", "one further, by the chosen unit", "Time", "on", "→"),
    Key("left", "move(-1)", "one back", "Time", "back", "←"),
    Key("shift+right", "move(10)", "ten further", "Time", "", "shift →"),
    Key("shift+left", "move(-10)", "ten back", "Time", "", "shift ←"),
    Key("u", "unit(1)", "move by operation, row, step or epoch", "Time", "unit"),
    Key("U", "unit(-1)", "the unit before", "Time"),
    Key("plus,equals_sign", "speed(1)", "play faster", "Time", "faster", "+"),
    Key("minus", "speed(-1)", "play slower", "Time", "slower", "−"),
    Key("home", "first", "to the beginning", "Time"),
    Key("end", "last", "to the furthest step that is recorded", "Time"),
    Key("g", "ask('go_to')", "go to a step or an epoch", "Time", "go to"),
    Key("b", "ask('break_when')", "stop by itself when something comes true", "Time", "break"),
    Key("r", "ask('rate')", "change the learning rate here", "Change", "rate"),
    Key("w", "ask('weight')", "change a weight here", "Change", "weight"),
    Key("f", "ask('fork')", "begin another future here", "Change", "fork"),
    Key("n", "next_future", "show the next future", "Change", "", "n"),
    Key("p", "ask('predict')", "type or draw a row, and see the answer", "Change", "predict"),
    Key("s", "ask('save')", "save the model, the run or a picture", "Change", "save"),
    Key("up", "select_unit(-1)", "select the unit above", "Look", "", "↑"),
    Key("down", "select_unit(1)", "select the unit below", "Look", "unit ↑↓", "↓"),
    Key("full_stop", "select_layer(1)", "select the next layer", "Look", "", "."),
    Key("comma", "select_layer(-1)", "select the layer before", "Look", "layer , .", ","),
    Key("j", "select_source(1)", "select the unit's next synapse", "Look"),
    Key("k", "select_source(-1)", "select the synapse before", "Look"),
    Key("o", "order", "order the weights by something else", "Look"),
    Key("z", "zoom(1)", "zoom into the curves, around now", "Look"),
    Key("Z", "zoom(-1)", "zoom out of the curves", "Look"),
    Key("tab", "panel(1)", "the next panel", "Look", "panel"),
    Key("shift+tab", "panel(-1)", "the panel before", "Look", "", "shift tab"),
    Key("pagedown", "scroll(1)", "scroll the chosen panel down", "Look", "", "page down"),
    Key("pageup", "scroll(-1)", "scroll it up", "Look", "", "page up"),
    Key("t", "theme", "light or dark", "Look"),
    Key("question_mark", "ask('help')", "all keys", "Leave", "ask('help')", "?"),
    Key("q", "leave", "leave; the run is kept", "Leave", "quit"),
)


def bindings() -> list[Binding]:
    """Return the keys as Textual takes them; 1 … 8 choose a panel."""
    found = [
        Binding(
            each.key,
            each.action,
            each.short or each.words,
            show=bool(each.short),
            key_display=each.shown or each.key,
            priority=each.key in ("tab", "shift+tab"),
        )
        for each in KEYS
    ]
    numbers = [Binding(str(n), f"choose({n})", f"panel {n}", show=False) for n in range(1, 9)]
    return [*found, *numbers]
