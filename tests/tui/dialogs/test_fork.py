"""What is different in another future."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import glassnet as gn
from glassnet.ground.errors import UsageError
from glassnet.run.commands import CHANGEABLE
from glassnet.tui.dialogs.fork import ForkDialog, read_changes, written

EXPERIMENT = gn.Experiment(
    gn.Network(gn.Dense(3)),
    gn.CategoricalCrossEntropy(),
    optimizer=gn.Adam(beta1=0.8),
    schedule=gn.OneCycle(),
    early_stopping=gn.EarlyStopping(patience=7),
)


@pytest.mark.parametrize(
    "text, changes",
    [
        ("", {}),
        ("learning_rate = 0.01", {"learning_rate": 0.01}),
        ("optimizer=sgd, l2 = 1e-3", {"optimizer": gn.SGD(), "l2": 0.001}),
        ('optimizer = "Adam"', {"optimizer": gn.Adam()}),
        (
            "optimizer = { name = Momentum, momentum = 0.8 }",
            {"optimizer": gn.Momentum(momentum=0.8)},
        ),
        ("schedule = Cosine", {"schedule": gn.Cosine()}),
        ("clip_norm = none, epochs = 3", {"clip_norm": None, "epochs": 3}),
        ("early_stopping = None", {"early_stopping": None}),
        ("early_stopping.patience = 5", {"early_stopping": gn.EarlyStopping(5)}),
    ],
)
def test_changes_are_written_as_in_a_file(text, changes):
    """TOML, parted by commas; a name needs no quotation marks."""
    assert read_changes(text, EXPERIMENT) == changes


@pytest.mark.parametrize("name", CHANGEABLE)
def test_what_is_shown_of_a_field_can_be_typed(name):
    """The present value, as the list shows it, is read as that value."""
    value = getattr(EXPERIMENT, name)
    assert read_changes(f"{name} = {written(value)}", EXPERIMENT) == {name: value}


@pytest.mark.parametrize(
    "text, told",
    [
        ("faster", '"faster" is no change; write it as in "learning_rate = 0.01"'),
        ("learning_rate = ", "is no change"),
        ("} x = {", "is no change"),
        ("seed = 3", "a run cannot change seed (to 3)"),
        ("learning_rat = 3", 'Did you mean "learning_rate"?'),
        ("learning_rate = quick", 'learning_rate must be a number, got "quick".'),
        ("learning_rate = 0", "learning_rate must be a number in (0, 1e38], got 0.0."),
        ("optimizer = addam", 'Did you mean "Adam"?'),
        ("loss = mse", "a run cannot change its loss"),
        ("l1 = nan", "l1 must be a finite number"),
        (f"l1 = {'9' * 5000}", "is no change"),
        (f"l1 = {'[' * 450}", "is no change"),
    ],
)
def test_a_mistake_is_told(text, told):
    """What cannot be read, changed, or be, is told with its value."""
    with pytest.raises(UsageError) as error:
        read_changes(text, EXPERIMENT)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40) | st.text("l1={}[]\"', .adm\n", max_size=30))
def test_any_text_is_changes_or_is_refused(text):
    """Nothing that is typed does anything else."""
    with contextlib.suppress(UsageError):
        assert set(read_changes(text, EXPERIMENT)) <= set(CHANGEABLE)


def test_a_session_chooses_a_field_and_changes_it(play):
    """Down leads to the fields, Enter takes one with its value into the line."""
    at = CHANGEABLE.index("l1")
    keys = ["down", *["down"] * at, "enter", *["backspace"] * 3, *"0.5"]
    typed = play(ForkDialog(EXPERIMENT), keys)
    assert "From here on l1 = 0.5." in typed.text
    assert play(ForkDialog(EXPERIMENT), [*keys, "enter"]).answers == ({"l1": 0.5},)


def test_enter_alone_forks_without_a_change(play):
    """Nothing typed is a future in which nothing differs yet."""
    assert "Nothing changes" in play(ForkDialog(EXPERIMENT)).text
    assert play(ForkDialog(EXPERIMENT), ["enter"]).answers == ({},)
