"""Going to a step by its number or its name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.tui.dialogs.go_to import GoTo, Journey

HERE = Journey(step=120, recorded=1200, total=3000, steps_per_epoch=40, best=240)


@pytest.mark.parametrize(
    "text, step",
    [
        ("500", 500),
        (" 1,200 ", 1200),
        ("step 7", 7),
        ("epoch 3", 120),
        ("EPOCH 0", 0),
        ("+100", 220),
        ("-20", 100),
        ("−20", 100),
        ("+epoch 1", None),
        ("50 %", 1500),
        ("100%", 3000),
        ("start", 0),
        ("best", 240),
        ("end", 1200),
        ("finish", 3000),
    ],
)
def test_a_step_is_called_in_many_ways(text, step):
    """By number, epoch, distance, share or name; anything else is refused."""
    if step is None:
        with pytest.raises(UsageError):
            HERE.read(text)
    else:
        assert HERE.read(text) == step


@pytest.mark.parametrize(
    "text, told",
    [
        ("", 'there is no step ""'),
        ("bets", 'Did you mean "best"?'),
        ("3001", "the steps 0 … 3,000 (epochs 0 … 75), got step 3,001"),
        ("-121", "got step -1"),
        ("epoch 76", "got step 3,040"),
        ("1.5", 'there is no step "1.5"'),
    ],
)
def test_a_step_that_is_none_is_told(text, told):
    """The sentence names what was typed, and which steps there are."""
    with pytest.raises(UsageError) as error:
        HERE.read(text)
    assert told in str(error.value)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30) | st.text("0123456789+-% epoch", max_size=12))
def test_any_text_is_a_step_of_the_run_or_is_refused(text):
    """Nothing leads outside the run."""
    step, told = 0, ""
    try:
        step = HERE.read(text)
    except UsageError as error:
        told = str(error)
    assert 0 <= step <= 3000
    assert "\n" not in told


def test_the_best_has_a_name_only_where_there_is_one():
    """Without an evaluation "best" is no place."""
    with pytest.raises(UsageError):
        Journey(0, 0, 10, 2).read("best")


def test_a_run_that_went_beyond_its_end_is_reached(play):
    """One can go to whatever is recorded, past the planned end, too."""
    assert Journey(0, recorded=50, total=10, steps_per_epoch=5).read("50") == 50


def test_a_session_types_a_step_and_goes(play):
    """Typing tells where that is before Enter goes there."""
    typed = play(GoTo(120, 1200, 3000, 40, 240), [*"1210"])
    assert "Step 1,210, epoch 30 and 10 updates: trains 10 updates more." in typed.text
    assert play(GoTo(120, 1200, 3000, 40, 240), [*"1210", "enter"]).answers == (1210,)


def test_a_place_is_chosen_with_the_arrows(play):
    """Down leads to the list, Enter takes the place into the line, Enter goes."""
    keys = ["down", "down", "down", "enter", "enter"]
    assert play(GoTo(120, 1200, 3000, 40, 240), keys).answers == (1200,)
