"""What is selected next: through the drawn units, the columns, a unit's synapses, the orders."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from glassnet.tui import choosing
from glassnet.tui.drawing.network import shown_units
from glassnet.tui.sight import ORDERS, Selection
from tests.tui.sights import iris_run, maps_run, sight_of

ROOM = (100, 30)


def test_the_first_selection_is_a_unit_that_learns():
    """In a network that begins with a layer without weights, the first with some is taken."""
    assert choosing.first(iris_run().look()) == Selection(0, (0,))
    assert choosing.first(maps_run().look()).unit == (0, 0, 0)


@given(st.lists(st.sampled_from([("unit", 1), ("unit", -1), ("layer", 1), ("layer", -1)])))
def test_keys_lead_through_units_that_are_drawn(moves):
    """Wherever one goes, the selected unit is one of those in the picture."""
    sight = sight_of(iris_run(), selection=choosing.first(iris_run().look()))
    for kind, by in moves:
        choose = choosing.next_unit if kind == "unit" else choosing.next_layer
        sight = replace(sight, selection=choose(sight, ROOM, by))
        drawn = dict(shown_units(sight, *ROOM))
        assert sight.selection.unit in drawn[sight.selection.layer]


def test_down_leads_through_all_units_of_a_column_and_round():
    """Eight units: after eight keys one is where one was."""
    sight = sight_of(iris_run(), selection=Selection(0, (0,)))
    seen = []
    for _ in range(8):
        sight = replace(sight, selection=choosing.next_unit(sight, ROOM, 1))
        seen.append(sight.selection.unit[0])
    assert sorted(seen) == list(range(8))
    assert seen[-1] == 0


def test_synapses_of_a_unit_come_in_turn_and_then_none():
    """Four inputs: the first, …, the fourth, none."""
    sight = sight_of(iris_run(), selection=Selection(0, (2,)))
    seen = []
    for _ in range(5):
        sight = replace(sight, selection=choosing.next_source(sight, 1))
        seen.append(sight.selection.source)
    assert seen == [0, 1, 2, 3, None]
    assert choosing.next_source(sight, -1).source == 3


def test_the_orders_come_in_turn():
    """Each key orders the weights by the next thing; nothing else changes."""
    sight = sight_of(iris_run(), selection=Selection(2, (1,), source=3))
    seen = []
    for _ in ORDERS:
        sight = replace(sight, selection=choosing.next_order(sight))
        seen.append(sight.selection.order)
    assert seen == [*ORDERS[1:], ORDERS[0]]
    assert sight.selection == Selection(2, (1,), source=3)


def test_a_selection_fits_the_network_it_was_made_in_and_no_smaller_one():
    """Another future may have fewer layers, units or inputs, or units of another shape."""
    look = iris_run().look()  # four numbers, eight units, Tanh, three units
    for fitting in (Selection(0, (7,), source=3), Selection(2, (2,), source=7)):
        assert choosing.fits(fitting, look)
    for wrong in (
        Selection(3, (0,)),
        Selection(0, (8,)),
        Selection(0, (0,), source=4),
        Selection(0, (0, 0, 0)),
    ):
        assert not choosing.fits(wrong, look)
    maps = maps_run().look()
    assert choosing.fits(choosing.first(maps), maps)
    assert not choosing.fits(Selection(0, (0,)), maps)
