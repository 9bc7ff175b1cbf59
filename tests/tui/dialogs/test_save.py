"""What is kept, and where; nothing of others is overwritten."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import FileError, GlassnetError, UsageError
from glassnet.tui.dialogs.save import Save, Saving, read_saving


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    """Stand in an empty folder."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "name, what",
    [
        ("a.glassnet", "model"),
        ("a.svg", "picture"),
        ("A.SVG", "picture"),
        ("a", "run folder"),
        ("a.run", "run folder"),
    ],
)
def test_the_ending_says_what_it_is(name, what):
    """A model, a picture, or a folder for the run."""
    assert read_saving(name) == Saving(what, name)


@pytest.mark.parametrize(
    "name, told",
    [
        ("", '"" names nothing that can be saved'),
        ("a.txt", "end it in .glassnet for the model"),
        ("a.glasnet", 'Did you mean ".glassnet"?'),
        ("nowhere/a.svg", "there is no such folder"),
        ("x" * 300 + ".svg", "is no name for a file"),
    ],
)
def test_a_name_that_cannot_be_is_told(name, told):
    """The sentence says what is wrong and which names there are."""
    with pytest.raises(GlassnetError) as error:
        read_saving(name)
    assert told in str(error.value)


def test_what_others_wrote_is_never_replaced(tmp_path):
    """A file of another kind under that name stays: the sentence asks for another name."""
    (tmp_path / "a.glassnet").write_text("my notes")
    (tmp_path / "a.svg").write_text("my notes")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "notes").write_text("mine")
    for name in ("a.glassnet", "a.svg", "a"):
        with pytest.raises(FileError, match=r"it exists, and is no .*; choose another name"):
            read_saving(name)


def test_an_empty_folder_can_hold_a_run(tmp_path):
    """Nothing in it would be lost."""
    (tmp_path / "a").mkdir()
    assert read_saving("a").what == "run folder"


def test_a_name_with_a_null_is_refused():
    """No system has such a file."""
    with pytest.raises(UsageError):
        read_saving("a\0.svg")


@given(st.text(max_size=40) | st.text(max_size=10).map("~{}".format))
@example("~m")
@example("~\ud800/a.svg")
@example("\ud800.svg")
@example("~\0")
@settings(max_examples=60, deadline=None)
def test_whatever_is_typed_is_a_name_or_is_told(text):
    """Nothing but our own errors comes of it: a half-typed ~name among it."""
    try:
        found = read_saving(text)
    except GlassnetError:
        return
    assert found.path


def test_a_home_of_nobody_is_told():
    """As one types ~m on the way to ~maria, there is no such person."""
    with pytest.raises(UsageError, match="begins with nobody's home"):
        read_saving("~nobody-is-called-so/a.svg")


def test_a_session_saves_what_is_chosen(play):
    """The first name stands in the line; another one is chosen from the list."""
    names = {"model": "iris.glassnet", "picture": "iris.svg", "run folder": "iris.run"}
    assert "Saves the model." in play(Save(names)).text
    assert play(Save(names), ["enter"]).answers == (Saving("model", "iris.glassnet"),)
    found = play(Save(names), ["down", "down", "enter", "enter"]).answers
    assert found == (Saving("picture", "iris.svg"),)


def test_replacing_needs_a_second_enter(play, iris, tmp_path):
    """A model of ours is replaced only after one more Enter; typing in between asks anew."""
    iris.model.save("iris.glassnet")
    names = {"model": "iris.glassnet"}
    asked = play(Save(names), ["enter"])
    assert asked.open
    assert "iris.glassnet exists; press Enter once more to overwrite it." in asked.text
    twice = play(Save(names), ["enter", "enter"])
    assert twice.answers == (Saving("model", "iris.glassnet", replaces=True),)
