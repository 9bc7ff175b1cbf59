"""The panels: those that can be chosen, and those that are always there."""

from glassnet.lab.doctor.finding import Finding
from glassnet.tui.arrangement import PANELS
from glassnet.tui.palette import DARK
from glassnet.tui.panel import Panel
from glassnet.tui.panels import EVERY, Turns, make
from glassnet.tui.plots import Plots
from tests.tui.sights import iris_run, sight_of


def test_every_panel_that_can_be_chosen_is_made():
    """And a headline, a timeline and a footer beside them."""
    made = make(Plots())
    assert set(made) == {*PANELS, "head", "timeline", "footer"}
    assert set(EVERY) == set(PANELS)


def test_every_panel_draws():
    """Each makes lines of a sight, none wider than it may be."""
    sight = sight_of(iris_run())
    for panel in make(Plots()).values():
        if isinstance(panel, Panel):
            lines = panel._draw(sight, 60, 20, DARK)
            assert lines
            assert all(line.cell_len <= 60 for line in lines)


def test_no_panel_is_drawn_twice_for_the_same_look():
    """While playing, what shows a look waits for a new one; in frame 0 all are drawn."""
    turns, first, second = Turns(), sight_of(iris_run()), sight_of(iris_run())
    assert _drawn(turns, first, [0]) == [*EVERY]
    assert _drawn(turns, first, range(1, 10)) == ["settings", "curves"]
    assert sorted(_drawn(turns, second, range(1, 10))) == sorted(EVERY)
    assert _drawn(turns, second, [0]) == [*EVERY]


def test_panels_take_turns():
    """No two of those that are drawn now and then are drawn in the same frame; the rest always."""
    turns = Turns()
    for frame in range(1, 10):
        sight = sight_of(iris_run())
        seldom = [name for name in _drawn(turns, sight, [frame]) if EVERY[name] == 9]
        assert len(seldom) <= 1
        assert turns.has("head", sight, frame)


def _drawn(turns, sight, frames):
    """Return who has a turn in these frames, in order."""
    return [name for frame in frames for name in EVERY if turns.has(name, sight, frame)]


def test_a_new_finding_is_drawn_though_the_look_is_old():
    """By the health panel alone, and once."""
    turns, sight = Turns(), sight_of(iris_run())
    _drawn(turns, sight, [0])
    found = Finding("equal-start", "All units start equal.", "certain", {})
    ill = sight_of(iris_run(), look=sight.look, findings=(found,))
    assert sorted(_drawn(turns, ill, range(1, 10))) == ["curves", "health", "settings"]
    assert sorted(_drawn(turns, ill, range(1, 10))) == ["curves", "settings"]
