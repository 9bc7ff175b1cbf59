"""A model's answers for new rows."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys

import numpy as np
import pytest

from glassnet.run.model import load


@pytest.fixture
def trained(glassnet, people):
    """The command line in a folder with people.glassnet."""
    words = ("--target", "drink", "--epochs", "40", "--quiet")
    assert glassnet("train", people, *words).code == 0
    return glassnet


def test_answers_are_those_of_the_model(trained, people):
    """Row by row the same as from Python; the target in the table changes nothing."""
    said = trained("predict", "people.glassnet", people)
    assert said.code == 0
    wanted = load("people.glassnet").predict(str(people))
    assert said.out.splitlines() == ["drink", *wanted]


def test_the_score_is_told_where_the_answers_are_known(trained, people, table):
    """On standard error; a table without answers has no score."""
    assert trained("predict", "people.glassnet", people).err == (
        "glassnet: accuracy 100.0 % on the 60 rows.\n"
    )
    table("new.csv", [("age", "town"), (30, "Rome")])
    assert trained("predict", "people.glassnet", "new.csv").err == ""
    table("new.csv", [("age", "town", "drink"), (30, "Rome", "wine")])
    assert trained("predict", "people.glassnet", "new.csv") == (0, "drink\ncoffee\n", "")


def test_probabilities_sum_to_one(trained, people):
    """A column for each class, whose name is the class's."""
    said = trained("predict", "people.glassnet", people, "--probabilities")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert list(rows[0]) == ["drink", "P(coffee)", "P(tea)"]
    for row in rows:
        shares = {name: float(row[f"P({name})"]) for name in ("coffee", "tea")}
        assert sum(shares.values()) == pytest.approx(1.0)
        assert row["drink"] == max(shares, key=shares.get)


def test_json_holds_the_same_answers(trained, people):
    """One document: predictions, probabilities, score."""
    lines = trained("predict", "people.glassnet", people).out.splitlines()[1:]
    document = json.loads(
        trained("predict", "people.glassnet", people, "--json", "--probabilities").out
    )
    assert document["predictions"] == lines
    assert document["rows"] == len(document["probabilities"]) == 60
    assert document["score"] == {"name": "accuracy", "value": 1.0}


def test_columns_may_stand_in_any_order_beside_others(trained, table):
    """Extra columns are ignored."""
    table("new.csv", [("x", "town", "age"), ("?", "Oslo", 30), ("!", "Rome", 31)])
    assert trained("predict", "people.glassnet", "new.csv").out == "drink\ntea\ncoffee\n"


def test_strange_values_are_counted_or_refused(trained, table):
    """A town that training never saw and ages that are missing: a line each; --strict refuses."""
    table("new.csv", [("age", "town"), (30, "Pisa"), (31, "Pisa"), ("", "Rome")])
    said = trained("predict", "people.glassnet", "new.csv")
    assert said.code == 0
    assert len(said.out.splitlines()) == 4
    told = said.err.splitlines()
    assert len(told) == 2
    assert any('"town": 2 cells' in line and '"Pisa"' in line for line in told)
    assert trained("predict", "people.glassnet", "new.csv", "--quiet").err == ""
    refused = trained("predict", "people.glassnet", "new.csv", "--strict")
    assert (refused.code, refused.out) == (1, "")
    assert "--strict refuses that" in refused.err


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("aeg", "town"), (1, "Rome")], 'lacks a column the model learned from: "age"'),
        ([("aeg", "town"), (1, "Rome")], 'Did you mean "aeg"'),
        ([("age", "town"), ("old", "Rome")], 'line 2: "old" is not a number'),
    ],
)
def test_rows_that_cannot_be_used_are_one_line(trained, table, rows, sentence):
    """Exit code 1, no answer at all."""
    table("new.csv", rows)
    said = trained("predict", "people.glassnet", "new.csv")
    assert (said.code, said.out) == (1, "")
    assert sentence in said.err
    assert said.err.count("\n") == 1


def test_no_rows_have_no_answers(trained, table):
    """A table with a header only gives a header only."""
    table("new.csv", [("age", "town")])
    assert trained("predict", "people.glassnet", "new.csv").out == "drink\n"


@pytest.mark.parametrize("name", ["out.csv", "out.json"])
def test_a_file_holds_what_would_have_been_printed(trained, people, tmp_path, name):
    """Its ending chooses the format; standard output stays empty."""
    words = ("--json",) if name.endswith("json") else ()
    printed = trained("predict", "people.glassnet", people, *words).out
    said = trained("predict", "people.glassnet", people, "--output", name)
    assert (said.code, said.out) == (0, "")
    assert "60 rows written to" in said.err
    assert (tmp_path / name).read_text() == printed


@pytest.mark.parametrize("output", ["people.csv", "people.glassnet", "nowhere/x.csv", "/dev/full"])
def test_an_input_is_never_overwritten(trained, people, tmp_path, output):
    """Neither the data nor the model; refused before anything is computed."""
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    said = trained("predict", "people.glassnet", people, "--output", output)
    assert (said.code, said.out) == (1, "")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("predict", "nope.glassnet", "people.csv"), 1, "no such file"),
        (("predict", "people.csv", "people.csv"), 1, "no model file"),
        (("predict", "people.glassnet", "nope.csv"), 1, "no file nope.csv"),
        (("predict", "people.glassnet", "--strct"), 2, 'Did you mean "--strict"'),
        (
            ("predict", "people.glassnet", "people.csv", "--json", "--format", "csv"),
            2,
            "contradict",
        ),
        (("predict", "people.glassnet", "people.csv", "--format", "xml"), 2, "csv, json"),
    ],
)
def test_what_is_typed_wrongly_is_one_line(trained, words, code, sentence):
    """With what to do about it."""
    said = trained(*words)
    assert (said.code, said.out) == (code, "")
    assert sentence in said.err
    assert said.err.count("\n") == 1


def test_numbers_come_in_their_own_units(glassnet, table):
    """A regression's answers are near the target's values; probabilities it has none."""
    path = table("t.csv", [("x", "y"), *((k / 10, 1000 + 3 * k) for k in range(100))])
    assert glassnet("train", path, "--target", "y", "--quiet").code == 0
    said = glassnet("predict", "t.glassnet", path)
    values = np.array([float(line) for line in said.out.splitlines()[1:]])
    assert values == pytest.approx(load("t.glassnet").predict(str(path)), rel=1e-8)
    assert np.abs(values - [1000 + 3 * k for k in range(100)]).mean() < 15
    assert said.err.startswith(("glassnet: R² 0.9", "glassnet: R² 1.0"))
    refused = glassnet("predict", "t.glassnet", path, "--probabilities")
    assert refused.code == 2
    assert "predicts a number" in refused.err


def test_rows_come_from_a_pipe(trained, people, tmp_path):
    """`-` reads standard input; errors call it so, and the reader may leave early."""
    call = [sys.executable, "-m", "glassnet", "predict", "people.glassnet", "-"]

    def piped(text):
        return subprocess.run(
            call, input=text, cwd=tmp_path, capture_output=True, text=True, check=False
        )

    assert piped("age,town\n30,Oslo\n").stdout == "drink\ntea\n"
    refused = piped("age,town\n30\n")
    assert refused.returncode == 1
    assert "standard input" in refused.stderr
    assert os.sep + "standard input" not in refused.stderr
