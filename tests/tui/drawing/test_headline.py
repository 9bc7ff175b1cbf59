"""The first line."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from glassnet.lab.doctor.finding import Finding
from glassnet.tui.drawing.headline import draw_headline
from glassnet.tui.palette import DARK
from tests.tui.sights import iris_run, moment_of, sight_of


def headline(width=160, **changes):
    """Return the line as text."""
    (line,) = draw_headline(sight_of(iris_run(), **changes), width, 1, DARK)
    return line.plain


@given(st.integers(1, 200))
def test_it_is_never_wider_than_the_screen(width):
    """What has no room is left out, the step last."""
    assert cell_len(headline(width)) <= width
    assert width < 60 or "step" in headline(width)


def test_step_and_epoch_are_told_apart():
    """So many steps of all, so many whole epochs, and so many steps of the next."""
    run = iris_run()
    line = headline()
    assert f"step {run.step:,} of {run.program.total_steps:,}" in line
    assert "epoch  3 of 10, step 3 of 7" in line
    assert f"loss {run.history['loss'][run.step - 1]:.4g}" in line


def test_it_says_whether_the_run_moves_or_is_at_its_end():
    """Playing, paused, finished; and before the first step no loss is known."""
    assert "playing" in headline(playing=True)
    assert "paused" in headline()
    assert "finished" in headline(stopped="no improvement for 3 epochs")
    assert "loss not known yet" in headline(step=0)


def test_a_loss_that_is_no_number_is_told():
    """NaN and infinity are words."""
    moment = moment_of(iris_run())
    bad = replace(moment.future, losses=np.full(moment.recorded, np.nan))
    assert "loss nan" in headline(futures=(bad,))


def test_what_the_doctor_found_stays_on_the_narrowest_screen():
    """Beside whether it plays; without a finding there is no word of a doctor."""
    found = Finding("equal-start", "All units start equal.", "certain", {})
    for width in (80, 60, 45):
        assert "✗ 1 finding: d" in headline(width, findings=(found,))
    assert "finding" not in headline()
