"""The synapses that are chosen, and their numbers, are those inside the step."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.tui.drawing.synapses import learning_layer, synapses
from tests.tui.sights import (
    RUNS,
    broken_run,
    digits_run,
    iris_run,
    maps_run,
    mixed_run,
    numbers_run,
    sight_of,
)


def _all(sight, layer, read):
    """Return the numbers of all parameters of a layer, one after the other."""
    seen = sight.look.layers[layer]
    return np.concatenate([np.asarray(read(name)).reshape(-1) for name in seen.params])


@pytest.mark.parametrize("run", RUNS)
def test_the_numbers_are_those_of_the_look(run):
    """In their order, all numbers of each layer are what the look holds under their names."""
    sight = sight_of(run(), row=0)
    look = sight.look
    for seen in look.layers:
        if not seen.params:
            continue
        k = seen.number
        with np.errstate(all="ignore"):
            own = seen.gradient_of_row(0)
        found = synapses(sight, k, "place", 10**6)
        wanted = {
            "weight": lambda name, seen=seen: seen.params[name],
            "own": lambda name, own=own: own[name],
            "gradient": lambda name, seen=seen: seen.gradients[name],
            "applied": lambda name, k=k: look.gradients[f"{k}.{name}"],
            "update": lambda name, k=k: look.update(f"{k}.{name}"),
            "after": lambda name, k=k: look.after.params[f"{k}.{name}"],
        }
        for field, read in wanted.items():
            np.testing.assert_allclose(
                getattr(found, field), _all(sight, k, read), rtol=1e-5, atol=1e-7
            )


@pytest.mark.parametrize("sort", ["update", "weight", "gradient"])
def test_what_matters_most_comes_first(sort):
    """Of many synapses those are chosen, and so ordered, that are largest by what was asked."""
    sight = sight_of(digits_run())
    found = synapses(sight, 1, sort, 50)
    every = np.abs(getattr(synapses(sight, 1, "place", 10**6), sort))
    shown = np.abs(getattr(found, sort))
    np.testing.assert_array_equal(shown, np.sort(every)[::-1][:50])


def test_what_is_no_number_comes_first():
    """NaN is what one looks for: it stands in front of every number."""
    found = synapses(sight_of(broken_run()), 0, "gradient", 5)
    assert not np.isfinite(found.gradient).any()


def test_synapses_are_called_by_the_names_of_the_data():
    """Into the first layer lead the columns, out of the last come the classes."""
    sight = sight_of(iris_run())
    first = {each.source for each in synapses(sight, 0, "place", 100).ends}
    assert first == {"sepal_length", "sepal_width", "petal_length", "petal_width", "bias"}
    last = synapses(sight, 2, "place", 100).ends
    assert {each.target for each in last} == {"setosa", "versicolor", "virginica"}
    assert last[4] == ("1", "versicolor", (1, 1))
    assert last[-1] == ("bias", "virginica", (-1, 2))


def test_places_of_other_layers_are_told():
    """A weight of a map has its window, a pixel its place, a code and a layer inside a number."""
    ends = synapses(sight_of(maps_run()), 0, "place", 100).ends
    assert ends[0] == ("0 at 0,0", "0", (0, 0))
    assert ends[3 * 4 + 2] == ("0 at 1,1", "2", (0, 2))
    ends = synapses(sight_of(digits_run()), 1, "place", 10**6).ends
    assert ends[32 * 9].source == "image[1, 1]"
    told = {
        each.source
        for k in (0, 2, 3, 5)
        for each in synapses(sight_of(mixed_run()), k, "place", 999).ends
    }
    assert {"0: bias", "scale γ", "0: 3", "1: shift β"} <= told


def test_the_layer_that_learns_is_found():
    """An activation shows the weights that lead to it; what stands before all of them, the next."""
    look = digits_run().look()  # Flatten, Dense, ReLU, Dense
    assert [learning_layer(look, layer) for layer in range(4)] == [1, 1, 1, 3]
    assert learning_layer(numbers_run().look(), 1) == 0
