"""Sessions at the dashboard in which it asks something: each answer becomes what one sees."""

import signal

import numpy as np

from glassnet.run.model import load
from glassnet.run.opening import open_run
from tests.tui.test_app import at, session, until


def test_every_dialog_opens_and_can_be_left():
    """g b r w f p s ?: each asks its question, and Escape leaves all as it was."""

    async def play(app, pilot):
        await pilot.press("right")
        await until(app, at(1))
        for key in ("g", "b", "r", "w", "f", "p", "s", "question_mark"):
            await pilot.press(key)
            await until(app, lambda _: len(app.screen_stack) == 2)
            await pilot.press("escape")
            await until(app, lambda _: len(app.screen_stack) == 1)

    _, stage = session(play, size=(80, 24))
    assert stage.run.step == 1
    assert len(stage.branches) == 1
    assert not stage.run.commands


def test_a_rate_is_changed_and_recorded():
    """The new rate is in the run's commands, at the step where it was given."""

    async def play(app, pilot):
        await pilot.press("right", "right", "r")
        await until(app, lambda _: len(app.screen_stack) == 2)
        await pilot.press("ctrl+a", *"0.25", "enter")
        await until(app, lambda sight: sight.moment.experiment.learning_rate == 0.25)

    _, stage = session(play)
    assert [(each.step, str(each.command)) for each in stage.run.commands] == [
        (2, "learning_rate = 0.25")
    ]


def test_model_and_picture_are_saved_where_one_says(tmp_path, monkeypatch):
    """The model predicts with the weights of the step that is shown; the picture is an SVG."""
    monkeypatch.chdir(tmp_path)

    async def save(app, pilot, name):
        await pilot.press("s")
        await until(app, lambda _: len(app.screen_stack) == 2)
        await pilot.press("ctrl+a", *name, "enter")
        await until(app, lambda _: len(app.screen_stack) == 1)

    async def play(app, pilot):
        await pilot.press("shift+right")
        await until(app, at(10))
        await save(app, pilot, "here.glassnet")
        await save(app, pilot, "here.svg")
        await save(app, pilot, "here.run")
        await until(app, lambda sight: "here.run" in sight.moment.note)

    _, stage = session(play)
    kept = load(tmp_path / "here.glassnet")
    assert np.array_equal(kept.params["0.weights"], stage.run.state.params["0.weights"])
    assert (tmp_path / "here.svg").read_text().startswith("<svg")
    assert open_run(tmp_path / "here.run").state.digest() == stage.run.state.digest()


def test_the_command_palette_knows_what_every_key_does():
    """Found by its words, it does the same."""

    async def play(app, pilot):
        await pilot.press("right", "right")
        await until(app, at(2))
        await pilot.press("ctrl+p")
        await until(app, lambda _: len(app.screen_stack) == 2)
        await pilot.press(*"to the beginning")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await until(app, at(0))

    session(play)


def test_tab_leads_from_field_to_field_in_a_dialog():
    """And chooses no panel behind it; Ctrl-C leaves from there, too."""
    heard = []

    async def play(app, pilot):
        await pilot.press("right")
        await until(app, at(1))
        before = app.chosen
        await pilot.press("g")
        await until(app, lambda _: len(app.screen_stack) == 2)
        first = app.screen.focused
        await pilot.press("tab")
        assert app.screen.focused is not first
        await pilot.press("shift+tab")
        assert app.screen.focused is first
        assert app.chosen == before
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert heard == [signal.SIGINT]

    usual = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        session(play)
    finally:
        signal.signal(signal.SIGINT, usual)
