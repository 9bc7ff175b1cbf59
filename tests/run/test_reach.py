"""Which steps there are is told whenever one is wanted that there is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.run.commands import Change
from glassnet.run.reach import require_made, require_reachable


@given(st.integers(-5, 40), st.integers(0, 30), st.integers(1, 7))
def test_a_step_is_given_back_or_refused(step, last, per_epoch):
    """A run goes to the steps 0 … last, and the epochs that are proposed do reach further."""
    if 0 <= step <= last:
        assert require_reachable(step, last, per_epoch) == step
        return
    with pytest.raises(UsageError, match=rf"no step {step} to go to") as error:
        require_reachable(step, last, per_epoch)
    if step > last:
        epochs = int(str(error.value).split("epochs=")[1].split(")")[0])
        assert (epochs - 1) * per_epoch < step <= epochs * per_epoch


def test_a_run_does_not_train_on_by_itself(made):
    """To a step behind the last epoch one cannot go; to advance ends there."""
    run = made(epochs=2)
    with pytest.raises(UsageError, match=r"last step is 6, so .* 7 .* fork\(epochs=3\) makes"):
        run.seek(7)
    assert (run.step, run.recorded, run.last_step) == (0, 0, 6)
    run.advance(100)
    assert (run.step, run.recorded, run.done) == (6, 6, True)
    run.advance(1)
    assert run.step == 6
    with pytest.raises(UsageError, match="last step is 6"):
        run.advance_epoch()
    longer = run.fork(epochs=3)
    longer.seek(7)
    assert (longer.step, longer.last_step, run.last_step) == (7, 9, 6)


def test_what_was_made_can_be_gone_to(made):
    """Fewer epochs than there are steps already do not hide those."""
    run = made(epochs=4)
    run.advance(11)
    run.command(Change((("epochs", 2),)))
    assert run.last_step == 11
    run.seek(2)
    assert run.last_step == 11
    run.seek(11)
    run.advance(5)
    assert run.step == 11


@pytest.mark.parametrize("step", [-1, 13])
def test_a_step_that_was_not_made_is_named(step):
    """With what was to be done there."""
    with pytest.raises(UsageError, match=rf"^one can look into the steps 0 … 12, got {step}\.$"):
        require_made(step, 12, "one can look into")
