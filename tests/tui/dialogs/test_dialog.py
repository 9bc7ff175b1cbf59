"""What every dialog does alike, at every size."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from glassnet.ground.errors import GlassnetError
from glassnet.tui.condition_grammar import facts_of, parse
from glassnet.tui.dialogs.break_when import BreakWhen
from glassnet.tui.dialogs.fork import ForkDialog, read_changes
from glassnet.tui.dialogs.go_to import GoTo, Journey
from glassnet.tui.dialogs.help import Help
from glassnet.tui.dialogs.predict import Predict
from glassnet.tui.dialogs.save import Save, read_saving
from glassnet.tui.dialogs.set_rate import SetRate, read_rate
from glassnet.tui.dialogs.set_weight import SetWeightDialog, read_weight


def lines_of(app):
    """Return what stands on the screen, line by line."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


DIALOGS = {
    "Go to": lambda _: GoTo(12, 120, 3000, 4, best=40),
    "Learning rate": lambda _: SetRate(0.01),
    "A weight": lambda run: SetWeightDialog(run.state.params),
    "Fork": lambda run: ForkDialog(run.experiment),
    "Stop when": lambda run: BreakWhen(facts_of(run.experiment, run.table), "loss < 1"),
    "Predict": lambda run: Predict(run.model, run.table),
    "Save": lambda _: Save({"model": "iris.glassnet"}),
    "Keys": lambda _: Help({"Time": [("space", "play")] * 40}),
}


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12), (12, 5)])
@pytest.mark.parametrize("name", DIALOGS)
def test_a_dialog_fits_its_screen_and_escape_leaves_it(play, iris, name, size):
    """No line is too wide, the title and the keys are there, and Escape answers None."""
    seen = []

    async def look(app, pilot):
        seen.extend(lines_of(app))

    gone = play(DIALOGS[name](iris), [look, "escape"], size=size)
    assert (gone.answers, gone.open) == ((None,), False)
    assert len(seen) == size[1]
    assert max(map(cell_len, seen)) <= size[0]
    if size[0] >= 40:
        assert any(f"─ {name}" in line for line in seen)
        assert any("esc" in line or "enter" in line for line in seen if "╰" in line)


def click_key(word):
    """Return a step that clicks a word in the dialog's lower edge."""

    async def step(app, pilot):
        for y, line in enumerate(lines_of(app)):
            if "╰" in line and word in line:
                await pilot.click(offset=(cell_len(line[: line.index(word)]) + 1, y))
                await pilot.pause()
                return
        raise AssertionError(f"no {word} in the lower edge")

    return step


def test_the_mouse_does_what_the_keys_do(play):
    """A click on a choice and one on "enter" answer; a click on "esc" leaves."""

    async def click_best(app, pilot):
        await pilot.click("#choices", offset=(2, 1))

    assert play(GoTo(12, 120, 3000, 4, 40), [click_best, click_key("enter")]).answers == (40,)
    assert play(GoTo(12, 120, 3000, 4, 40), [click_key("esc")]).answers == (None,)


def test_a_mistake_is_told_and_the_dialog_stays(play):
    """Enter on nonsense closes nothing; a right answer afterwards is taken."""
    wrong = play(SetRate(0.01), [*"fast", "enter"])
    assert wrong.open
    assert wrong.answers == ()
    assert 'got "fast"' in wrong.text
    right = play(SetRate(0.01), [*"fast", "enter", *["backspace"] * 4, *"0.5", "enter"])
    assert right.answers == (0.5,)


def test_a_line_is_selected_as_a_whole(play):
    """Ctrl+A, and what is typed next takes the place of all that stood there."""
    assert play(SetRate(0.01), [*"0.3", "ctrl+a", *"0.7", "enter"]).answers == (0.7,)


def test_while_typing_nobody_is_scolded(play):
    """A half-typed answer is no mistake yet: the line below stays empty until Enter."""
    half = play(SetRate(0.01), [*"1e"])
    assert "must be" not in half.text


@pytest.mark.parametrize("name", ["Go to", "Fork", "Predict"])
def test_without_color_nothing_is_lost(play, iris, name, monkeypatch):
    """Where NO_COLOR is set, the words on the screen are the same."""
    colored = play(DIALOGS[name](iris))
    monkeypatch.setenv("NO_COLOR", "1")
    assert play(DIALOGS[name](iris)).text == colored.text


def test_wide_characters_stay_inside(play):
    """Labels in Chinese, or with a combining sign, never push the border out."""
    dialog = Help({"时间": [("空格", "播放"), ("e\u0301", "x" * 200)]})
    there = play(dialog, size=(40, 12))
    edges = [line for line in there.lines if line.endswith("│")]
    assert {cell_len(line) for line in edges} == {40}


def test_a_weight_that_is_no_matrix_opens_too(play):
    """A parameter of one axis begins with one place."""
    params = {"0.bias": np.zeros(3, dtype=np.float32)}
    assert "0.bias[1]" in play(SetWeightDialog(params, 0, "bias", (1,))).text


@given(
    st.text(max_size=40)
    | st.text("0123456789.*/×−-+[],= ~%<>epochstenlarig_\ud800\0", max_size=30)
    | st.from_regex(r"(0\.weights|1\.bias|loss <|epoch|learning_rate =|~|\*|/) ?\W?\w{0,12}")
)
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_is_read_or_told(iris, text):
    """Each dialog takes a line or says what is wrong with it; none breaks while one types."""
    facts = facts_of(iris.experiment, iris.table)
    params = {"0.weights": np.zeros((4, 3)), "1.bias": np.zeros(3)}
    journey = Journey(step=120, recorded=1200, total=3000, steps_per_epoch=40, best=240)
    readers = (
        read_saving,
        journey.read,
        lambda typed: read_rate(typed, 0.01),
        lambda typed: read_weight(typed, params),
        lambda typed: read_changes(typed, iris.experiment),
        lambda typed: parse(typed, facts),
    )
    for reader in readers:
        with suppress(GlassnetError):
            assert reader(text) is not None
