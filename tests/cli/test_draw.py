"""`glassnet draw`."""

from __future__ import annotations

import io
import sys
from typing import get_args

import pytest

from glassnet.cli import draw as command
from glassnet.cli.commands import app
from glassnet.cli.streams import prepare_streams
from glassnet.ground.errors import MissingPackageError
from glassnet.lab.pictures import paper
from glassnet.lab.pictures.drawing import PICTURES, draw
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.program.experiment_file import write_experiment
from glassnet.run.folder import create
from glassnet.run.model import load
from glassnet.run.training import prepare

MODEL, RUN, EXPERIMENT = "moons.glassnet", "moons.run", "moons.toml"


@pytest.fixture
def moons(tmp_path):
    """Keep a run on the moons as a folder, its model and its experiment beside it."""
    network = Network(Dense(3), Tanh(), Dense(2))
    settings = {"target": "class", "seed": 1, "engine": "reference"}
    with create(tmp_path / RUN, prepare(network, "moons", **settings)) as folder:
        folder.run.advance(30)
        run = folder.run
    run.model.save(tmp_path / MODEL)
    write_experiment(tmp_path / EXPERIMENT, run.first_experiment)
    return run


@pytest.mark.parametrize("picture", [name for name in PICTURES if name != "answers"])
def test_a_run_is_drawn_on_the_terminal(glassnet, moons, picture):
    """What draw() draws of it, in 80 characters and without an escape."""
    said = glassnet("draw", RUN, picture)
    assert (said.code, said.err) == (0, "")
    assert said.out == draw(moons, picture).text(80).rstrip("\n") + "\n"
    assert max(map(len, said.out.splitlines())) <= 80
    assert "\x1b" not in said.out


def test_a_model_an_experiment_and_other_rows_are_drawn(glassnet, moons):
    """A row's way through the model; the first weights; a step long ago."""
    said = glassnet("draw", MODEL, "network", "moons", "--row", "3")
    assert said.out.startswith(f"the network · the model of class · row 3 of moons, answer "
                               f"{moons.model.predict('moons')[3]}")  # fmt: skip
    assert glassnet("draw", EXPERIMENT, "weights").out == glassnet(
        "draw", RUN, "weights", "--step", "0"
    ).out  # fmt: skip
    assert glassnet("draw", MODEL, "confusion", "moons").out.count("[") == 2


def test_a_file_is_drawn_instead(glassnet, moons, tmp_path):
    """SVG and PNG; a sentence on standard error tells where, nothing on standard output."""
    said = glassnet("draw", MODEL, "weights", "--output", "w.svg")
    assert (said.code, said.out) == (0, "")
    assert said.err.endswith("drawn in w.svg.\n")
    assert (tmp_path / "w.svg").read_text().startswith("<?xml")
    said = glassnet("draw", RUN, "loss", "--output", "l.png", "--quiet")
    assert (said.code, said.out, said.err) == (0, "", "")
    assert (tmp_path / "l.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        pytest.param((MODEL, "wieghts"), 2, 'Did you mean "weights"?', id="no such picture"),
        pytest.param((MODEL,), 2, "PICTURE is missing", id="no picture"),
        pytest.param((MODEL, "loss"), 2, "the loss over the steps is of a run", id="no run"),
        pytest.param((MODEL, "answers"), 2, "draw its confusion", id="classes"),
        pytest.param((EXPERIMENT, "loss"), 2, "no step was made", id="no step"),
        pytest.param((MODEL, "network", "--step", "3"), 2, "step 3 is of a run", id="step"),
        pytest.param((RUN, "network", "--step", "31"), 2, "got 31", id="step to come"),
        pytest.param((RUN, "loss", "--layer", "0"), 2, "leave it out for loss", id="misplaced"),
        pytest.param((MODEL, "weights", "--layer", "x"), 2, '"x"', id="no number"),
        pytest.param((RUN, "loss", "--delimiter", ";"), 2, "leave it out", id="reading a run"),
        pytest.param((MODEL, "weights", "--output", "w.pdf"), 2, "w.pdf", id="ending"),
        pytest.param(("none.glassnet", "weights"), 1, "none.glassnet", id="no model"),
        pytest.param((MODEL, "confusion", "none.csv"), 1, "none.csv", id="no rows"),
        pytest.param((MODEL, "weights", "--output", "no/w.svg"), 1, "no/w.svg", id="no folder"),
    ],
)
def test_what_cannot_be_drawn_is_one_line(glassnet, moons, words, code, told):
    """On standard error, with the value; nothing on standard output and no file."""
    said = glassnet("draw", *words)
    assert (said.code, said.out) == (code, "")
    assert told in said.err
    assert said.err.count("\n") == 1


def test_without_matplotlib_only_files_are_refused(glassnet, moons, monkeypatch):
    """One sentence says what to install; the terminal needs nothing."""

    def absent(name="matplotlib"):
        raise MissingPackageError(f'{name} is not here: pip install "glassnet[plot]".')

    monkeypatch.setattr(command, "matplotlib", absent)
    monkeypatch.setattr(paper, "matplotlib", absent)
    said = glassnet("draw", MODEL, "weights", "--output", "w.svg")
    assert said.code == 1
    assert 'pip install "glassnet[plot]"' in said.err
    assert glassnet("draw", MODEL, "weights").code == 0


def test_colors_lie_over_the_same_text(moons):
    """Signs and marks are in blue and vermillion; the text is what it is without."""
    picture = draw(moons, "weights")
    for line in picture.text().splitlines():
        assert command.colored(line, picture).plain == line
    spans = command.colored("age +█ -░", picture).spans
    assert [(span.start, span.end, span.style) for span in spans] == [
        (4, 6, command.STYLES["positive"]),
        (7, 9, command.STYLES["negative"]),
    ]


def test_a_terminal_gets_colors_and_no_color_is_respected(glassnet, moons, monkeypatch):
    """As every other screen: by FORCE_COLOR and NO_COLOR."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b[" in glassnet("draw", MODEL, "weights").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[38" not in glassnet("draw", MODEL, "weights").out


@pytest.mark.parametrize("picture", [name for name in PICTURES if name != "answers"])
def test_ascii_has_a_sign_for_everything(moons, tmp_path, monkeypatch, picture):
    """Where standard output cannot hold the drawing, the nearest plain characters are as wide."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("COLUMNS", "80")
    prepare_streams()
    found = draw(load(tmp_path / MODEL) if picture == "network" else moons, picture)
    command.show(found)
    stream.flush()
    told = stream.buffer.getvalue().decode("ascii")
    assert [len(line) for line in told.splitlines()] == [
        len(line.rstrip()) for line in found.text(80).rstrip("\n").splitlines()
    ]
    assert "\\u" not in told


def test_the_tab_key_completes_the_pictures_there_are():
    """The words of the completion are those of draw(), in their order."""
    assert get_args(command.Name) == tuple(PICTURES)
    assert " ".join(PICTURES) in app().generate_completion(prog_name="glassnet", shell="fish")  # noqa: S604  a name
