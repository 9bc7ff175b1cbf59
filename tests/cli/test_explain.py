"""`glassnet explain`."""

from __future__ import annotations

import json

import pytest

from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.folder import create
from glassnet.run.model import Model
from glassnet.run.training import prepare


@pytest.fixture
def model(tmp_path) -> Model:
    """Save a model of the irises as iris.glassnet."""
    run = prepare(Network(Dense(4), Tanh(), Dense(3)), "iris", target="species", seed=1)
    run.advance(20)
    run.model.save(tmp_path / "iris.glassnet")
    return run.model


def test_the_whole_way_is_printed(glassnet, model):
    """From the row's cells to the answer, in 80 characters."""
    said = glassnet("explain", "iris.glassnet", "iris", "--row", "3")
    assert (said.code, said.err) == (0, "")
    answer = model.predict("iris")[3]
    assert said.out.startswith(f"Row 3 of iris (line 5): species = {answer} (true: setosa)\n")
    assert "petal_length = 1.5" in said.out
    assert max(map(len, said.out.splitlines())) <= 80


def test_one_unit_alone_as_json(glassnet, model):
    """A program gets each line; the output of the unit is the engine's."""
    said = glassnet("explain", "iris.glassnet", "iris", "--layer", "0", "--unit", "2", "--json")
    lines = json.loads(said.out)["lines"]
    (unit,) = [line for line in lines if line["symbol"] == "z₂"]
    row = model.prepare("iris").x[0]
    by_hand = row @ model.params["0.weights"][:, 2] + model.params["0.bias"][2]
    assert unit["value"] == pytest.approx(float(by_hand))


@pytest.mark.parametrize(
    ("form", "beginning"),
    [("markdown", "# Row 0"), ("latex", r"\section*{Row 0"), ("html", "<article")],
)
def test_other_forms_are_printed(glassnet, model, form, beginning):
    """Markdown, LaTeX and HTML go to standard output."""
    said = glassnet("explain", "iris.glassnet", "iris", "--format", form, "--digits", "17")
    assert said.code == 0
    assert said.out.startswith(beginning)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        pytest.param(("--row", "150"), "no row 150", id="no such row"),
        pytest.param(("--layer", "9"), "layer 9", id="no such layer"),
        pytest.param(("--layer", "0", "--unit", "4"), "(4,)", id="no such unit"),
        pytest.param(("--unit", "x"), '"x"', id="no index"),
        pytest.param(("--digits", "18"), '"18"', id="too many digits"),
        pytest.param(("--format", "pdf"), '"pdf"', id="no such form"),
    ],
)
def test_what_was_typed_wrong_is_named(glassnet, model, words, value):
    """One line, the value in it, exit code 2."""
    said = glassnet("explain", "iris.glassnet", "iris", *words)
    assert said.code == 2
    assert value in said.err
    assert said.err.count("\n") == 1


@pytest.fixture
def run(tmp_path):
    """Keep a run of the irises in iris.run, 20 steps long."""
    network = Network(Dense(4), Tanh(), Dense(3))
    settings = {"target": "species", "seed": 1, "engine": "reference"}
    with create(tmp_path / "iris.run", prepare(network, "iris", **settings)) as folder:
        folder.run.advance(20)
    return folder.run


def test_a_step_of_a_run_is_told_both_ways(glassnet, run):
    """Forward, loss and backward of the sample's row, whose weight lands where the run has it."""
    words = ("--step", "7", "--sample", "3", "--layer", "2", "--unit", "0")
    said = glassnet("explain", "iris.run", *words, "--json")
    assert (said.code, said.err) == (0, "")
    told, look = json.loads(said.out), run.look(7)
    row = look.rows[3]
    assert told["title"].startswith(f"Step 7 on iris: row {row} (line {row + 2}), sample 3")
    after = look.after.params["2.weights"][:, 0]
    moved = [line["value"] for line in told["lines"] if line["symbol"].endswith("′")]
    assert any(value == pytest.approx(float(weight)) for value in moved for weight in after)


def test_without_a_step_the_next_one_is_told(glassnet, run):
    """The run stands after its last update; what it would learn next is told, in 80 characters."""
    said = glassnet("explain", "iris.run")
    assert said.out.startswith(f"Step 20 on iris: row {run.look(20).rows[0]} (line ")
    assert max(map(len, said.out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "value"),
    [
        pytest.param(("iris.run", "--step", "21"), "got 21", id="no such step"),
        pytest.param(("iris.run", "--sample", "32"), "got sample 32", id="no such sample"),
        pytest.param(("iris.run", "--row", "3"), "--row 3", id="a row of a run"),
        pytest.param(("iris.run", "--delimiter", ";"), "delimiter", id="reading a run"),
        pytest.param(("iris.glassnet", "iris", "--step", "2"), "--step 2", id="step of a model"),
        pytest.param(("iris.glassnet", "iris", "--sample", "2"), "--sample 2", id="its sample"),
        pytest.param(("iris.glassnet",), "DATA", id="a model without rows"),
    ],
)
def test_what_does_not_belong_together_is_named(glassnet, model, run, words, value):
    """Options of a run with a model, and the other way round: one line, exit code 2."""
    said = glassnet("explain", *words)
    assert said.code == 2
    assert value in said.err
    assert said.err.count("\n") == 1


def test_a_folder_without_a_run_is_refused(glassnet, tmp_path):
    """A folder that holds something else: one line, exit code 1."""
    (tmp_path / "empty").mkdir()
    said = glassnet("explain", "empty", "--step", "1")
    assert said.code == 1
    assert "empty" in said.err
    assert "holds no run" in said.err
