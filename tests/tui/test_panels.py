"""The panels: those that can be chosen, and those that are always there."""

from glassnet.tui.arrangement import PANELS
from glassnet.tui.palette import DARK
from glassnet.tui.panel import Panel
from glassnet.tui.panels import EVERY, make
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
