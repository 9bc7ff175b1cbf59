"""All keys on one page."""

from __future__ import annotations

from glassnet.tui.dialogs.help import Help, key_table

GROUPS = {
    "Time": [("space", "play, or pause"), ("shift ←", "ten back")],
    "Look": [(f"{k}", f"panel {k}") for k in range(60)],
}


def test_every_key_stands_in_its_group():
    """Keys in a column, what they do in another, a heading above each group."""
    lines = key_table(GROUPS).plain.split("\n")
    assert lines[0] == "Time"
    assert lines[1].index("play") == lines[2].index("ten")
    assert lines[4] == "Look"
    assert len(lines) == 2 + 1 + 2 + 60


def test_the_page_scrolls(play):
    """The last key is out of sight first, and in sight after End."""
    assert "panel 59" not in play(Help(GROUPS)).text
    assert "panel 59" in play(Help(GROUPS), ["end"]).text
    assert "panel 59" in play(Help(GROUPS), ["end"], size=(40, 12)).text
    assert "play, or pause" not in play(Help(GROUPS), ["pagedown"], size=(40, 12)).text


def test_enter_and_escape_close_it(play):
    """There is nothing to answer."""
    assert play(Help(GROUPS), ["enter"]).answers == (None,)
    assert play(Help(GROUPS), ["escape"]).answers == (None,)


def test_no_keys_are_an_empty_page():
    """Nothing to tell is told as nothing."""
    assert key_table({}).plain == ""
