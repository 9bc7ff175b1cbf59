"""Heat maps show the weights, their change, and what one unit sees; the strongest is never lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.tui.drawing.heat import draw_heat
from glassnet.tui.operations import Operation
from glassnet.tui.palette import DARK, MONOCHROME
from glassnet.tui.sight import Selection
from tests.tui.sights import (
    broken_run,
    digits_run,
    iris_run,
    many_sights,
    maps_run,
    sight_of,
)


def plain(sight, width=140, height=40):
    return [line.plain for line in draw_heat(sight, width, height, MONOCHROME)]


@given(many_sights(), st.integers(20, 160), st.integers(3, 60), st.sampled_from([DARK, MONOCHROME]))
@settings(max_examples=80, deadline=None)
def test_the_maps_fit(sight, width, height, palette):
    """No line is wider than the panel, whatever is selected, and there are not too many lines."""
    lines = draw_heat(sight, width, height, palette)
    assert all(line.cell_len <= width for line in lines)
    assert 0 < len(lines) <= max(height, 4 * 9)


def test_the_scale_is_told():
    """What the strongest color stands for, of the weights and of their update."""
    sight = sight_of(iris_run())
    text = "\n".join(plain(sight))
    weights = sight.look.layers[0].params["weights"]
    update = sight.look.after.params["0.weights"] - sight.look.before.params["0.weights"]
    assert f"strongest = {np.abs(weights).max():.4g}" in text
    assert f"strongest = {np.abs(update).max():.4g}" in text
    assert "4 inputs ↓ × 8 units →" in text
    assert "update W′ − W" in text


def test_every_cell_of_a_small_matrix_is_shown():
    """Strokes where weights are below zero, shades where they are above, as dark as they are."""
    sight = sight_of(iris_run(), selection=Selection(0, (5,)))
    weights = sight.look.layers[0].params["weights"].astype(float)
    lines = plain(sight)
    start = lines.index(next(line for line in lines if "▾" in line)) + 1
    times = round(lines[start - 1].index("▾") / 5.5)  # over the middle of unit 5
    for row, column in np.ndindex(*weights.shape):
        glyph = lines[start + row * times // 2][column * times]
        share = weights[row, column] / np.abs(weights).max()
        level = int(abs(share) * 4 + 0.5)
        assert glyph == (" ·-=≡" if share < 0 else " ░▒▓█")[level]


def test_one_unit_sees_an_image():
    """Its weights stand as the pixels do."""
    sight = sight_of(digits_run(), selection=Selection(1, (3,)))
    text = "\n".join(plain(sight))
    assert "weights of unit 3" in text
    assert "an image of 8 × 8 inputs" in text
    own = sight.look.layers[1].params["weights"][:, 3]
    assert f"strongest = {np.abs(own).max():.4g}" in text


def test_a_window_is_an_image_too():
    """Of a filter: its height and width."""
    assert "3 × 3 inputs" in "\n".join(plain(sight_of(maps_run())))


def test_pooling_is_told():
    """How many numbers share a cell."""
    assert "a cell: the strongest of" in "\n".join(plain(sight_of(digits_run()), 80, 20))
    assert "a cell" not in "\n".join(plain(sight_of(iris_run()), 140, 40))


@pytest.mark.parametrize(
    ("kind", "layer", "title"),
    [
        ("loss", None, "not computed yet"),
        ("backward", 0, "gradient dL/dW"),
        ("update", None, "update W′ − W"),
    ],
)
def test_the_change_is_the_last_that_is_known(kind, layer, title):
    """Nothing, then the gradient, then the update."""
    sight = sight_of(iris_run())
    operation = sight.operations.index(Operation(kind, layer))
    assert title in "\n".join(plain(sight_of(iris_run(), operation=operation)))


def test_a_layer_without_weights_shows_those_before_it():
    """Or those after it, where there are none before."""
    assert "0 Dense weights" in plain(sight_of(iris_run(), selection=Selection(1, (2,))))[0]
    assert "1 Dense weights" in plain(sight_of(digits_run(), selection=Selection(0, (2,))))[0]


def test_numbers_that_are_not_finite_are_counted():
    """They have a mark of their own in the map."""
    sight = sight_of(broken_run())
    weights = [layer.params for layer in sight.look.layers if layer.params]
    lost = sum(int((~np.isfinite(p["weights"])).sum()) for p in weights[:1])
    text = "\n".join(plain(sight))
    assert (f"{lost:,} not finite" in text) == (lost > 0)
