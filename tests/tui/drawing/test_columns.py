"""The columns of a picture are the layers of the network, and hold the numbers of the look."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from glassnet.tui.drawing.columns import (
    Column,
    activity,
    column_with,
    columns_of,
    deltas_of,
    focus,
    number_of,
    values_of,
)
from glassnet.tui.operations import Operation
from glassnet.tui.sight import Selection
from tests.tui.sights import (
    digits_run,
    iris_run,
    many_sights,
    maps_run,
    mixed_run,
    sight_of,
    xor_run,
)


def at(run, kind, layer=None, **changes):
    """Return what is seen just after an operation."""
    sight = sight_of(run, **changes)
    return sight_of(run, operation=sight.operations.index(Operation(kind, layer)), **changes)


def test_an_activation_stands_with_the_layer_before():
    """Two Dense layers with their sigmoids are two columns beside the inputs."""
    columns = columns_of(sight_of(xor_run()))
    assert [column.layers for column in columns] == [(), (0, 1), (2, 3)]
    assert [column.kinds for column in columns] == [
        ("input",), ("Dense", "Sigmoid"), ("Dense", "Sigmoid"),
    ]  # fmt: skip


def test_flat_numbers_are_still_seen_as_the_maps_they_were():
    """Flatten has no column; its numbers stand as the image or as the maps before it."""
    assert columns_of(sight_of(digits_run()))[0].shape == (8, 8, 1)
    found = columns_of(sight_of(maps_run()))
    assert [column.shape for column in found] == [(8, 8, 1), (6, 6, 3), (3, 3, 3), (10,)]
    assert found[2].kinds == ("MaxPool", "Flatten")


def test_networks_within_have_columns():
    """Residual and Network multiply by matrices inside, so they do not join a column."""
    heads = [column.head for column in columns_of(sight_of(mixed_run()))]
    assert heads == [None, 0, 1, 3, 5, 7]


@given(many_sights())
@settings(max_examples=40, deadline=None)
def test_every_layer_has_one_column_and_the_selection_is_in_it(sight):
    """The layers of all columns, one after the other, are all layers."""
    columns = columns_of(sight)
    layers = [layer for column in columns for layer in column.layers]
    assert layers == list(range(len(sight.look.layers)))
    place, unit = focus(sight, columns)
    assert column_with(columns, sight.selection.layer) == place
    assert 0 <= unit < columns[place].total


def test_values_are_those_of_the_last_layer_reached():
    """Before forward there are none, then z, then what the activation makes of it."""
    run = iris_run()
    hidden = columns_of(sight_of(run))[1]
    look = sight_of(run).look
    assert values_of(at(run, "rows"), hidden) is None
    np.testing.assert_array_equal(values_of(at(run, "forward", 0), hidden), look.layers[0].y)
    np.testing.assert_array_equal(values_of(at(run, "forward", 1), hidden), look.layers[1].y)
    np.testing.assert_array_equal(values_of(sight_of(run), columns_of(sight_of(run))[0]),
                                  look.batch.x)  # fmt: skip


def test_deltas_are_known_once_the_layer_after_has_passed_them_back():
    """δ of z is what backward through the activation gives; the last layer's is the loss's."""
    run = iris_run()
    _, hidden, last = columns_of(sight_of(run))
    look = sight_of(run).look
    assert deltas_of(at(run, "backward", 2), hidden) is None
    shown = deltas_of(at(run, "backward", 1, row=2), hidden)
    np.testing.assert_array_equal(shown, look.layers[1].dx[2])
    assert deltas_of(at(run, "forward", 2), last) is None
    np.testing.assert_array_equal(deltas_of(at(run, "loss"), last), look.layers[2].dy[0])


def test_activity_is_the_mean_size_over_the_batch():
    """Of a map it is the mean over its places, too."""
    sight = sight_of(maps_run())
    column = columns_of(sight)[1]
    wanted = np.abs(sight.look.layers[1].y).mean(axis=(0, 1, 2))
    np.testing.assert_allclose(activity(sight, column), wanted, rtol=1e-5)


def test_the_selected_unit_of_a_map_is_its_channel():
    """Wherever in the map one points."""
    sight = sight_of(maps_run(), selection=Selection(0, (4, 1, 2)))
    assert focus(sight, columns_of(sight)) == (1, 2)


@pytest.mark.parametrize("shape", [(5,), (3, 4), (2, 3, 4)])
def test_a_number_is_found_where_numpy_has_it(shape):
    """Row by row, the last axis fastest."""
    for index in np.ndindex(*shape):
        assert number_of(index, shape) == np.ravel_multi_index(index, shape)


def test_numbers_of_a_map_know_their_unit_and_row():
    """Laid flat, the channels are the fastest."""
    column = Column(0, (0,), ("Conv2D",), (2, 3, 4))
    flat = np.arange(24)
    rows, _, channels = np.unravel_index(flat, (2, 3, 4))
    np.testing.assert_array_equal(column.units_of(flat), channels)
    np.testing.assert_array_equal(column.rows_of(flat), rows)
