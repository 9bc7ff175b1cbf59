"""Where play is to stop."""

from __future__ import annotations

import pytest

from glassnet.tui.condition_grammar import facts_of
from glassnet.tui.conditions import LossIs, UnitDies
from glassnet.tui.dialogs.break_when import BreakWhen


@pytest.fixture
def facts(iris):
    """What a condition can speak of."""
    return facts_of(iris.experiment, iris.table)


def test_a_session_types_a_condition(play, facts):
    """How it is looked for is told before Enter sets it."""
    assert "play keeps its speed" in play(BreakWhen(facts), [*"loss < 1"]).text
    assert "play is slower" in play(BreakWhen(facts), [*"row 1 is right"]).text
    assert play(BreakWhen(facts), [*"loss < 0.05", "enter"]).answers == (LossIs("<", 0.05),)
    typed = play(BreakWhen(facts), [*"unit 3 of layer 1 dies", "enter"])
    assert typed.answers == (UnitDies((3,), 1),)


def test_an_example_is_chosen_and_changed(play, facts):
    """Enter on an example takes it into the line, where its number can be changed."""
    keys = ["down", "enter", "backspace", "5", "enter"]
    assert play(BreakWhen(facts), keys).answers == (LossIs("<", 0.05),)


def test_none_takes_the_condition_away(play, facts):
    """The answer is the word; it stands among the examples."""
    assert play(BreakWhen(facts, "loss < 1"), [*"none", "enter"]).answers == ("none",)
    there = play(BreakWhen(facts, "loss < 1"))
    assert "play on to the end" in there.text


def test_the_present_condition_stands_in_the_line(play, facts):
    """Enter alone sets it again."""
    assert play(BreakWhen(facts, "loss < 1"), ["enter"]).answers == (LossIs("<", 1.0),)


def test_a_mistake_is_told(play, facts):
    """A layer that is not there is named, and the dialog stays."""
    there = play(BreakWhen(facts), [*"unit 3 of layer 8 dies", "enter"], size=(40, 12))
    assert there.open
    assert "got 8" in there.text
