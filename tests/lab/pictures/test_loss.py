"""The loss over the steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.pictures.loss import COLORS, loss_figure, loss_text
from glassnet.run.evaluation import Evaluation
from glassnet.run.history import History


def history(losses, validation=()):
    """Return a history of these losses, and (step, loss) evaluations."""
    made = History()
    made.append({"loss": np.array(losses), "learning_rate": np.ones(len(losses))})
    made.evaluations = [Evaluation(step, 1, 0.0, 1.0, loss) for step, loss in validation]
    return made


def test_a_falling_loss_falls_and_now_is_marked():
    """A mark's row never rises as the steps go on; the validation and the present are there."""
    lines = loss_text(history(np.linspace(9, 1, 400), [(200, 8.0)]), now=100, width=54, height=9)
    rows = [line.partition("┤")[2].ljust(41) for line in lines[:9]]
    heights = [[r for r in range(9) if rows[r][column] == "·"] for column in range(41)]
    marks = [seen[0] for seen in heights if seen]
    assert marks == sorted(marks)
    assert (marks[0], marks[-1]) == (0, 8)
    assert [r for r in range(9) if rows[r][20] == "o"] == [1]
    assert sum(row[10] == "│" for row in rows) == 8
    assert lines[-1] == "· training loss   o validation loss   │ now: step 100"


def test_a_loss_over_many_powers_of_ten_is_drawn_by_its_logarithm():
    """1 to 10⁻⁶ is a straight line then; a diverged or absent loss is no fault."""
    lines = loss_text(history(np.logspace(0, -6, 64)))
    assert lines[0].strip().startswith("0 ┤")
    assert "log₁₀" in lines[-1]
    assert loss_text(history([np.nan, 1.0]))
    assert loss_text(history([])) == ["no step was made yet."]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(), min_size=1, max_size=200), st.integers(40, 120))
def test_no_line_is_wider_than_asked_for(losses, width):
    """Whatever the losses are, infinite ones and such as are no numbers included."""
    told = history(losses, [(1, losses[0])])
    with np.errstate(all="ignore"):
        lines = loss_text(told, len(losses), width=width)
    assert max(map(len, lines)) <= width


def test_colors_are_of_marks_and_of_no_letter():
    """The o of a validation is found; those of "of" and "loss" are not."""
    found = [m[0] for m in COLORS.finditer("5 ┤ ··o oo   o validation loss of a log")]
    assert found == ["··", "o", "oo", "o"]


def test_the_curves_run_through_the_losses(svg):
    """A falling loss falls, 1 at the left; the line of the present stands where it should."""
    told = history([9.0, 5.0, 3.0], [(1, 8.0), (3, 4.0)])
    drawn = svg(loss_figure(told, now=2))
    line, checked, now = (drawn.path(name) for name in ("training", "validation", "now"))
    drop = np.diff(line[:, 1])
    assert drop[0] == pytest.approx(2 * drop[1], rel=1e-3)
    assert checked[:, 0] == pytest.approx(line[[0, 2], 0])
    assert now[:, 0] == pytest.approx(line[1, 0])
