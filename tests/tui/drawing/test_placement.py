"""Everything stands on the sheet, nothing on top of another, the important things first."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.tui.drawing.columns import columns_of
from glassnet.tui.drawing.legends import input_legends, input_texts, input_width
from glassnet.tui.drawing.placement import FEW, MARK, scene_of
from glassnet.tui.operations import Operation
from glassnet.tui.sight import Selection
from tests.tui.sights import (
    digits_run,
    iris_run,
    many_classes_run,
    many_sights,
    maps_run,
    mixed_run,
    sight_of,
)


@given(many_sights(), st.integers(20, 160), st.integers(3, 60))
@settings(max_examples=80, deadline=None)
def test_columns_stand_beside_one_another(sight, width, height):
    """Within the width and below one another within the height, apart by at least one cell."""
    scene = scene_of(sight, width, height)
    assert scene.spots
    end = -1
    for spot in scene.spots:
        assert end < spot.start
        end = spot.end
        bottom = scene.heads - 1
        for y in spot.ys:
            assert bottom < y
            bottom = y + spot.rows - 1
        assert bottom < height - scene.foot
        assert len(spot.ys) == len(spot.shown) == len(set(spot.shown)) > 0
    assert end <= width


@given(many_sights(), st.integers(20, 160), st.integers(3, 60))
@settings(max_examples=60, deadline=None)
def test_what_is_selected_or_at_work_is_shown(sight, width, height):
    """However little room there is: the column of the current operation, else the selected unit."""
    scene = scene_of(sight, width, height)
    now = sight.current
    if now is not None and now.layer is not None:
        heads = [spot.column.layers for spot in scene.spots]
        assert any(now.layer in layers for layers in heads)
    else:
        place, unit = scene.focus
        assert unit in scene.spot(place).shown


def test_of_a_large_layer_the_most_active_units_are_shown():
    """By the mean size over the batch, in order, and the selected one in any case."""
    sight = sight_of(digits_run(), selection=Selection(1, (0,)))
    spot = scene_of(sight, 100, 20).spots[1]
    mean = np.abs(sight.look.layers[2].y).mean(axis=0)
    assert len(spot.shown) == FEW
    assert 0 in spot.shown
    assert spot.shown == tuple(sorted(spot.shown))
    best = np.argsort(-mean)[: FEW - 1].tolist()
    assert set(best) <= set(spot.shown)


def test_of_many_classes_the_likeliest_and_the_expected_one_are_shown():
    """So that one sees what the network mistakes it for."""
    run = many_classes_run()
    sight = sight_of(run)
    spot = scene_of(sight, 120, 30).spots[-1]
    logits = sight.look.prediction[0]
    assert len(spot.shown) < spot.column.total
    assert int(logits.argmax()) in spot.shown
    assert int(run.table.known[sight.look.rows[0]]) in spot.shown


def test_few_units_are_boxes_and_many_are_lines():
    """A box takes three lines."""
    sight = sight_of(iris_run())
    assert [spot.form for spot in scene_of(sight, 120, 40).spots] == ["cell", "box", "box"]
    assert [spot.form for spot in scene_of(sight, 120, 15).spots] == ["cell", "cell", "box"]


def test_maps_are_images():
    """Each channel one, below one another, all of a size."""
    spots = scene_of(sight_of(maps_run()), 120, 36).spots
    assert [spot.form for spot in spots] == ["map", "map", "map", "box"]
    assert spots[1].shown == (0, 1, 2)


def test_places_do_not_depend_on_numbers():
    """Another row of the batch moves nothing, and neither does an operation."""
    run = mixed_run()
    count = len(sight_of(run).operations)
    scenes = [
        scene_of(sight_of(run, row=row, operation=operation), 130, 30)
        for row in (0, 2, 5)
        for operation in (None, 0, 4, count - 1)
    ]
    assert len({scene.spots for scene in scenes}) == 1


def test_where_not_all_columns_have_room_those_around_the_operation_are_shown():
    """The window moves with it."""
    run = mixed_run()
    sight = sight_of(run)
    total = len(columns_of(sight))
    for layer in (0, 7):
        operation = sight.operations.index(Operation("forward", layer))
        scene = scene_of(sight_of(run, operation=operation), 40, 20)
        assert len(scene.spots) < total
        assert scene.first == 0 or layer == 7


def test_rows_of_dots_are_inside_the_units():
    """Each number begins its line in the rows of its unit; a pixel in its row of the image."""
    scene = scene_of(sight_of(digits_run()), 120, 36)
    image, hidden = scene.spots[:2]
    rows = image.rows_of(np.arange(64)).reshape(8, 8)
    assert (np.diff(rows, axis=0) > 0).all()
    assert (np.diff(rows, axis=1) == 0).all()
    assert (rows // 4 >= image.ys[0]).all()
    assert (rows // 4 < image.ys[0] + image.rows).all()
    inside = hidden.rows_of(np.arange(32))
    for unit, y in zip(hidden.shown, hidden.ys, strict=True):
        assert inside[unit] // 4 == y
    assert set(inside[[k for k in range(32) if k not in hidden.shown]]) <= {-1}


def test_answers_leave_room_for_the_mark():
    """Of the expected one, behind the widest answer."""
    spot = scene_of(sight_of(iris_run()), 140, 40).spots[-1]
    assert spot.after > MARK + len("versicolor")


def test_names_take_spare_room_before_gaps_widen():
    """On a screen of 120 × 40 the names of iris stand there whole or nearly so, and differ."""
    sight = sight_of(iris_run())
    spot = scene_of(sight, 68, 25).spots[0]
    texts = input_texts(input_legends(sight, spot.shown), spot.before - 1)
    assert len({name for name, _ in texts}) == 4
    assert scene_of(sight, 140, 40).spots[0].before > input_width(sight)
