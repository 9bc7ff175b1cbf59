"""Titles name layers and tell honestly what is folded; the last line tells how to read it all."""

from __future__ import annotations

import pytest

from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.numbers import short
from glassnet.tui.drawing.placement import scene_of
from glassnet.tui.drawing.titles import Drawn, draw_foot, draw_titles
from glassnet.tui.operations import Operation
from glassnet.tui.palette import DARK
from tests.tui.sights import (
    digits_run,
    iris_run,
    many_classes_run,
    maps_run,
    mixed_run,
    sight_of,
)


def titles(sight, width=130, height=36):
    canvas, scene = Canvas(width, height), scene_of(sight, width, height)
    draw_titles(canvas, sight, scene, DARK)
    return canvas.lines()[:2]


def foot(sight, drawn, width=130):
    canvas, scene = Canvas(width, 36), scene_of(sight, width, 36)
    draw_foot(canvas, sight, scene, drawn, DARK)
    return canvas.lines()[-1]


def test_each_layer_has_its_number_and_kind():
    """Layers that share a column stand after one another."""
    above, below = titles(sight_of(iris_run()))
    for words in ("input", "0 Dense · 1 Tanh", "2 Dense"):
        assert words in above.plain
    for words in ("4 numbers", "8 units", "3 units"):
        assert words in below.plain


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (digits_run, "8×8 image"),
        (digits_run, "the most active of the batch"),
        (maps_run, "3 maps, 6×6"),
        (many_classes_run, "the likeliest"),
    ],
)
def test_what_is_folded_says_so(run, words):
    """Images by their size, maps by theirs, large layers by which of their units are shown."""
    _, below = titles(sight_of(run()), 190, 20)
    assert words in below.plain


def test_the_layer_at_work_is_marked():
    """Its name alone, in the style of now; the row's inputs while it is read."""
    sight = sight_of(iris_run())
    for kind, layer, words in [
        ("forward", 1, "1 Tanh"), ("backward", 0, "0 Dense"), ("rows", None, "input"),
    ]:  # fmt: skip
        operation = sight.operations.index(Operation(kind, layer))
        above, _ = titles(sight_of(iris_run(), operation=operation))
        marked = [above.plain[s.start : s.end] for s in above.spans if s.style == DARK.now]
        assert marked == [words]


def test_the_foot_counts_synapses():
    """How many are drawn of how many, the lines without weights not counted."""
    drawn = [Drawn(60, 100_352, False), Drawn(3, 0, True)]
    assert "the 60 strongest of 100,352 synapses" in foot(sight_of(iris_run()), drawn).plain
    assert "12 synapses" in foot(sight_of(iris_run()), [Drawn(12, 12, False)]).plain


def test_the_foot_tells_the_loss_once_it_is_known():
    """That of the shown row; before it is computed there is none."""
    sight = sight_of(iris_run(), row=2)
    assert f"loss of the row {short(float(sight.look.losses[2])).strip()}" in foot(sight, []).plain
    assert "loss" not in foot(sight_of(iris_run(), operation=1), []).plain


def test_columns_without_room_are_counted():
    """In the first words of the last line."""
    sight = sight_of(mixed_run())
    line = foot(sight, [], width=40)
    count = len(scene_of(sight, 40, 36).columns)
    assert line.plain.strip().startswith("columns 1 to ")
    assert f" of {count}" in line.plain
