"""Charts of a comparison in characters: designs stand where their scores and costs are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.compare.charts import BAND, REACH, START, against, curves, quartiles, scale_of
from glassnet.lab.compare.measures import Yardstick

RMSE = Yardstick("rmse", "held-out", 100, "regression", solvable=False)


def columns(lines, mark):
    """Return the columns of a frame, from 0, in which a mark stands."""
    edge = next(line for line in lines if "┤" in line).index("┤")
    framed = (line[edge + 1 :] for line in lines if "┤" in line)
    return {place for line in framed for place, each in enumerate(line) if each == mark}


def heights(lines, mark):
    """Return the rows of a frame, from the top, in which a mark stands."""
    framed = [line.partition("┤")[2] for line in lines if "┤" in line]
    return [number for number, line in enumerate(framed) if mark in line]


def test_designs_stand_at_their_cost_and_score(standing, yardsticks):
    """The cheaper one is to the left, the better one below; each has its starts around it."""
    designs = [standing("good", np.linspace(0.1, 0.4, 20)), standing("poor", [0.8] * 20)]
    lines = against(designs, [30, 10], yardsticks.error, "parameters", 70)
    assert lines[0] == "held-out error against parameters"
    assert columns(lines, "a") == {56}
    assert columns(lines, "b") == {0}
    assert heights(lines, "a") > heights(lines, "b")
    assert columns(lines, START) == columns(lines, REACH) == {56}  # the others are under their b
    assert lines[1].startswith("80 %")
    assert lines[-3].split() == ["10", "30"]
    assert lines[-2].startswith("a good, b poor; ")


def test_the_interval_of_a_median_spans_its_ends(standing, yardsticks):
    """Of 0 to 10 %, one each, the median is surely between the third least and the third largest.

    (11 values: 2 · (1 + 11) / 2¹¹ is 1 %, with another rank it would be 7 %.)
    """
    designs = [standing("a", np.arange(11) / 100), standing("b", np.zeros(11))]
    lines = against(designs, [1, 2], yardsticks.error, "parameters", 70)
    framed = [line.partition("┤")[2] for line in lines if "┤" in line]
    drawn = [number for number, line in enumerate(framed) if line[:1] in ("┊", "a")]
    ends = [round(13 - 13 * value / 10) for value in (9, 1)]
    assert drawn == list(range(ends[0], ends[1] + 1))


def test_a_curve_is_a_median_within_its_band(standing):
    """Curves from 3 down to 1 with a band of a quarter: each column has its median and band."""
    made = []
    for name, end in (("down", 1.0), ("flat", 3.0)):
        ways = np.linspace(3.0, end, 60) + np.linspace(-0.25, 0.25, 9)[:, None]
        one = standing(name, np.ones(9))
        starts = tuple(replace(each, curve=tuple(way))
                       for each, way in zip(one.starts[0], ways, strict=True))  # fmt: skip
        made.append(replace(one, starts=(starts,), steps=tuple(range(0, 600, 10))))
    lines = curves(made, 80)
    assert columns(lines, "a") | columns(lines, "b") == set(range(67))
    assert max(heights(lines, "a")) == 13 - round(13 * 0.125 / 2.25)
    assert max(heights(lines, "b")) < 3
    assert any(BAND in line for line in lines)
    assert lines[-3].split() == ["0", "590"]


def test_quartiles_are_those_of_the_starts():
    """What diverged is above all others, and is never averaged."""
    losses = np.array([[1.0, 1.0], [2.0, np.nan], [3.0, np.inf], [4.0, 1e300]])
    low, middle, high = quartiles(losses)
    assert low.tolist() == [1.0, 1.0]
    assert middle.tolist() == [2.0, np.inf]
    assert high.tolist() == [3.0, np.inf]


def test_without_a_way_there_is_no_curve(standing):
    """One update is a point, and it is said."""
    one = standing("a", [1.0])
    still = tuple(replace(each, curve=(1.0,)) for each in one.starts[0])
    assert curves([replace(one, starts=(still,))], 60) == [
        "there are no learning curves: no start made more than one update."
    ]


@pytest.mark.parametrize(
    ("values", "logarithmic"),
    [([1.0, 20.0], False), ([1.0, 40.0], True), ([-1.0, 40.0], False), ([0.0, 9e9], False)],
)
def test_a_wide_span_is_a_logarithm(values, logarithmic):
    """Only where all is above 0, and the largest is 30 times the least."""
    assert scale_of(np.array(values)).logarithmic is logarithmic


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.floats(min_value=0.0), min_size=7, max_size=7), min_size=2, max_size=4),
       st.lists(st.floats(0.001, 1e6), min_size=4, max_size=4), st.integers(40, 120))  # fmt: skip
def test_no_line_is_wider_than_asked_for(standing, scores, costs, width):
    """Whatever the scores and costs are, infinite ones included."""
    designs = [standing(f"{n}" * 30, each, score="rmse") for n, each in enumerate(scores)]
    lines = [*against(designs, costs[: len(designs)], RMSE, "parameters", width),
             *curves(designs, width)]  # fmt: skip
    assert max(map(len, lines)) <= width
