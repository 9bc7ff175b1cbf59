"""The one style of all dialogs."""

from __future__ import annotations

from glassnet.tui.dialogs.go_to import GoTo
from glassnet.tui.dialogs.help import Help
from glassnet.tui.dialogs.style import STYLE


def test_colors_follow_the_theme():
    """No color is written out: every one is a name that a theme fills in."""
    assert "#dialog" in STYLE
    assert not [word for word in STYLE.split() if word.startswith("rgb") or word[:2] == "#0"]
    assert "$surface" in STYLE


def test_a_dialog_has_one_thin_border(play):
    """The box is drawn with round corners, and none stands within it."""
    for dialog in (GoTo(0, 0, 10, 2), Help({"Time": [("space", "play")]})):
        screen = "\n".join(play(dialog).lines)
        assert [screen.count(corner) for corner in "╭╮╰╯"] == [1, 1, 1, 1]
