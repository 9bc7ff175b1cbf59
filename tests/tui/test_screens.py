"""The screens as they are seen: text and pictures, at three sizes, with colors and without."""

import asyncio
import re

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from glassnet.nn.activations import Sigmoid, Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.initializers import Constant
from glassnet.nn.losses import HalfSumOfSquares
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.run.training import prepare
from glassnet.tui.app import Dashboard
from glassnet.tui.arrangement import PANELS
from glassnet.tui.stage import Stage
from tests.tui.test_app import at, until

SIZES = [(80, 24), (120, 40), (200, 60)]
# In double precision, so that four digits are the same on every machine.
EXACT = {"dtype": "float64", "engine": "reference", "seed": 1}


class Picture(SingleFileSnapshotExtension):
    """An SVG, one file each."""

    file_extension = "svg"
    _write_mode = WriteMode.TEXT


@pytest.fixture
def pictures(snapshot):
    """Return snapshots that are pictures."""
    return snapshot.use_extension(Picture)


def iris():
    """Return a run on flowers, with validation rows."""
    network = Network(Dense(4), Tanh(), Dense(3))
    return prepare(network, "iris", batch_size=32, epochs=10, **EXACT)


def xor():
    """Return the first tutorial's network."""
    return prepare(
        Network(Dense(4), Sigmoid(), Dense(1), Sigmoid()),
        [[1, 1], [1, 0], [0, 1], [0, 0]], [0, 1, 1, 0],
        loss=HalfSumOfSquares(), optimizer=SGD(), learning_rate=1.0, batch_size=None, epochs=60,
        scaling="none", **EXACT,
    )  # fmt: skip


def screen(run, size, keys, seen, panel="network", before=lambda _: True):
    """Return the lines of the screen, and its picture, after `keys`, once it shows what is said.

    Keys are pressed once what is seen is as `before` wants it.
    """
    stage = Stage(run)
    app = Dashboard(stage, run.table)

    async def use():
        async with app.run_test(size=size) as pilot:
            await until(app, before)
            app.choose(panel)
            await pilot.press(*keys)
            await until(app, seen)
            app.draw()
            await pilot.pause(0.1)
            lines = [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]
            return lines, steady(app.export_screenshot(title="glassnet"))

    try:
        return asyncio.run(use())
    finally:
        app.trainer.close()


def steady(svg):
    """Return a picture without what differs from one to the next, and without fonts from afar."""
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def unhurried(sight):
    """Tell whether a sight is at step 12 of a run that stands."""
    return at(12)(sight) and not sight.moment.playing


def found(sight):
    """Tell whether the doctor has found something."""
    return bool(sight.moment.findings)


@pytest.mark.parametrize("size", SIZES)
def test_a_run_in_the_midst_of_learning(size, snapshot, pictures):
    """Iris after twelve steps: everything that has room."""
    lines, picture = screen(iris(), size, ["shift+right", "right", "right"], unhurried)
    assert lines == snapshot
    assert picture == pictures


@pytest.mark.parametrize("size", SIZES)
def test_without_colors(size, pictures, monkeypatch):
    """The same in black and white: signs and sizes are told by what is written."""
    monkeypatch.setenv("NO_COLOR", "1")
    _, picture = screen(iris(), size, ["shift+right", "right", "right"], unhurried)
    assert picture == pictures
    colors = set(re.findall(r"#[0-9a-f]{6}", picture))
    assert all(c[1:3] == c[3:5] == c[5:7] for c in colors if c not in WINDOW), colors


# The three buttons of the drawn window, and the ink of its title.
WINDOW = {"#ff5f57", "#febc2e", "#28c840", "#c5c8c6"}


@pytest.mark.parametrize("panel", PANELS)
def test_each_panel_alone_on_a_small_screen(panel, snapshot):
    """XOR in the midst of a step: backward has come to the last layer."""
    keys = ["shift+right", "right", "right", "U", "U", *["right"] * 7]
    lines, _ = screen(xor(), (80, 24), keys, lambda sight: sight.operation == 6, panel)
    assert lines == snapshot


def equal():
    """Return a run whose hidden units start alike."""
    alike = {"weights": Constant(0.5)}
    network = Network(Dense(4, **alike), Tanh(), Dense(3, **alike))
    return prepare(network, "iris", batch_size=32, epochs=10, **EXACT)


@pytest.mark.parametrize("size", SIZES[:2])
def test_a_finding_is_a_quiet_word(size, snapshot, pictures, monkeypatch):
    """In the headline and first in the panel of health; without colors its sign remains."""
    lines, picture = screen(equal(), size, ["right"], at(1), "health", found)
    assert lines == snapshot
    assert picture == pictures
    assert "✗ 1 finding: d" in lines[0]
    monkeypatch.setenv("NO_COLOR", "1")
    assert screen(equal(), size, ["right"], at(1), "health", found)[0][0] == lines[0]


@pytest.mark.parametrize("size", SIZES[:2])
def test_its_evidence_is_one_key_away(size, snapshot, pictures):
    """Cause, place, numbers, remedy, page, and what applying it does."""
    lines, picture = screen(equal(), size, ["d"], found, "network", found)
    assert lines == snapshot
    assert picture == pictures
    assert any("Apply: Another future from step 0" in line for line in lines)


def test_before_it_can_be_judged_the_doctor_is_still_looking(snapshot, pictures):
    """After twelve steps nothing is called well yet; from when on it will speak, is told."""
    keys = ["shift+right", "right", "right", "d"]
    lines, picture = screen(iris(), (80, 24), keys, unhurried)
    assert lines == snapshot
    assert picture == pictures
    assert any("judged from step 100 on" in line for line in lines)
    assert not any("Nothing is wrong" in line for line in lines)


def test_two_futures_on_one_plot(snapshot):
    """One went back, and took another rate: both curves are there, and their names."""
    from glassnet.run.commands import SetLearningRate

    run = iris()
    stage = Stage(run)
    stage.go_to(40)
    stage.arrive()
    stage.go_to(20)
    stage.arrive()
    stage.give(SetLearningRate(0.05))
    stage.go_to(40)
    stage.arrive()
    app = Dashboard(stage, run.table)

    async def use():
        async with app.run_test(size=(120, 40)) as pilot:
            await until(app, lambda sight: at(40)(sight) and found(sight))
            await pilot.pause(0.1)
            return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]

    try:
        lines = asyncio.run(use())
    finally:
        app.trainer.close()
    assert lines == snapshot
    assert any("training B" in line for line in lines)
    assert "future B" in lines[0]


def test_wide_characters_keep_the_columns(snapshot):
    """Labels in Chinese take two cells a character, and nothing is pushed aside."""
    run = prepare(
        Network(Dense(3), Tanh(), Dense(2)),
        {"長さ": [0.1 * k for k in range(24)], "種類": ["猫", "犬"] * 12},
        target="種類", batch_size=8, epochs=5, **EXACT,
    )  # fmt: skip
    lines, _ = screen(run, (80, 24), ["right"], at(1))
    from rich.cells import cell_len

    assert max(map(cell_len, lines)) <= 80
    assert any("猫" in line for line in lines)
    assert lines == snapshot
