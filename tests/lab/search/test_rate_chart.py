"""The picture of a range test: where the curve is, and where the marks are."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glassnet.lab.search.rate_chart import HEIGHT, RateChart

RATES = np.logspace(-6, 1, 71)
STAIRS = np.where(RATES < 1e-3, 2.0, np.where(RATES < 0.5, 1.0, np.inf))


def test_the_median_is_drawn_where_it_is_and_the_marks_below():
    """High before the fall, at the bottom after it, nowhere where it is no number."""
    lines = RateChart(RATES, np.array([STAIRS] * 3), (1e-3, 0.5)).lines(84)
    rows = [line.split("┤", 1)[1].ljust(71) for line in lines[:HEIGHT]]
    assert len(rows[0]) == 71
    bottom, high = rows[-1], next(row for row in rows if "●" in row)
    assert {place for place, mark in enumerate(high) if mark == "●"} == set(range(30))
    assert {place for place, mark in enumerate(bottom) if mark == "●"} == set(range(30, 57))
    marks = lines[HEIGHT + 1]
    margin = lines[HEIGHT].index("└") + 1
    assert marks[margin + 30 :].startswith("↓ steepest")
    assert marks[margin + 57 :].startswith("↑ falls apart")
    assert lines[HEIGHT + 2].split()[0] in {"1e-06", "0.000001"}
    assert lines[HEIGHT + 2].endswith("10")


def test_marks_that_cannot_be_told_are_left_out():
    """Both, or an end that is beyond the chart."""
    assert not any("↓" in line for line in RateChart(RATES, STAIRS[None]).lines(80))
    one = RateChart(RATES, STAIRS[None], (1e-3, math.inf)).lines(80)
    assert any("↓" in line for line in one)
    assert not any("↑" in line for line in one)


@settings(max_examples=40, deadline=None)
@given(
    arrays(float, (3, 71), elements=st.floats(-1e6, 1e6) | st.just(math.inf)),
    st.integers(40, 120),
)
def test_whatever_the_losses_are_it_is_drawn_within_its_width(losses, width):
    """Flat, wild or infinite."""
    lines = RateChart(RATES, losses, (1e-6, 10.0)).lines(width)
    assert max(map(len, lines)) <= width


def test_a_figure_has_the_curve_the_band_and_the_interval():
    """In a logarithmic frame."""
    pytest.importorskip("matplotlib")
    drawn = RateChart(RATES, np.array([STAIRS] * 3), (1e-3, 0.5)).figure()
    (axes,) = drawn.axes
    assert axes.get_xscale() == "log"
    assert len(axes.lines) == 3
    np.testing.assert_array_equal(axes.lines[0].get_xdata(), RATES)
