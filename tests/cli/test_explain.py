"""`glassnet explain`."""

from __future__ import annotations

import json

import pytest

from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
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
    assert said.out.startswith(f"Row 3 of iris: species = {model.predict('iris')[3]}\n")
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
