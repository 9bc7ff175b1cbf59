"""The keys, each with what it does: the footer, the help and the bindings are made from this."""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """A key and the action it starts.

    Args:
        key: In Textual's words; several are divided by commas.
        action: The name of the app's action.
        words: What it does.
        group: Under which heading the help tells it.
        short: What the footer says; nothing if it has no place there.
        shown: How the key is written, where its name is not how people call it.
        weight: Keys of a large weight are the first that the footer leaves out.
        footer: How the footer writes it, where it stands there for its counterpart, too.
        priority: Whether it does the same while a dialog, the help or the palette is open.

    """

    key: str
    action: str
    words: str
    group: str
    short: str = ""
    shown: str = ""
    weight: int = 1
    footer: str = ""
    priority: bool = False

    @property
    def name(self) -> str:
        """How the key is written."""
        return self.shown or self.key

    @property
    def footer_name(self) -> str:
        """How the footer writes the key."""
        return self.footer or self.name


KEYS = (
    Key("space", "do('play')", "play, or pause", "Time", "play", weight=0),
    Key("left", "do('move', -1)", "one back, by the chosen unit", "Time", "", "←"),
    Key("right", "do('move', 1)", "one further", "Time", "step", "→", 0, "←→"),
    Key("shift+left", "do('move', -10)", "ten back", "Time", "", "shift ←"),
    Key("shift+right", "do('move', 10)", "ten further", "Time", "", "shift →"),
    Key("u", "do('unit', 1)", "move by operation, row, step or epoch", "Time", "by", weight=0),
    Key("U", "do('unit', -1)", "the unit before", "Time"),
    Key("plus,equals_sign", "do('speed', 1)", "play faster", "Time", "speed", "+", footer="+−"),
    Key("minus", "do('speed', -1)", "play slower", "Time", "", "−"),
    Key("home", "do('first')", "to the beginning", "Time"),
    Key("end", "do('last')", "to the furthest step that is recorded", "Time"),
    Key("g", "do('go_to')", "go to a step or an epoch", "Time", "go to"),
    Key(
        "b", "do('break_when')", "stop by itself when something comes true", "Time", "break", "", 3
    ),
    Key(
        "d", "do('doctor')", "what is wrong, why, and what would help", "Change", "doctor", weight=3
    ),
    Key("r", "do('rate')", "change the learning rate here", "Change", "rate", weight=2),
    Key("w", "do('weight')", "change a weight here", "Change", "weight", weight=4),
    Key("f", "do('fork')", "begin another future here", "Change", "fork", weight=2),
    Key("n", "do('next_future')", "show the next future", "Change"),
    Key("p", "do('predict')", "type or draw a row, and see the answer", "Change", "predict", "", 2),
    Key("s", "do('save')", "save the model, the run or a picture", "Change", "save", weight=3),
    Key("up", "do('select_unit', -1)", "select the unit above", "Look", "", "↑"),
    Key("down", "do('select_unit', 1)", "select the unit below", "Look", "unit", "↓", 4, "↑↓"),
    Key("comma", "do('select_layer', -1)", "select the layer before", "Look", "", ","),
    Key(
        "full_stop", "do('select_layer', 1)", "select the next layer", "Look", "layer", ".", 4, ",."
    ),
    Key("j", "do('select_source', 1)", "select the unit's next synapse", "Look"),
    Key("k", "do('select_source', -1)", "select the synapse before", "Look"),
    Key("o", "do('order')", "order the weights by something else", "Look"),
    Key("z", "do('zoom', 1)", "zoom into the curves, around now", "Look"),
    Key("Z", "do('zoom', -1)", "zoom out of the curves", "Look"),
    Key(
        "tab", "do('panel', 1)", "the next panel; 1 to 8 choose one", "Look", "panel", priority=True
    ),
    Key("shift+tab", "do('panel', -1)", "the panel before", "Look", "", "shift tab", priority=True),
    Key("pagedown", "do('scroll', 1)", "scroll the chosen panel down", "Look", "", "page down"),
    Key("pageup", "do('scroll', -1)", "scroll it up", "Look", "", "page up"),
    Key("t", "do('theme')", "light or dark", "Look"),
    Key("ctrl+p", "command_palette", "all commands, by name", "Leave", "", "ctrl p"),
    Key("question_mark", "do('help')", "all keys", "Leave", "help", "?", 0),
    Key(
        "ctrl+c",
        "do('interrupt')",
        "leave as Ctrl-C does anywhere",
        "Leave",
        "",
        "ctrl c",
        priority=True,
    ),
    Key("q", "do('leave')", "leave; the run is kept", "Leave", "quit", weight=0),
)
