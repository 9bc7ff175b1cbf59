"""A comparison on paper: what is drawn is what was found."""

from __future__ import annotations

import pytest

from glassnet.lab.compare.figures import figure
from glassnet.lab.compare.pairs import Rules, judge

KINDS = ("starts", "parameters", "time", "curves")


@pytest.fixture
def drawn(standing, yardsticks):
    """A function that draws two designs, one of which lost a start, and finds lines by name."""
    pytest.importorskip("matplotlib")
    designs = [standing("a", [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]), standing("b", [0.3] * 5 + [0.4])]

    def draw(*kinds):
        made = figure(designs, judge(designs, yardsticks.error, Rules()), yardsticks.error, kinds)
        return made, {line.get_gid(): line for axes in made.axes for line in axes.get_lines()}

    return draw


def test_each_kind_has_a_place_of_its_own(drawn):
    """All four, and the differences below; one kind alone has the paper to itself."""
    made, _ = drawn(*KINDS)
    labels = [axes.get_xlabel() for axes in made.axes]
    assert labels[:4] == ["held-out error; a dot is a start", "parameters",
                          "seconds a start, compiling included", "step"]  # fmt: skip
    assert labels[4].startswith("difference of paired starts")
    assert len(drawn("curves")[0].axes) == 1


def test_every_start_and_every_median_is_drawn(drawn):
    """The dots are the scores; a median stands over its design's cost."""
    _, lines = drawn("starts", "parameters")
    assert list(lines["starts-0"].get_xdata()) == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    assert "pair-0" in lines
    assert list(lines["median-0"].get_ydata()) == [0.3]
    assert list(lines["median-1"].get_xdata()) == [2]  # a line has a weight and a bias


def test_a_design_whose_starts_all_failed_is_left_out(standing, yardsticks):
    """It has no median; the other one is drawn."""
    pytest.importorskip("matplotlib")
    designs = [
        standing("a", [float("inf")] * 6, score="rmse"),
        standing("b", [1.0] * 6, score="rmse"),
    ]
    made = figure(designs, judge(designs, yardsticks.rmse, Rules()), yardsticks.rmse, KINDS)
    names = {line.get_gid() for axes in made.axes for line in axes.get_lines()}
    assert "median-0" not in names
    assert "median-1" in names
