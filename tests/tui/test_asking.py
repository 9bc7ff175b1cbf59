"""What dialogs are opened with, and what becomes of their answers."""

from dataclasses import replace

import numpy as np
import pytest

from glassnet.tui.asking import _chosen_weight, model_here
from glassnet.tui.sight import Selection
from tests.tui.sights import iris_run, maps_run, sight_of


def test_the_model_here_has_the_weights_that_are_shown():
    """Not those of the best evaluation: it answers as the picture does."""
    run = iris_run()
    sight = sight_of(run)
    model = model_here(sight)
    look = sight.look
    assert np.array_equal(model.forward(look.batch.x), look.prediction)


@pytest.mark.parametrize(
    ("selection", "weight"),
    [
        (Selection(0, (5,)), (0, "weights", (0, 5))),
        (Selection(0, (5,), source=3), (0, "weights", (3, 5))),
        (Selection(1, (2,)), (0, "weights", (0, 2))),
        (Selection(2, (1,), source=7), (2, "weights", (7, 1))),
    ],
)
def test_the_weight_to_change_is_the_selected_one(selection, weight):
    """Of an activation, that of the layer before it."""
    sight = replace(sight_of(iris_run()), selection=selection)
    assert _chosen_weight(sight) == weight


def test_a_kernels_weight_is_named_in_full():
    """Of a convolution: as many places as its weights have."""
    sight = replace(sight_of(maps_run()), selection=Selection(0, (0, 0, 0)))
    layer, name, index = _chosen_weight(sight)
    assert len(index) == sight.look.layers[layer].params[name].ndim
