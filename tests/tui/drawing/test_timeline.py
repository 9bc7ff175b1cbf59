"""The whole run in three lines, every mark where it belongs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.run.commands import Recorded, SetLearningRate
from glassnet.tui.drawing.timeline import draw_timeline, duration
from glassnet.tui.palette import DARK
from tests.tui.sights import RUNS, iris_run, moment_of, sight_of


def _plain(sight, width=71):
    return [text.plain for text in draw_timeline(sight, width, 3, DARK)]


@given(st.data(), st.sampled_from(RUNS), st.integers(20, 200), st.integers(3, 9))
@settings(max_examples=60)
def test_every_timeline_is_three_lines_that_fit(data, run, width, height):
    """Wherever one stands in a run of any length, bar and marks are as wide as the panel."""
    total = data.draw(st.integers(1, 10**7))
    step, recorded = (data.draw(st.integers(0, total)) for _ in range(2))
    sight = sight_of(
        run(),
        total_steps=total,
        step=step,
        recorded=max(step, recorded),
        steps_per_epoch=data.draw(st.integers(1, total)),
        snapshots=tuple(data.draw(st.lists(st.integers(0, total), max_size=9))),
        best_step=data.draw(st.none() | st.integers(0, total)),
        playing=data.draw(st.booleans()),
        pace=data.draw(st.floats(0, 1e6)),
    )
    lines = draw_timeline(sight, width, height, DARK)
    assert len(lines) == 3
    assert lines[0].cell_len == lines[1].cell_len == width
    assert lines[2].cell_len <= width
    assert lines[0].plain.index("●") == step * (width - 1) // total


def test_a_run_without_steps_can_be_drawn():
    """Where no epoch is to be made, one stands at the start."""
    sight = sight_of(iris_run(), step=0, recorded=0, total_steps=0, snapshots=(0,))
    assert _plain(sight)[0].startswith("●─")


def test_the_bar_tells_made_recorded_and_open():
    """One cell a step: made up to now, recorded up to step 30, epochs of seven steps."""
    sight = sight_of(iris_run(), step=20, recorded=30, total_steps=70)
    bar = _plain(sight)[0]
    assert bar[:20] == "━━━━━━━╋━━━━━━╋━━━━━"
    assert bar[20] == "●"
    assert bar[21:31] == "┿╍╍╍╍╍╍┿╍╍"
    assert bar[31:] == "────┼──────┼──────┼──────┼──────┼───────"


def test_marks_stand_below_their_steps():
    """Snapshots, commands, forks and the best step, of two in a cell the rarer."""
    run = iris_run()
    future = moment_of(run).future
    given_ = (Recorded(9, SetLearningRate(0.5)), Recorded(40, SetLearningRate(0.01)))
    first = replace(future, commands=given_)
    other = replace(future, name="B", forked_at=33)
    sight = sight_of(
        run, snapshots=(0, 8, 9, 16), best_step=16, futures=(first, other), step=20, recorded=50
    )
    marks = _plain(sight)[1]
    assert {place: sign for place, sign in enumerate(marks) if sign != " "} == {
        0: "·", 8: "·", 9: "◆", 16: "★", 33: "Y", 40: "◆",
    }  # fmt: skip
    words = _plain(sight, 200)[2]
    assert "◆ 9: learning_rate = 0.5" in words
    assert "future A" in words
    assert "future B from step 33" in _plain(replace_moment(sight, active=1), 200)[2]


def replace_moment(sight, **changes):
    """Return the sight at another moment."""
    return replace(sight, moment=replace(sight.moment, **changes))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "‖ step 17 of 70 · epoch  3 of 10, step 3 of 7 · paused"),
        ({"playing": True, "speed": "10 steps/s", "pace": 10.0, "condition": "loss < 0.01"},
         "· epoch  3 of 10, step 3 of 7 · 10 steps/s, until loss < 0.01 · 5 s left at most"),
        ({"step": 70}, "■ step 70 of 70 · epoch 10 of 10 done         · finished"),
        ({"stopped": "no better for 20 epochs"}, "· finished: no better for 20 epochs"),
    ],
)  # fmt: skip
def test_words_say_what_goes_on(changes, told):
    """The step and the epoch, clearly apart, whether it plays, and how long it will take."""
    assert told in _plain(sight_of(iris_run(), **changes), 200)[2]


def test_words_do_not_jump():
    """Numbers keep their room from step to step, the time left and what stands behind it, too."""
    run = iris_run()
    future = moment_of(run).future
    futures = (replace(future, commands=(Recorded(0, SetLearningRate(0.5)),)),)
    places = {
        _plain(sight_of(run, step=step, playing=True, pace=pace, futures=futures), 200)[2].index(
            "◆"
        )
        for step, pace in ((0, 1.0), (9, 0.01), (10, 1e4), (50, 1e-9))
    }
    assert len(places) == 1


@given(st.floats(0, 1e12))
def test_a_duration_is_short(seconds):
    """However long something takes, six cells are enough, and nothing takes no time at all."""
    assert len(duration(seconds)) <= 6
    assert not duration(seconds).startswith("0")
