"""What is inside a model or an experiment."""

from __future__ import annotations

import json

import pytest

from glassnet.cli import facts
from glassnet.cli.show import what
from glassnet.data.inputs import BooleanInput, CodeInput, ImageInput, NumberInput
from glassnet.run.model import load


@pytest.fixture
def trained(glassnet):
    """The command line in a folder with penguins.glassnet."""
    words = ("--epochs", "3", "--dtype", "float64", "--engine", "reference", "--quiet")
    assert glassnet("train", "penguins", *words).code == 0
    return glassnet


def test_a_model_is_an_open_book(trained, snapshot):
    """Answer, columns, layers, weights, settings and origin, within 80 columns."""
    said = trained("show", "penguins.glassnet")
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= 80
    changing = ("numpy", "SHA-256")  # from one machine to another
    told = [line for line in said.out.splitlines() if not any(word in line for word in changing)]
    assert "\n".join(told) == snapshot


def test_an_experiment_is_shown_by_section(trained, snapshot):
    """Data, network and training."""
    said = trained("show", "penguins.toml")
    assert said.code == 0
    assert said.out == snapshot


def test_json_holds_all_of_it(trained):
    """Preparation, experiment, weights' digest; and an experiment alone."""
    document = json.loads(trained("show", "penguins.glassnet", "--json").out)
    model = load("penguins.glassnet")
    assert document["weights_sha256"] == facts.digest(model)
    assert document["classes"] == list(model.classes)
    assert document["preparation"] == model.preparation.to_json()
    experiment = json.loads(trained("show", "penguins.toml", "--json").out)["experiment"]
    assert experiment == document["experiment"]


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (None, 1, "no such file"),
        (b"", 2, "format"),
        (b"a,b\n1,2\n", 2, "not TOML"),
        (b"\x80\x04\x95pickle", 1, "pickle"),
        (b"\x00" * 200, 1, "cannot read"),
        (b"\x1f\x8b\x08" + b"\x00" * 50, 1, "gzip"),
    ],
)
def test_what_is_neither_is_one_line(glassnet, tmp_path, content, code, sentence):
    """Pickles, tables and noise are refused, whatever their name."""
    if content is not None:
        (tmp_path / "x.glassnet").write_bytes(content)
    said = glassnet("show", "x.glassnet")
    assert (said.code, said.out) == (code, "")
    assert sentence in said.err


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (NumberInput("a", (), 2.0, 4.0, 2.0, tells_missing=True), "(x − 2) / 4; missing is told"),
        (NumberInput("a", (), 2.0, 4.0, 2.0, False, reads="date"), "in days since 1970"),
        (BooleanInput("a", (), ("no", "yes"), 0.5, tells_missing=False), "1 for yes, 0 for no"),
        (CodeInput("a", (), ("x", "y", "z")), "a code for each of 3 words"),
        (ImageInput("a", (2, 2), 0.0, 255.0), "image, (x − 0) / 255"),
    ],
)
def test_what_is_done_with_a_column_is_said_in_words(column, words):
    """A number by its formula, words by their codes."""
    assert words in what(column)
