"""Pictures of a comparison: every start is in them, and they fit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.lab.compare.measures import Yardstick
from glassnet.lab.compare.pairs import Rules, judge
from glassnet.lab.compare.pictures import dots, intervals, picture

RMSE = Yardstick("rmse", "held-out", 100, "regression", solvable=False)


def test_each_start_is_a_dot_at_its_score(standing, yardsticks):
    """Four starts, two of them alike, are three marks, from the least score to the largest."""
    row, other, edge, *_ = dots(
        [standing("a", [0.1, 0.1, 0.2, 0.5]), standing("b", [0.3, 0.3, 0.3, 0.3])],
        yardsticks.error, 42,
    )  # fmt: skip
    marks = {place - 2: mark for place, mark in enumerate(row) if mark != " " and place > 1}
    assert marks == {0: ":", 5: "┃", 10: "·", 39: "·"}
    assert other.strip(" b") == "┃"
    assert edge.split("%")[0].strip() == "10"
    assert edge.endswith("50 %")


def test_starts_without_a_score_are_counted(standing, yardsticks):
    """What diverged is told beside the row, with a word on it."""
    lines = dots([standing("a", [1.0, 2.0, np.inf, np.inf], score="rmse")], yardsticks.rmse, 60)
    assert lines[0].endswith("✗ 2")
    assert "✗ have no finite score" in " ".join(lines)


def test_many_powers_of_ten_are_drawn_by_their_logarithm(standing, yardsticks):
    """10⁻⁶, 10⁻³ and 1 are as far apart as they should be."""
    row = dots([standing("a", np.repeat([1e-6, 1e-3, 1.0], [2, 1, 1]), score="loss")],
               yardsticks.loss, 43)[0]  # fmt: skip
    places = [place for place, mark in enumerate(row) if mark not in " a┃"]
    assert places == [2, 22, 42]


def test_intervals_stand_where_they_are(standing, yardsticks):
    """The mean is within its interval; zero is outside of a clear one and inside of another."""
    rng = np.random.default_rng(3)
    a, b, c = rng.normal(0, 1, 30), rng.normal(4, 1, 30), rng.normal(0, 1, 30)
    designs = [standing(n, s) for n, s in (("a", a), ("b", b), ("c", c))]
    pairs = judge(designs, yardsticks.error, Rules())
    first, second, third, *_ = intervals(pairs, yardsticks.rmse, 80)
    assert first.index("─") < first.index("●") < first.rindex("─") < first.index("│")
    assert second.index("─") < second.index("┼") < second.rindex("─")
    assert third.index("│") < third.index("─")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.floats(), min_size=3, max_size=3), min_size=2, max_size=4),
    st.text(min_size=1, max_size=60),
    st.integers(40, 120),
)
def test_no_line_is_wider_than_asked_for(standing, scores, name, width):
    """Whatever the scores and the names are."""
    designs = []
    for place, values in enumerate(scores):
        clean = np.where(np.isfinite(values), values, np.inf)
        designs.append(standing(f"{name}{place}", clean, score="rmse"))
    with np.errstate(all="ignore"):
        made = picture("some", designs, judge(designs, RMSE, Rules()), RMSE)
        lines = made.text(width).split("\n")
    assert max(map(len, lines)) <= width
    assert all(line.isprintable() for line in lines)


def test_each_kind_is_drawn_where_it_is_named(standing, yardsticks):
    """One kind alone, several in their order, all of them where none is named."""
    designs = [standing("a", [0.1, 0.2, 0.4]), standing("b", [0.3, 0.5, 0.4])]
    rest = designs, judge(designs, yardsticks.error, Rules()), yardsticks.error
    signs = {"starts": "mean difference", "parameters": "against parameters",
             "time": "against seconds", "curves": "training loss against updates"}  # fmt: skip
    for kind, sign in signs.items():
        text = picture("t", *rest, [kind]).text()
        assert [other for other, told in signs.items() if told in text] == [kind], sign
    both = picture("t", *rest, ["curves", "starts"]).text()
    assert 0 < both.index("training loss") < both.index("mean difference")
    assert all(sign in picture("t", *rest).text() for sign in signs.values())
    with pytest.raises(UsageError, match=r'"curves"'):
        picture("t", *rest, ["curve"])


def test_the_same_comparison_is_the_same_file(standing, yardsticks, tmp_path):
    """An SVG is equal to the last byte when it is made again."""
    pytest.importorskip("matplotlib")
    designs = [standing("a", [0.1, 0.2, np.inf]), standing("b", [0.3, 0.5, 0.4])]
    for name in ("1.svg", "2.svg"):
        pairs = judge(designs, yardsticks.error, Rules())
        picture("t", designs, pairs, yardsticks.error).save(tmp_path / name)
    assert (tmp_path / "1.svg").read_bytes() == (tmp_path / "2.svg").read_bytes()
