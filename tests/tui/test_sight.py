"""What can be seen inside a step, operation by operation."""

import pytest

from glassnet.tui.operations import operations
from tests.tui.sights import iris_run, sight_of


def test_a_whole_step_shows_everything():
    """Nothing is held back where one does not look inside."""
    sight = sight_of(iris_run())
    assert sight.current is None
    assert all(sight.reached(each.kind, each.layer) for each in sight.operations)


@pytest.mark.parametrize("place", range(len(operations(3))))
def test_what_is_done_so_far_is_reached_and_no_more(place):
    """At each place: those up to it."""
    sight = sight_of(iris_run(), operation=place)
    reached = [sight.reached(each.kind, each.layer) for each in sight.operations]
    assert reached == [True] * (place + 1) + [False] * (len(reached) - place - 1)
    assert sight.current == sight.operations[place]


def test_the_selected_layer_is_the_looks_own():
    """The first by default."""
    sight = sight_of(iris_run())
    assert sight.layer is sight.look.layers[0]
