"""From a table to a model, and every way in which that cannot be."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from glassnet.cli import facts
from glassnet.run.model import load

QUICK = ("--epochs", "2", "--quiet")
ROWS = [(k, "ab"[k % 2], k % 5) for k in range(40)]


def test_train_then_predict_then_show(glassnet, people, table):
    """The way a person goes: train on a table, use the model on another, look inside."""
    said = glassnet("train", people, "--target", "drink", "--epochs", "60")
    assert said.code == 0
    assert "accuracy 100.0 %" in said.out
    command = re.search(r"glassnet (predict people.glassnet) NEW.csv", said.out)[1]
    table("new.csv", [("town", "age"), ("Rome", 33), ("Oslo", 44)])
    assert glassnet(*command.split(), "new.csv").out == "drink\ncoffee\ntea\n"
    assert "people.glassnet → drink" in glassnet("show", "people.glassnet").out


def test_an_experiment_is_repeated_bit_for_bit(glassnet, people, tmp_path):
    """The saved experiment gives the same weights, the same model file, the same screen."""
    words = ("--hidden", "9,5", "--dropout", "0.2", "--schedule", "cosine", "--seed", "11")
    typed = (
        "train",
        people,
        "--target",
        "drink",
        "--epochs",
        "7",
        *words,
        "--output",
        "a.glassnet",
    )
    first = json.loads(glassnet(*typed, "--json").out)
    again = json.loads(glassnet("train", "--experiment", "a.toml", "--json").out)
    assert again["weights_sha256"] == first["weights_sha256"]
    assert again["training"]["history"] == first["training"]["history"]
    before = (tmp_path / "a.glassnet").read_bytes()
    assert glassnet("train", "--experiment", "a.toml", "--quiet").code == 0
    assert (tmp_path / "a.glassnet").read_bytes() == before


def test_an_experiment_repeats_how_the_text_was_read(glassnet, tmp_path):
    """Semicolons, decimal commas and words for missing values are part of the experiment."""
    lines = [f"{k % 7},5;{'unknown' if k == 3 else k};{'ab'[k % 2]}" for k in range(40)]
    (tmp_path / "t.txt").write_text("x;n;y\n" + "\n".join(lines) + "\n")
    reading = ("--delimiter", "semicolon", "--decimal", "comma", "--missing-word", "unknown")
    said = glassnet("train", "t.txt", "--target", "y", *reading, "--epochs", "2", "--json")
    first = json.loads(said.out)
    kinds = {
        column["name"]: (column["kind"], column["missing"]) for column in first["data"]["columns"]
    }
    assert kinds["x"] == ("number", 0)
    assert kinds["n"] == ("number", 1)
    again = json.loads(glassnet("train", "--experiment", "t.toml", "--json").out)
    assert again["weights_sha256"] == first["weights_sha256"]


def test_json_is_one_document(glassnet):
    """Nothing else is on standard output, and it is in the saved model, too."""
    said = glassnet("train", "iris", "--epochs", "3", "--json")
    document = json.loads(said.out)
    assert document["training"]["epochs"] == 3
    assert facts.digest(load("iris.glassnet")) == document["weights_sha256"]


def test_a_model_remembers_the_experiment_as_it_began(glassnet):
    """A plateau lowers the rate on the way; the model and the file say with what it began."""
    words = ("--schedule", "plateau", "--epochs", "40", "--learning-rate", "0.5")
    assert glassnet("train", "iris", *words, "--patience", "0", "--quiet").code == 0
    assert load("iris.glassnet").experiment.learning_rate == 0.5


BAD = {
    "a missing file": (None, "there is no file t.csv"),
    "an empty file": ("", "is empty"),
    "a header only": ("x,z,y\n", "has no rows"),
    "one row": ("x,z,y\n1,2,a\n", "There is no column to learn from"),
    "a ragged row": ("x,z,y\n" + "1,2,a\n2,1,b\n" * 9 + "1,2\n", "line 20"),
    "one class": ("x,z,y\n" + "1,2,a\n2,1,a\n" * 9, 'one class, "a"'),
    "an infinity": ("x,z,y\n" + "1,2,a\n2,1,b\n" * 9 + "inf,1,a\n", '"inf"'),
    "a word among numbers": ("x,z,y\n" + "1,2,a\n2,1,b\n" * 9 + "oops,1,a\n", 'line 20: "oops"'),
    "a missing answer": ("x,z,y\n" + "1,2,a\n2,1,b\n" * 9 + "1,1,\n", "--missing drop"),
    "a picture": ("\x89PNG\r\n\x1a\n", "t.csv"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_data_are_one_line_and_exit_code_1(glassnet, tmp_path, kind):
    """With the place and the value; nothing is written."""
    text, sentence = BAD[kind]
    if text is not None:
        (tmp_path / "t.csv").write_text(text, encoding="latin-1")
    said = glassnet("train", "t.csv", "--target", "y", *QUICK)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("glassnet: ")
    assert said.err.count("\n") == 1
    assert sentence in said.err
    assert not list(tmp_path.glob("*.glassnet"))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--target", "sort"), 'no column "sort"'),
        (("--target", "sort", "--json"), 'no column "sort"'),
        (("--target", "y", "--batch-size", "41"), "batch_size must be at most"),
        (("--target", "y", "--loss", "mse", "--kind", "z=numbr"), 'Did you mean "number"'),
        (("--target", "y", "--activation", "flatten"), "no activation"),
        (("--target", "k", "--loss", "categorical_cross_entropy"), "is for classes"),
        (("--target", "y", "--delimiter", "dot"), "delimiter"),
        (("--target", "y", "--encoding", "latin-99"), "latin-99"),
        ((), "option --target is missing"),
    ],
)
def test_what_was_typed_wrongly_is_one_line_and_exit_code_2(glassnet, table, words, sentence):
    """Whatever does not fit the table is told before anything is trained or written."""
    path = table("t.csv", [("k", "y", "z"), *ROWS])
    said = glassnet("train", path, *words)
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert sentence in said.err


def test_a_nearly_right_column_is_suggested(glassnet):
    """speces is nearly species."""
    assert 'Did you mean "species"?' in glassnet("train", "iris", "--target", "speces").err


def test_a_run_that_diverges_saves_nothing(glassnet, tmp_path):
    """The step and the remedy are told, exit code 1, and no model is left."""
    said = glassnet("train", "iris", "--optimizer", "sgd", "--learning-rate", "1e30")
    assert said.code == 1
    assert re.search(r"step \d+", said.err)
    assert list(tmp_path.iterdir()) == []


def test_names_are_taken_as_they_are(glassnet, tmp_path):
    """A byte-order mark, twins among the columns, an escape in a name, ten classes of one row."""
    rows = "".join(f"{k % 3},{k % 4},{k % 2},{k % 5}\n" for k in range(40))
    (tmp_path / "t t.csv").write_text("\ufeffy,a,a,\x1b[2J\n" + rows, encoding="utf-8")
    said = glassnet("train", "t t.csv", "--target", "y", "--epochs", "1")
    assert said.code == 0
    assert "\x1b" not in said.out
    assert "glassnet predict 't t.glassnet' NEW.csv" in said.out


def test_a_name_of_foreign_bytes_works(glassnet, people):
    """It is shown escaped; the experiment cannot hold it, and says how to name it again."""
    name = os.fsdecode(b"a\xffb.csv")
    people.rename(people.with_name(name))
    said = glassnet("train", name, "--target", "drink", "--epochs", "40")
    assert said.code == 0
    assert "glassnet train DATA --experiment 'a\\udcffb.toml'" in said.out
    model, experiment = (os.fsdecode(b"a\xffb." + end) for end in (b"glassnet", b"toml"))
    assert glassnet("predict", model, name).out.startswith("drink\ncoffee\ntea\n")
    again = ("train", name, "--experiment", experiment, "--output", "b", "--quiet")
    assert glassnet(*again) == (0, "", "")
    assert facts.digest(load("b")) == facts.digest(load(model))


def test_many_classes_are_learned(glassnet, table):
    """A class of its own for every second row: it trains, and says what the split cannot do."""
    path = table("t.csv", [("x", "y"), *((k % 97, f"c{k // 2}") for k in range(2_000))])
    said = glassnet("train", path, "--target", "y", "--epochs", "1", "--batch-size", "full")
    assert said.code == 0
    assert "too few rows" in said.out


def test_missing_values_are_imputed_dropped_or_refused(glassnet):
    """penguins has 11 rows with something missing."""
    rows = {}
    for policy in ("impute", "drop"):
        said = glassnet("train", "penguins", "--missing", policy, "--epochs", "1", "--json")
        rows[policy] = json.loads(said.out)["data"]["rows"]
    assert rows == {"impute": 344, "drop": 333}
    said = glassnet("train", "penguins", "--missing", "refuse", *QUICK)
    assert said.code == 1
    assert 'Column "bill_length_mm", line 5: ' in said.err
    assert "means missing, as in 2 of 344 rows" in said.err


SIGNALLED = """
import os, signal
from glassnet.cli import progress
from glassnet.cli.main import main
progress.Lines.see = lambda *_: os.kill(os.getpid(), signal.{name})
main()
"""


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_ends_the_training_and_keeps_the_model(tmp_path, name, code):
    """A real process, a real signal after its first steps: it saves, reports, and says why."""
    words = ("train", "iris", "--epochs", "1000000", "--patience", "0", "--engine", "reference")
    done = subprocess.run(
        [sys.executable, "-c", SIGNALLED.format(name=name), *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == code
    assert done.stderr == ""
    assert done.stdout.splitlines()[0].endswith("interrupted")
    assert "\x1b" not in done.stdout
    model = load(tmp_path / "iris.glassnet")
    assert model.provenance["stopped"] == "interrupted"
    assert model.experiment.epochs == 1_000_000
