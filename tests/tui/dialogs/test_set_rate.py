"""The learning rate, typed."""

from __future__ import annotations

import pytest

from glassnet.ground.errors import UsageError
from glassnet.tui.dialogs.set_rate import SetRate, read_rate


@pytest.mark.parametrize("text", ["0", "-0.1", "1e39", "/-2", "*0"])
def test_a_rate_that_no_run_can_have_is_refused(text):
    """A rate is above 0 and within float32."""
    with pytest.raises(UsageError, match=r"learning_rate must be a number in \(0, 1e38\]"):
        read_rate(text, 0.01)


def test_a_session_changes_the_rate(play):
    """What is typed takes the place of the present rate; the change is told before Enter."""
    assert "from this step on 0.001, 10 times less" in play(SetRate(0.01), [*"/10"]).text
    assert "3 times as much" in play(SetRate(0.01), [*"0.03"]).text
    assert play(SetRate(0.01), [*"0.03", "enter"]).answers == (0.03,)


def test_enter_alone_keeps_the_rate(play):
    """The line begins with the present rate."""
    assert play(SetRate(0.01), ["enter"]).answers == (0.01,)
