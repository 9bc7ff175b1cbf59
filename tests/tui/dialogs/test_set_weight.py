"""One weight, changed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.run.commands import SetWeight
from glassnet.tui.dialogs.set_weight import SetWeightDialog, read_weight

PARAMS = {
    "0.weights": np.arange(12, dtype=np.float32).reshape(3, 4),
    "0.bias": np.zeros(4, dtype=np.float32),
    "2.1.weights": np.full((2, 2), 0.5, dtype=np.float32),
}


@pytest.mark.parametrize(
    "text, place",
    [
        ("0.weights[2, 3]", ("0.weights", (2, 3))),
        ("0.weights 2 3", ("0.weights", (2, 3))),
        ("0.bias[1]", ("0.bias", (1,))),
        (" 2.1.weights [1,0] ", ("2.1.weights", (1, 0))),
    ],
)
def test_a_weight_is_called_by_name_and_place(text, place):
    """As commands write it, or with blanks in place of signs."""
    assert read_weight(text, PARAMS) == place


@pytest.mark.parametrize(
    "text, told",
    [
        ("weights", 'write it as in "0.weights[0, 0]"'),
        ("0.wieghts[0, 0]", 'Did you mean "0.weights"?'),
        ("0.weights[3, 0]", '0.weights is 3 × 4, so it has no place "0.weights[3, 0]"'),
        ("0.weights[1]", "so it has no place"),
        ("0.bias", "0.bias is 4, so it has no place"),
    ],
)
def test_a_weight_that_is_not_there_is_told(text, told):
    """The sentence names what there is."""
    with pytest.raises(UsageError) as error:
        read_weight(text, PARAMS)
    assert told in str(error.value)


def test_a_session_gives_a_command(play):
    """One types the value; what the weight is now is told."""
    dialog = SetWeightDialog(PARAMS, 0, "weights", (1, 2))
    assert "0.weights[1, 2] is 6 now, one of 3 × 4" in play(dialog).text
    found = play(SetWeightDialog(PARAMS, 0, "weights", (1, 2)), [*"*2", "enter"]).answers
    assert found == (SetWeight(0, (1, 2), 12.0, "weights"),)


def test_another_weight_is_named_in_the_line_above(play):
    """Up leads to the weight; what a network inside a network learns has a name, too."""
    keys = ["up", *"2.1.weights[0,1]", "down", *"-1", "enter"]
    found = play(SetWeightDialog(PARAMS), keys).answers
    assert found == (SetWeight(2, (0, 1), -1.0, "1.weights"),)


def test_a_number_too_large_for_the_network_is_told(play):
    """1e300 is no float32; the dialog says so and stays."""
    there = play(SetWeightDialog(PARAMS), [*"1e300", "enter"])
    assert "must be a finite float32 number, got 1e+300" in there.text
    assert there.open
