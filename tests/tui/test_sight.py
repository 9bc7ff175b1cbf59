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


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (0, "epoch  1 of 10, step 0 of 7"),
        (6, "epoch  1 of 10, step 6 of 7"),
        (7, "epoch  1 of 10 done        "),
        (8, "epoch  2 of 10, step 1 of 7"),
        (70, "epoch 10 of 10 done        "),
    ],
)
def test_epochs_are_told_as_they_are_lived(step, words):
    """The one that is being made, or the last one that is done; always as wide."""
    moment = sight_of(iris_run(), step=step).moment
    assert moment.epoch_in_words == words


def test_the_operation_is_told_in_words():
    """Its number, what it is, and of which layer."""
    run = iris_run()
    assert sight_of(run).operation_in_words == ""
    assert sight_of(run, operation=0).operation_in_words == "1 of 9: rows"
    assert sight_of(run, operation=2).operation_in_words == "3 of 9: forward, layer 1 Tanh"
    assert sight_of(run, operation=8).operation_in_words == "9 of 9: update"
