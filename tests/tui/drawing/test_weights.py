"""The table of weights holds what the step computed, as far as the step has come."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.tui.drawing.numbers import short
from glassnet.tui.drawing.weights import MOST, draw_weights
from glassnet.tui.operations import Operation, operations
from glassnet.tui.palette import DARK
from glassnet.tui.sight import ORDERS, Selection
from tests.tui.sights import digits_run, iris_run, many_sights, sight_of


def _plain(sight, width=120, **given_):
    return [text.plain for text in draw_weights(sight, width, 30, DARK, **given_)]


@given(many_sights(), st.integers(20, 150), st.sampled_from(ORDERS))
@settings(max_examples=60)
def test_every_table_fits(sight, width, sort):
    """No line is too wide, and all lines of the table are equally wide, whatever the numbers."""
    lines = draw_weights(sight, width, 20, DARK, sort=sort)
    assert all(text.cell_len <= width for text in lines)
    assert len({text.cell_len for text in lines[-3:]}) == 1
    assert len(lines) <= MOST + 3


def test_a_line_holds_the_numbers_of_its_synapse():
    """Weight, row, batch, applied, update and new stand under their heads."""
    run = iris_run()
    sight = sight_of(run, row=4)
    look, seen = sight.look, sight.look.layers[0]
    lines = _plain(sight, sort="place")
    assert lines[1].split() == [
        "from", "→", "to", "weight", "this", "row", "batch", "applied", "update", "new",
    ]  # fmt: skip
    line = lines[2 + 8 * 2 + 5]  # of the third input to unit 5
    numbers = [
        seen.params["weights"][2, 5],
        seen.gradient_of_row(4)["weights"][2, 5],
        seen.gradients["weights"][2, 5],
        look.gradients["0.weights"][2, 5],
        look.update("0.weights")[2, 5],
        look.after.params["0.weights"][2, 5],
    ]
    told = [short(float(number)).strip() for number in numbers]
    assert line.split() == ["petal_length", "→", "5", *told]


@pytest.mark.parametrize(
    ("operation", "dots"),
    [("forward", 5), ("backward", 3), ("update", 0)],
)
def test_what_is_not_computed_yet_is_a_dot(operation, dots):
    """Gradients come with the way back through the layer, moves with the update."""
    run = iris_run()
    layer = None if operation == "update" else 0
    place = operations(3).index(Operation(operation, layer))
    for line in _plain(sight_of(run, operation=place))[2:]:
        assert line.split().count("·") == dots


def test_the_selected_unit_is_marked():
    """▸ stands before what leads to the selected unit, and before nothing else."""
    sight = sight_of(iris_run(), selection=Selection(2, (1,), 4))
    lines = _plain(sight)[2:]
    marked = [line for line in lines if line.startswith("▸")]
    assert len(marked) == 9
    assert all("→ versicolor" in line for line in marked)


def test_a_layer_without_weights_shows_those_before_it():
    """The activation's own line says so; the table is that of the Dense layer."""
    lines = _plain(sight_of(iris_run(), selection=Selection(1, (0,))))
    assert lines[0] == "layer 1 (Tanh) learns nothing by itself"
    assert lines[1].startswith("layer 0 Dense(8)")


def test_what_is_left_out_is_said():
    """Of a large layer so many are shown, and how many there are stands above them."""
    sight = sight_of(digits_run(), selection=Selection(1, (0,)))
    lines = _plain(sight)
    assert f"{MOST} of 2,080 numbers, what moves most first" in lines[0]
    assert len(lines) == MOST + 2


def test_few_columns_are_the_foremost():
    """In a narrow panel there are the weight and its update."""
    heads = _plain(sight_of(iris_run()), width=40)[1].split()
    assert heads[3:] == ["weight", "update"]
    assert _plain(sight_of(iris_run()), width=20)[1].split()[3:] == ["weight"]


def test_signs_can_be_read_without_color():
    """A negative number has its minus in the text, not in its style alone."""
    sight = sight_of(iris_run())
    minus = sum(line[1:].split()[3].startswith("−") for line in _plain(sight)[2:])
    params = sight.look.layers[0].params.values()
    assert minus == sum(int(np.sum(array < 0)) for array in params)
