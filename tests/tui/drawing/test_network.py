"""The picture of a network fits, is right, and can be pointed at."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.nn.activations import ReLU, Tanh
from glassnet.nn.convolution import Conv1D, Conv2D
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.embedding import Embedding
from glassnet.nn.global_pooling import GlobalAveragePool
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm
from glassnet.nn.residual import Residual
from glassnet.nn.shape import Flatten, Reshape
from glassnet.run.training import prepare
from glassnet.tui.drawing.network import draw_network, shown_units, unit_at
from glassnet.tui.drawing.placement import scene_of
from glassnet.tui.operations import Operation
from glassnet.tui.palette import DARK, LIGHT, MONOCHROME
from glassnet.tui.sight import Selection
from tests.tui.sights import digits_run, iris_run, many_sights, maps_run, sight_of

ROOMS = [(20, 3), (20, 8), (40, 12), (80, 24), (120, 40), (200, 60)]


def plain(sight, width=120, height=36, palette=MONOCHROME):
    return [line.plain for line in draw_network(sight, width, height, palette)]


@given(many_sights(), st.integers(20, 160), st.integers(3, 60), st.sampled_from([DARK, MONOCHROME]))
@settings(max_examples=80, deadline=None)
def test_the_picture_fits(sight, width, height, palette):
    """It has just as many lines as there is room for, none too wide, whatever is to be seen."""
    lines = draw_network(sight, width, height, palette)
    assert len(lines) == height
    assert all(line.cell_len <= width for line in lines)


IMAGES, CODES, WAVES, ROWS = (12, 12, 3), "codes", (64,), (5,)
NETWORKS = [
    (IMAGES, Network(Conv2D(9, 3), Tanh(), GlobalAveragePool(), Dense(1))),
    (IMAGES, Network(Flatten(), Dropout(0.3), Dense(40), ReLU(), Dense(1))),
    (IMAGES, Network(BatchNorm(), Residual(Conv2D(3, 3, padding="same")), Flatten(), Dense(1))),
    (WAVES, Network(Reshape((16, 4)), Conv1D(5, 3), ReLU(), Flatten(), Dense(1))),
    (CODES, Network(Embedding(9, 3), Flatten(), Dense(1))),
    (ROWS, Network(*[layer for _ in range(15) for layer in (Dense(3), Tanh())], Dense(1))),
    (ROWS, Network(Network(Dense(4), Dense(3)), Dense(300, bias=False), Dense(1))),
]


@pytest.mark.parametrize(("shape", "network"), NETWORKS)
def test_any_network_can_be_drawn(shape, network):
    """Colors, sequences, codes, deep and wide, at every size, at every operation of a step."""
    random = np.random.default_rng(0)
    x = random.random((24, *shape) if shape != CODES else (24, 4)).astype("float32")
    x = np.floor(x * 9) if shape == CODES else x
    scaling = "none" if shape == CODES else "standardize"
    run = prepare(
        network, x, random.normal(size=24), batch_size=4, engine="reference", scaling=scaling
    )
    look = run.look()
    for operation in (None, *range(len(sight_of(run, look=look).operations))):
        sight = sight_of(run, look=look, operation=operation)
        for width, height in ROOMS:
            lines = draw_network(sight, width, height, LIGHT)
            assert len(lines) == height
            assert all(line.cell_len <= width for line in lines)
            for layer, units in shown_units(sight, width, height):
                shape_of = look.layers[layer].y.shape[1:]
                assert all(len(unit) == len(shape_of) for unit in units)
                assert all(
                    n < most for unit in units for n, most in zip(unit, shape_of, strict=True)
                )


@given(many_sights(), st.integers(20, 160), st.integers(4, 60))
@settings(max_examples=40, deadline=None)
def test_a_click_on_a_unit_selects_it(sight, width, height):
    """The middle of every unit leads to it; what is selected is then shown as such."""
    spots = scene_of(sight, width, height).spots
    columns = [spot for spot in spots if spot.column.head is not None]
    shown = shown_units(sight, width, height)
    assert [layer for layer, _ in shown] == [spot.column.head for spot in columns]
    for spot, (layer, units) in zip(columns, shown, strict=True):
        for y, unit in zip(spot.ys, units, strict=True):
            found = unit_at(sight, width, height, spot.x + spot.width // 2, y + spot.rows // 2)
            assert found.layer == layer
            assert found.source is None
            assert found.unit == unit or (spot.form == "map" and found.unit[-1] == unit[-1])


def test_a_click_on_a_pixel_selects_its_place():
    """The corners of a map are the corners of what the layer puts out."""
    sight = sight_of(maps_run())
    spot = scene_of(sight, 120, 36).spots[1]
    first = unit_at(sight, 120, 36, spot.x, spot.ys[2])
    last = unit_at(sight, 120, 36, spot.x + spot.width - 1, spot.ys[2] + spot.rows - 1)
    assert (first.unit, last.unit) == ((0, 0, 2), (5, 5, 2))


def test_a_click_on_an_input_selects_its_synapse():
    """To the unit selected in the next column, or to the first one there."""
    sight = sight_of(iris_run(), selection=Selection(0, (5,)))
    spot = scene_of(sight, 120, 36).spots[0]
    found = unit_at(sight, 120, 36, spot.x, spot.ys[2])
    assert (found.layer, found.unit, found.source) == (0, (5,), 2)
    other = sight_of(iris_run(), selection=Selection(2, (1,)))
    assert unit_at(other, 120, 36, spot.x, spot.ys[3]).unit == (0,)


def test_a_click_beside_the_units_selects_nothing():
    """On the titles, on synapses, and outside of the picture."""
    sight = sight_of(iris_run())
    gap = scene_of(sight, 120, 36).spots[0].end + 2
    for x, y in [(60, 0), (gap, 18), (500, 10), (-1, 5), (5, 900)]:
        assert unit_at(sight, 120, 36, x, y) is None


def test_every_weight_has_its_line():
    """Of a small network all lines that are not nearly 0 are drawn, and counted."""
    sight = sight_of(iris_run())
    weights = [sight.look.layers[k].params["weights"] for k in (0, 2)]
    seen = sum(int((np.abs(w) >= 0.1 * np.abs(w).max()).sum()) for w in weights)
    count = int(plain(sight)[-1].split("the ")[1].split(" strongest")[0])
    assert count == seen
    assert "of 56 synapses" in plain(sight)[-1]


def test_many_synapses_are_folded():
    """Only the strongest of them are drawn, and the picture says how many there are."""
    sight = sight_of(digits_run())
    count = int(plain(sight)[-1].split("the ")[1].split(" strongest")[0])
    assert count <= 150
    assert "of 2,368 synapses" in plain(sight)[-1]


def test_the_selected_synapse_is_marked():
    """From its source to its unit, in the style of now."""
    sight = sight_of(iris_run(), selection=Selection(0, (7,), 0))
    before, after = scene_of(sight, 120, 36).spots[:2]
    marked = {
        line.plain[place]
        for line in draw_network(sight, 120, 36, DARK)
        for span in line.spans
        if span.style == DARK.now
        for place in range(max(span.start, before.end), min(span.end, after.start))
    }
    assert any(0x2800 < ord(glyph) <= 0x28FF for glyph in marked)


@pytest.mark.parametrize(("kind", "glyph"), [("forward", "▸"), ("backward", "◂")])
def test_arrows_tell_which_way_numbers_flow(kind, glyph):
    """Forth to each unit of the layer at work, or from it back to each that feeds it."""
    sight = sight_of(iris_run())
    operation = sight.operations.index(Operation(kind, 2))
    lines = plain(sight_of(iris_run(), operation=operation))
    spots = scene_of(sight, 120, 36).spots
    wanted = len(spots[2].shown) if kind == "forward" else len(spots[1].shown)
    assert sum(line.count(glyph) for line in lines) == wanted
    assert not any(glyph in line for line in plain(sight))


def test_the_same_sight_gives_the_same_picture():
    """Nothing is kept from one picture to the next."""
    sight = sight_of(digits_run(), selection=Selection(1, (3,)))
    first = draw_network(sight, 100, 30, DARK)
    draw_network(sight_of(iris_run()), 80, 20, LIGHT)
    assert first == draw_network(sight, 100, 30, DARK)
