"""The curves' widget: its limits, its zoom, and the numbers in its frame."""

import asyncio
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.app import App

from glassnet.tui.curves import Curve
from glassnet.tui.palette import DARK, LIGHT
from glassnet.tui.plots import NOTHING, Plot, Plots, Powers, Steps, _latest
from tests.tui.sights import iris_run, moment_of, sight_of


def test_zooming_in_and_out_again_shows_everything():
    """Each key halves what is seen, around now and never beyond the ends."""
    plots, moment = Plots(), moment_of(iris_run())
    whole = plots._limits(moment)
    assert whole == (0.0, float(moment.recorded))
    plots.zoom(1)
    low, high = plots._limits(moment)
    assert high - low == whole[1] / 2
    assert low <= moment.step <= high
    assert high <= whole[1]
    plots.zoom(-1)
    assert plots._limits(moment) == whole
    plots.zoom(-1)
    assert plots._limits(moment) == whole


def test_a_logarithmic_axis_says_the_numbers_themselves():
    """−2 … 1 are 0.01 … 10."""
    assert Powers().get_labels_for_ticks([-2.0, 0.0, 1.0]) == ["0.01", "1", "10"]


def test_the_frame_tells_the_latest_values_as_far_as_there_is_room():
    """How each curve is drawn stands before its name."""
    curves = (
        Curve("training", 0, np.array([1.0, 2.0]), np.array([0.5, 0.25])),
        Curve("validation", 0, np.array([2.0]), np.array([0.75]), dotted=True),
    )
    assert _latest(curves, 60, 0) == "─ training 0.25  · validation 0.75"
    assert _latest(curves, 30, 0) == "─ training 0.25"
    assert _latest(curves, 10, 0) == ""


def test_the_future_that_is_shown_is_told_first():
    """Its training, then its validation; the others after it."""
    curves = tuple(
        Curve(name, future, np.ones(1), np.ones(1), dotted=name.startswith("v"))
        for future in (0, 1)
        for name in (f"training {future}", f"validation {future}")
    )
    assert _latest(curves, 100, 1).split("  ") == [
        "─ training 1 1", "· validation 1 1", "─ training 0 1", "· validation 0 1",
    ]  # fmt: skip


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(12, 200))
@settings(max_examples=80, deadline=None)
def test_steps_below_a_plot_never_touch(low, wide, room):
    """At most five whole steps of the range, evenly apart; their labels have room."""
    found = Steps(room)
    ticks = found.get_ticks(float(low), float(low + wide))
    labels = found.get_labels_for_ticks(ticks)
    assert len(ticks) <= 5
    assert all(low <= tick <= low + wide and tick == int(tick) for tick in ticks)
    assert len(set(np.diff(ticks))) <= 1
    assert len(ticks) <= 2 or len("  ".join(labels)) <= room


def test_a_logarithmic_axis_ticks_at_whole_powers():
    """Where there are two; of very many every so many; of a narrow range in between."""
    assert Powers().get_ticks(-2.5, 1.2) == [-2.0, -1.0, 0.0, 1.0]
    assert Powers().get_ticks(-30.0, 0.0)[:2] == [-30.0, -26.0]
    assert len(Powers().get_ticks(0.1, 0.9)) > 2


class Alone(App[None]):
    """Nothing but the curves."""

    def __init__(self, plots):
        super().__init__()
        self.plots = plots

    def compose(self):
        yield self.plots


def seen(sight, look):
    """Return what `look` finds in the curves of `sight`, drawn alone."""

    async def use():
        app = Alone(Plots())
        async with app.run_test(size=(80, 24)) as pilot:
            app.plots.styles.width, app.plots.styles.height = 80, 24
            await pilot.pause()
            app.plots.show(sight, DARK)
            await pilot.pause()
            return await look(app, pilot)

    return asyncio.run(use())


def test_the_next_frame_undoes_what_the_mouse_did():
    """Both axes follow the curves again, however they were zoomed and dragged."""
    sight = sight_of(iris_run())

    def limits(plot):
        return plot._x_min, plot._x_max, plot._y_min, plot._y_max

    async def look(app, pilot):
        plot = app.plots.query_one("#loss", Plot)
        first = limits(plot)
        plot._zoom(1.0, 0.5, 0.5, True, True)
        plot._pan(3, 3)
        await pilot.pause()
        moved = limits(plot)
        app.plots.show(sight, LIGHT)
        await pilot.pause()
        return first, moved, limits(plot)

    first, moved, again = seen(sight, look)
    assert first != moved
    assert first == again


def test_before_the_first_step_it_says_so():
    """There are no axes around nothing; after a step there are, and no word."""
    sight = sight_of(iris_run())
    empty = replace(sight.moment.futures[0], losses=np.zeros(0), evaluations=())
    before = sight_of(iris_run(), futures=(empty,), step=0, recorded=0)

    async def look(app, _):
        text = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        return text, app.plots.query_one("#loss").display

    text, axes = seen(before, look)
    assert NOTHING in text
    assert not axes
    text, axes = seen(sight, look)
    assert NOTHING not in text
    assert axes
