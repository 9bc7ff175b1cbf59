"""The curves' widget: its limits, its zoom, and the numbers in its frame."""

import numpy as np

from glassnet.tui.curves import Curve
from glassnet.tui.plots import Plots, Powers, _latest
from tests.tui.sights import iris_run, moment_of


def test_zooming_in_and_out_again_shows_everything():
    """Each key halves what is seen, around now and never beyond the ends."""
    plots, moment = Plots(), moment_of(iris_run())
    whole = plots._limits(moment)
    assert whole == (0.0, float(moment.recorded))
    plots.zoom(1)
    low, high = plots._limits(moment)
    assert high - low == whole[1] / 2
    assert low <= moment.step <= high
    assert high <= whole[1]
    plots.zoom(-1)
    assert plots._limits(moment) == whole
    plots.zoom(-1)
    assert plots._limits(moment) == whole


def test_a_logarithmic_axis_says_the_numbers_themselves():
    """−2 … 1 are 0.01 … 10."""
    assert Powers().get_labels_for_ticks([-2.0, 0.0, 1.0]) == ["0.01", "1", "10"]


def test_the_frame_tells_the_latest_values_as_far_as_there_is_room():
    """How each curve is drawn stands before its name."""
    curves = (
        Curve("training", 0, np.array([1.0, 2.0]), np.array([0.5, 0.25])),
        Curve("validation", 0, np.array([2.0]), np.array([0.75]), dotted=True),
    )
    assert _latest(curves, 60) == "─ training 0.25  · validation 0.75"
    assert _latest(curves, 30) == "─ training 0.25"
    assert _latest(curves, 10) == ""
