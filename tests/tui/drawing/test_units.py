"""Units show the numbers of the look, by shade and in digits, and nothing that is not computed."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.image import SHADES, STROKES
from glassnet.tui.drawing.numbers import short
from glassnet.tui.drawing.placement import scene_of
from glassnet.tui.drawing.units import draw_spot
from glassnet.tui.operations import Operation
from glassnet.tui.palette import DARK, MONOCHROME
from glassnet.tui.sight import Selection
from tests.tui.sights import broken_run, digits_run, iris_run, maps_run, sight_of


def drawn(sight, place, width=130, height=36, palette=MONOCHROME):
    """Return the lines with column number `place` alone, and its spot."""
    canvas, scene = Canvas(width, height), scene_of(sight, width, height)
    draw_spot(canvas, sight, scene, place, palette)
    return canvas.lines(), scene.spot(place)


def unit_lines(sight, place, **room):
    """Return what is drawn of each unit of a column, in the order of the units."""
    lines, spot = drawn(sight, place, **room)
    cut = [line.plain[spot.x : spot.x + spot.width] for line in lines]
    return {unit: cut[y : y + spot.rows] for unit, y in zip(spot.shown, spot.ys, strict=True)}


@pytest.mark.parametrize("height", [12, 36])
@pytest.mark.parametrize("row", [0, 5])
def test_units_show_their_value_and_their_delta(row, height):
    """As boxes and as lines, the numbers are those of the look."""
    sight = sight_of(iris_run(), row=row)
    values, deltas = sight.look.layers[1].y[row], sight.look.layers[0].dy[row]
    for unit, lines in unit_lines(sight, 1, height=height, width=150).items():
        text = "\n".join(lines)
        assert short(float(values[unit])).strip() in text
        assert f"δ {short(float(deltas[unit]))}" in text


def test_shades_tell_size_and_strokes_the_sign():
    """The level is the share of the largest size in the batch."""
    sight = sight_of(iris_run())
    batch = sight.look.layers[1].y
    for unit, lines in unit_lines(sight, 1).items():
        value = float(batch[0, unit])
        level = int(abs(value) / np.abs(batch).max() * 4 + 0.5)
        assert lines[1][1:3] == (STROKES if value < 0 else SHADES)[level] * 2


def test_what_is_not_computed_is_dots():
    """Before forward there is no number, before backward no δ."""
    sight = sight_of(iris_run())
    early = sight_of(iris_run(), operation=0)
    half = sight_of(iris_run(), operation=sight.operations.index(Operation("loss")))
    for lines in unit_lines(early, 1).values():
        assert "··" in lines[1]
        assert not any(sign.isdigit() for sign in lines[1])
    assert not any("δ" in line for lines in unit_lines(half, 1).values() for line in lines)
    assert any("." in line for lines in unit_lines(half, 1).values() for line in lines)


def test_the_selected_unit_has_a_frame_of_its_own():
    """Heavy lines around a box, brackets around a cell."""
    sight = sight_of(iris_run(), selection=Selection(0, (2,)))
    boxes, cells = unit_lines(sight, 1), unit_lines(sight, 1, height=12)
    assert [unit for unit, lines in boxes.items() if "┏" in lines[0]] == [2]
    assert [unit for unit, lines in cells.items() if "[" in lines[0]] == [2]


def test_numbers_that_are_none_are_told():
    """NaN is no shade: question marks, in the style of what is wrong."""
    sight = sight_of(broken_run())
    spots = scene_of(sight, 120, 30).spots
    values = sight.look.layers[spots[-1].column.layers[-1]].y[sight.row]
    lines, _ = drawn(sight, len(spots) - 1)
    text = "\n".join(line.plain for line in lines)
    assert not np.isfinite(values).all()
    assert "??" in text or "∞" in text


def test_an_image_is_shown_pixel_by_pixel():
    """The ink of the digit is where the pixels are, the lightest the largest of the batch."""
    sight = sight_of(digits_run(), row=4)
    canvas, scene = Canvas(130, 36), scene_of(sight, 130, 36)
    draw_spot(canvas, sight, scene, 0, DARK)
    spot, x = scene.spots[0], sight.look.batch.x
    times = spot.width // 8
    shares = (x[4, :, :, 0] - x.min()) / (x.max() - x.min())
    for row, column in np.ndindex(8, 8):
        style = canvas.styles[spot.ys[0] + row * times // 2][spot.x + column * times]
        ink = int(style.split(" on ")[(row * times) % 2][1:3], 16)
        ground = int(DARK.ramp_positive[0][1:3], 16)
        assert abs(ink - (ground + (245 - ground) * shares[row, column])) < 12


def test_maps_before_they_are_computed_are_dots():
    """In the room that the image will take."""
    lines, spot = drawn(sight_of(maps_run(), operation=0, selection=Selection(4)), 1)
    for y in spot.ys:
        assert lines[y].plain[spot.x : spot.x + spot.width] == "·" * spot.width


def test_the_expected_answer_is_marked():
    """By ◀ and by a word, where the class stands."""
    run = iris_run()
    for row in range(4):
        sight = sight_of(run, row=row)
        lines, spot = drawn(sight, 2, width=150)
        marked = [y for y, line in enumerate(lines) if "◀" in line.plain]
        truth = int(run.table.known[sight.look.rows[row]])
        assert marked == [spot.ys[truth] + 1]
        assert str(run.table.preparation.classes[truth]) in lines[marked[0]].plain
        assert "expected" in lines[marked[0] + 1].plain


@pytest.mark.parametrize("unit", [(0, 0, 1), (5, 2, 0), (3, 5, 2)])
def test_the_selected_place_of_a_map_is_marked(unit):
    """Where it stands in its image, and a bar beside the image."""
    lines, spot = drawn(sight_of(maps_run(), selection=Selection(0, unit)), 1)
    found = [(y, line.plain.index("◆")) for y, line in enumerate(lines) if "◆" in line.plain]
    top = spot.ys[spot.shown.index(unit[2])]
    assert len(found) == 1
    y, x = found[0]
    assert (y - top) * 6 // spot.rows == unit[0]
    assert (x - spot.x) * 6 // spot.width == unit[1]
    assert [line.plain[spot.x - 1] for line in lines].count("▐") == spot.rows
