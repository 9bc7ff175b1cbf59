"""Moving through a run: by operation, row, step and epoch, forth and back."""

from hypothesis import given
from hypothesis import strategies as st

from glassnet.program.batches import Plan
from glassnet.tui.place import Place, Way

plans = st.builds(Plan, rows=st.integers(1, 40), batch_size=st.integers(1, 40)).filter(
    lambda plan: plan.batch_size <= plan.rows
)
ways = st.builds(
    lambda plan, epochs, layers: Way(plan, plan.steps_per_epoch * epochs, 2 * layers + 3),
    plans, st.integers(1, 5), st.integers(1, 6),
)  # fmt: skip
units = st.sampled_from(["operation", "row", "step", "epoch"])


@given(ways, units, st.lists(st.integers(-30, 30), max_size=12))
def test_every_place_that_one_comes_to_is_there(way, unit, counts):
    """One stands at a step of the run, at a row of its batch, at an operation of it."""
    place = Place()
    for count in counts:
        place = way.move(place, unit, count)
        assert 0 <= place.step <= way.steps
        assert 0 <= place.row < way.rows(place.step)
        assert place.operation is None or 0 <= place.operation < way.operations


@given(ways, st.sampled_from(["operation", "row", "step"]), st.integers(0, 60), st.integers(1, 20))
def test_as_far_back_as_forth_is_where_one_was(way, unit, start, count):
    """Where no end of the run is in the way, forth and back lead to the same place."""
    before = way.move(way.move(Place(), unit, 1), unit, start)
    further = way.move(before, unit, count)
    at_end = way.move(further, unit, 1) == further or further.step == way.steps
    if not at_end:
        again = way.move(further, unit, -count)
        assert (again.step, again.operation) == (before.step, before.operation)
        assert unit != "row" or again.row == before.row


@given(ways, units)
def test_the_ends_hold(way, unit):
    """Beyond the last step and before the first there is nothing."""
    assert way.move(Place(), unit, -10_000).step == 0
    assert way.move(Place(), unit, 10**7).step == way.steps


def test_operations_lead_through_a_step_into_the_next():
    """After the last operation of a step comes the first one of the next."""
    way = Way(Plan(4, 2), 10, 5)
    first = way.move(Place(), "operation", 1)
    assert (first.step, first.operation) == (0, 0)
    last = way.move(first, "operation", 4)
    assert (last.step, last.operation) == (0, 4)
    following = way.move(last, "operation", 1)
    assert (following.step, following.operation) == (1, 0)
    assert way.move(following, "operation", -1) == last


def test_back_from_a_whole_step_looks_at_its_last_operation():
    """Who does not look inside a step yet, and goes back by an operation, sees its end."""
    place = Way(Plan(4, 2), 10, 5).move(Place(step=3), "operation", -1)
    assert (place.step, place.operation) == (3, 4)


def test_rows_lead_through_the_batches_of_unequal_size():
    """5 rows in batches of 2 are 2, 2 and 1; then the next epoch begins."""
    way = Way(Plan(5, 2), 9, 5)
    places = [way.move(Place(), "row", count) for count in range(7)]
    assert [(place.step, place.row) for place in places] == [
        (0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (3, 0), (3, 1),
    ]  # fmt: skip


def test_back_by_an_epoch_begins_with_the_present_one():
    """From the midst of an epoch one goes to its beginning, from there to the one before."""
    way = Way(Plan(10, 2), 50, 5)
    assert way.move(Place(step=13), "epoch", -1).step == 10
    assert way.move(Place(step=10), "epoch", -1).step == 5
    assert way.move(Place(step=13), "epoch", 1).step == 15
    assert way.move(Place(step=10), "epoch", 1).step == 15
