"""What leads from one column to the next is what the layers compute with."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.nn.dense import Dense
from glassnet.nn.embedding import Embedding
from glassnet.nn.network import Network
from glassnet.nn.shape import Flatten, Reshape
from glassnet.run.training import prepare
from glassnet.tui.drawing.columns import columns_of
from glassnet.tui.drawing.links import links, strongest
from tests.tui.sights import iris_run, maps_run, mixed_run, sight_of


def found(run, place, **changes):
    """Return the links into a column, its head's look, and the sight."""
    sight = sight_of(run, **changes)
    columns = columns_of(sight)
    after = columns[place]
    return links(sight, columns[place - 1], after), sight.look.layers[after.head], sight


def test_a_dense_layer_leads_by_its_weights():
    """Every input to every unit, as before the update."""
    link, look, _ = found(iris_run(), 1)
    np.testing.assert_array_equal(link.weights, look.params["weights"])
    assert link.count == 4 * 8


def test_a_window_leads_by_its_strongest_weight():
    """From each channel to each filter; all weights of the kernel are counted."""
    link, look, _ = found(maps_run(), 1)
    kernel = look.params["weights"]
    places = np.abs(kernel).reshape(9, 3).argmax(axis=0)
    np.testing.assert_array_equal(link.weights[0], kernel.reshape(9, 3)[places, range(3)])
    assert link.count == kernel.size


def test_pooling_leads_from_map_to_map():
    """Each to the one of its number, from middle to middle, without a weight."""
    link, _, sight = found(maps_run(), 2)
    assert link.weights is None
    sizes = [column.shape for column in columns_of(sight)[1:3]]
    middles = [
        np.ravel_multi_index(np.array([[h // 2, w // 2, k] for k in range(c)]).T, (h, w, c))
        for h, w, c in sizes
    ]
    np.testing.assert_array_equal(link.pairs, middles)


@pytest.mark.parametrize("row", [0, 3])
def test_codes_lead_by_the_rows_that_they_chose(row):
    """What goes in times what leads on is what comes out, numbers passing by a weight of 1."""
    link, look, _ = found(mixed_run(), 1, row=row)
    x = look.x[row].astype(np.float64)
    x[-1] = 1.0  # a code chooses, it does not multiply
    np.testing.assert_allclose(x @ link.weights, look.y[row], atol=1e-6)


def test_a_network_within_has_no_lines_and_a_residual_passes():
    """A residual adds its input to each unit; what is inside of a network is not drawn."""
    residual, _, _ = found(mixed_run(), 3)
    inside, _, _ = found(mixed_run(), 4)
    assert residual.pairs.tolist() == [list(range(5))] * 2
    assert inside.weights is None
    assert not inside.pairs.size


def test_an_embedding_leads_by_its_rows_and_reshaping_by_place():
    """A code that is not in the table leads nowhere; numbers that only move are joined."""
    x = np.random.default_rng(0).integers(0, 9, (30, 4)).astype("float32")
    network = Network(Embedding(9, 2), Flatten(), Reshape((2, 4)), Flatten(), Dense(1))
    run = prepare(network, x, x[:, 0] * 2.5, scaling="none", engine="reference", batch_size=4)
    link, look, sight = found(run, 1)
    codes = look.x[sight.row].astype(int)
    np.testing.assert_array_equal(link.weights, look.params["weights"][codes])
    moved, _, _ = found(run, 2)
    assert moved.pairs.tolist() == [list(range(8))] * 2


def test_the_strongest_is_the_furthest_from_zero():
    """With its sign."""
    values = np.random.default_rng(1).normal(size=(6, 5))
    wanted = values[np.abs(values).argmax(axis=0), range(5)]
    np.testing.assert_array_equal(strongest(values), wanted)
