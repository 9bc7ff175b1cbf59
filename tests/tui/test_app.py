"""Whole sessions at the dashboard, driven by keys and the mouse."""

import asyncio
import time

import numpy as np
import pytest

from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare
from glassnet.tui.app import Dashboard
from glassnet.tui.arrangement import PANELS
from glassnet.tui.stage import Stage

PATIENCE = 60.0  # seconds, for a machine that is busy


def small_run(**changes):
    """Return a run on iris of 10 epochs of 4 steps, before its first step."""
    usual = {"batch_size": 32, "epochs": 10, "engine": "reference", "seed": 3}
    return prepare(Network(Dense(4), Tanh(), Dense(3)), "iris", **{**usual, **changes})


def session(play, size=(120, 40), run=None, leave_now=lambda: False):
    """Let `play` use a dashboard; return it with its stage, once it is left."""
    run = run or small_run()
    stage = Stage(run)
    app = Dashboard(stage, run.table, leave_now)

    async def use():
        async with app.run_test(size=size) as pilot:
            await until(app, lambda _: True)
            await play(app, pilot)

    try:
        asyncio.run(use())
    finally:
        app.trainer.close()
    if app.trainer.failure is not None:
        raise app.trainer.failure
    return app, stage


async def until(app, true):
    """Wait until what is seen is as it should be."""
    end = time.monotonic() + PATIENCE
    while app.sight is None or not true(app.sight):
        if time.monotonic() > end:
            pytest.fail(f"it never came to that: {app.sight and app.sight.moment}")
        await asyncio.sleep(0.005)


def at(step):
    """Return whether a sight is at that step, and looks inside it."""
    return lambda sight: sight.moment.step == step and sight.look.step == step


def texts(app, name):
    """Return the lines of a panel as text."""
    return "\n".join(app.panel(name).texts)


def test_play_pause_back_seek_change_fork_and_leave():
    """One session with all of the controls; the states are those of the run itself."""

    async def play(app, pilot):
        await pilot.press("space")
        await until(app, lambda sight: sight.moment.step > 3)
        await pilot.press("space")
        await until(app, lambda sight: not sight.moment.playing)
        await pilot.press("home")
        await until(app, at(0))
        await pilot.press("right", "right", "shift+right")
        await until(app, at(12))
        await pilot.press("left")
        await until(app, at(11))
        await pilot.press("u", "left")
        await until(app, at(8))
        await pilot.press("f")
        await until(app, lambda _: len(app.screen_stack) == 2)
        await pilot.press(*"learning_rate = 0.5", "enter")
        await until(app, lambda sight: len(sight.moment.futures) == 2)
        await pilot.press("end")
        await pilot.press("q")

    _, stage = session(play)
    assert stage.run.step == 8
    assert [branch.forked_at for branch in stage.branches] == [None, 8]
    assert stage.run.experiment.learning_rate == 0.5
    fresh = small_run()
    fresh.seek(8)
    assert stage.run.state.params["0.weights"].tolist() == fresh.state.params["0.weights"].tolist()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_what_is_on_the_screen_is_what_the_run_says(size):
    """Step, loss, the row's probabilities and the selected weight are the run's own numbers."""

    async def play(app, pilot):
        for _ in range(5):
            await pilot.press("right")
        await until(app, at(5))
        for name in PANELS:
            app.choose(name)
            await pilot.pause()
        sight = app.sight
        look = sight.look
        head = texts(app, "head")
        assert "step 5 of 40" in head
        assert f"{sight.moment.future.losses[4]:.4g}" in head
        shares = sight.table.targets.probabilities(sight.moment.experiment.loss, look.prediction)
        row = texts(app, "row")
        assert f"{shares[sight.row].max():.0%}" in row
        assert f"row {int(look.rows[sight.row]):>3}".split()[1] in row
        app.choose("weights")
        await pilot.pause()
        weights = texts(app, "weights").replace("−", "-")
        largest = np.abs(look.update("0.weights")).max()
        assert f"{largest:.4g}"[:5] in weights.replace("-", "")

    session(play, size=size)


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (10, 3), (39, 11), (100, 32), (300, 100)])
def test_no_size_is_too_small_or_too_large(size):
    """It draws what has room, plays, and can be left."""

    async def play(app, pilot):
        await pilot.press("space")
        await until(app, lambda sight: sight.moment.step > 0)
        await pilot.press("tab", "down", "full_stop", "q")

    session(play, size=size)


def test_a_storm_of_sizes_breaks_nothing():
    """Resized again and again while it plays, it shows the chosen panel in the end."""

    async def play(app, pilot):
        await pilot.press("space")
        for width, height in [(80, 24), (20, 5), (200, 60), (1, 1), (120, 40), (99, 31), (80, 24)]:
            await pilot.resize_terminal(width, height)
        await until(app, lambda sight: sight.moment.step > 0)
        app.choose("network")
        await pilot.pause()
        assert "Dense" in texts(app, "network")

    session(play, size=(60, 20))


def test_a_unit_is_selected_by_keys_and_by_the_mouse():
    """Down selects the next unit, a period the next layer, a click what is clicked."""

    async def play(app, pilot):
        first = app.sight.selection
        await pilot.press("down")
        assert app.sight.selection.layer == first.layer
        assert app.sight.selection.unit == (1,)
        await pilot.press("up", "up")
        assert app.sight.selection.unit == (3,)
        await pilot.press("full_stop")
        assert app.sight.selection.layer > first.layer
        await pilot.press("k")
        assert app.sight.selection.source is not None
        panel = app.panel("network")
        width, height = panel.room
        from glassnet.tui.drawing.network import unit_at

        found = next(
            (x, y)
            for y in range(height)
            for x in range(width)
            if (unit := unit_at(app.sight, width, height, x, y)) is not None
            and unit.unit == (2,)
            and unit.layer in (0, 1)
        )
        await pilot.click("#network", offset=(found[0] + 1, found[1] + 1))
        await pilot.pause()
        assert app.sight.selection.unit == (2,)
        assert app.panel("arithmetic").display

    session(play)


def test_one_steps_through_the_operations_of_a_step():
    """What is not computed yet is not shown; the footer says by what one moves."""

    async def play(app, pilot):
        await pilot.press("right", "U", "U")
        await until(app, lambda sight: sight.moment.unit == "operation")
        assert "by operation" in texts(app, "footer")
        await pilot.press("right")
        await until(app, lambda sight: sight.operation == 0)
        assert app.sight.moment.step == 1
        assert not app.sight.reached("forward", 0)
        await pilot.press("right", "right")
        await until(app, lambda sight: sight.operation == 2)
        assert app.sight.reached("forward", 1)
        assert not app.sight.reached("loss")
        await pilot.press("left", "left", "left")
        await until(app, lambda sight: sight.moment.step == 0)
        assert app.sight.current.kind == "update"

    session(play)


def test_a_signal_ends_it():
    """Whoever asks it to leave at a frame is heard, while it plays, too."""
    asked = []

    async def play(app, pilot):
        await pilot.press("space")
        await until(app, lambda sight: sight.moment.step > 0)
        asked.append(1)
        end = time.monotonic() + PATIENCE
        while app.is_running and time.monotonic() < end:
            await asyncio.sleep(0.01)
        assert not app.is_running

    session(play, run=small_run(epochs=100_000), leave_now=lambda: bool(asked))


def test_watching_changes_nothing():
    """A run played under the dashboard ends with the bits of one that nobody looked at."""

    async def play(app, pilot):
        await pilot.press("space")
        await until(app, lambda sight: sight.moment.step == 40)

    _, stage = session(play)
    alone = small_run()
    alone.advance(40)
    assert stage.run.state.digest() == alone.state.digest()
    assert np.array_equal(stage.run.history["loss"], alone.history["loss"])
