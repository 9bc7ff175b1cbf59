"""`glassnet search`: from what is typed to a verdict, a winner's file, and back after Ctrl-C."""

from __future__ import annotations

import json

import pytest

from glassnet.lab.search import trying
from glassnet.run import table as run_table

pytest.importorskip("optuna")

QUICK = ("--trials", 8, "--starts-each", 2, "--starts", 6, "--epochs", 8, "--engine", "reference")


@pytest.fixture
def line(table):
    """A table of 60 rows on a line: z is twice x."""
    return table("line.csv", [("x", "z"), *((f"{k / 30:.3f}", f"{k / 15:.3f}") for k in range(60))])


@pytest.fixture
def searched(glassnet, line):
    """A function that searches a rate for the line."""

    def call(*words):
        said = ("--hidden", "none", "--optimizer", "sgd", "--space", "learning-rate=0.0001..0.1")
        return glassnet("search", line, "--target", "z", *said, *QUICK, *words)

    return call


def test_the_best_trials_the_verdict_and_the_winners_file(searched, glassnet, tmp_path):
    """All on the screen; and the file is an experiment that train takes."""
    said = searched()
    assert said.code == 0, said.err
    told = " ".join(said.out.split())
    assert "8 trials of 2 starts · validation RMSE of 7 rows, lower is better" in told
    assert "searched: learning-rate 0.0001 … 0.1 (logarithmic)" in told
    assert "of 8 trials came to their end" in told
    assert "on rows that no trial has seen: 2 designs, 6 starts · held-out RMSE of 12" in told
    assert "┃ is the median" in told
    assert max(map(len, said.out.split("\n"))) <= 80
    assert "written to line.search/best.toml" in said.err
    assert sorted(each.name for each in (tmp_path / "line.search").iterdir()) == [
        "best.toml",
        "starts.sqlite",
        "trials.journal",
    ]
    again = glassnet("train", "--experiment", "line.search/best.toml", "--json", "--quiet")
    assert again.code == 0, again.err


def test_a_document_holds_the_same(searched):
    """--json is one document; the second time nothing is trained, and it is the same."""
    said = searched("--json", "--quiet")
    document = json.loads(said.out)
    assert said.err == ""
    assert len(document["trials"]) == 8
    assert document["file"] == "line.search/best.toml"
    assert searched("--json", "--quiet").out == said.out


def test_the_table_is_read_once_for_each_way_of_taking_it(searched, monkeypatch):
    """However many trials and starts: twice for two scalings, once if it is always taken alike."""
    read, taken = run_table.read, []

    def counted(choices, *rest):
        taken.append(choices.scaling)
        return read(choices, *rest)

    monkeypatch.setattr(run_table, "read", counted)
    assert searched("--json", "--quiet").code == 0
    assert taken == ["standardize"]
    taken.clear()
    said = searched("--space", "scaling=standardize,range", "--json", "--quiet")
    assert said.code == 0, said.err
    assert {trial["scaling"] for trial in json.loads(said.out)["trials"]} == set(taken)
    assert sorted(taken) == ["range", "standardize"]


def test_the_winners_file_replaces_no_other(searched, tmp_path):
    """Beside what somebody wrote it has a number, and the same again is the same file."""
    theirs = tmp_path / "line.search" / "best.toml"
    theirs.parent.mkdir()
    theirs.write_text("mine\n")
    said = searched()
    assert "the best design is written to line.search/best-2.toml." in said.err
    assert json.loads(searched("--json", "--quiet").out)["file"] == "line.search/best-2.toml"
    assert theirs.read_text() == "mine\n"
    assert sorted(each.name for each in theirs.parent.glob("*.toml")) == [
        "best-2.toml",
        "best.toml",
    ]


def test_after_ctrl_c_the_same_command_goes_on(searched, monkeypatch, glassnet):
    """130, a line that says so, and then what there would have been."""
    whole = json.loads(searched("--json", "--trials-kept", "x").out or "null")
    assert whole is None  # no such option: nothing was made
    race = trying.race

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(trying, "race", stop)
    said = searched("--json")
    assert said.code == 130
    assert "kept in line.search; the same command goes on" in said.err
    monkeypatch.setattr(trying, "race", race)
    resumed = json.loads(searched("--json").out)
    fresh = json.loads(searched("--json", "--keep", "other").out)
    assert resumed["trials"] == fresh["trials"]
    assert resumed["comparison"]["pairs"] == fresh["comparison"]["pairs"]


def test_an_experiment_keeps_its_layers_and_its_folder_is_beside_it(glassnet, line, tmp_path):
    """Named by its file; without --space its rate and its weight decay are searched."""
    made = glassnet(
        "train", line, "--target", "z", "--epochs", 2, "--hidden", "none", "--optimizer", "sgd",
        "--output", "sub.glassnet", "--quiet",
    )  # fmt: skip
    assert made.code == 0, made.err
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub.toml").rename(tmp_path / "sub" / "own.toml")
    said = glassnet("search", "sub/own.toml", *QUICK, "--json", "--quiet")
    assert said.code == 0, said.err
    document = json.loads(said.out)
    assert [told.split()[0] for told in document["searched"]] == ["learning-rate", "weight-decay"]
    assert (tmp_path / "sub" / "own.search" / "best.toml").is_file()


def test_it_is_saved_in_files(searched, tmp_path):
    """Each file by the ending of its name."""
    names = ("s.json", "s.csv", "s.md", "s.html")
    said = searched(*(word for name in names for word in ("--output", name)))
    assert said.code == 0, said.err
    assert (tmp_path / "s.csv").read_text().count("\n") == 9
    assert "saved in s.html." in said.err


def test_a_range_test_tells_where_learning_begins(glassnet, line, tmp_path):
    """An interval, a picture of text, and nothing is left behind."""
    words = "--target", "z", "--range-test", "--starts", 4, "--engine", "reference"
    said = glassnet("search", line, *words, "--output", "r.json")
    assert said.code == 0, said.err
    assert "4 starts, rates from 0.000001 to 10" in said.out or "1e-06" in said.out
    assert "learning rate, logarithmic" in said.out
    told = " ".join(said.out.split())
    assert "The loss falls steepest at a rate of" in told or "cannot be told" in told
    assert json.loads((tmp_path / "r.json").read_text())["starts"]
    assert not (tmp_path / "line.search").exists()
    assert json.loads(glassnet("search", line, *words, "--json", "--quiet").out)["verdict"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "say where to search, such as glassnet search iris"),
        (["iris", "--space", "hiden=4..8"], '"hiden" cannot be searched'),
        (["iris", "--space", "hiden=4..8"], 'Did you mean "hidden"'),
        (["iris", "--space", "learning-rate=0..1"], "learning_rate: must be a number in (0, 1e38]"),
        (["iris", "--space", "learning-rate=0.1.."], "needs both ends of a range, LOW..HIGH"),
        (["iris", "--space", "optimizer=sdg,adam"], 'Did you mean "SGD"'),
        (["iris", "--space", "hidden=8"], "needs from 2 to 1,000 values"),
        (["iris", "--space", "hidden=4,8", "--space", "hidden=5,6"], "hidden is searched twice"),
        (["iris", "--trials", "0"], "option --trials: must be a whole number from 1"),
        (["iris", "--patience", "3"], "option --patience 3: in a search every start"),
        (["iris", "--validation", "0"], "has no validation rows"),
        (["iris", "--output", "s.svg"], "a search is saved as .html, .json, .csv, .md"),
        (["iris", "--range-test", "--output", "s.md"], "saved as .json, .svg, .png"),
        (["iris", "--range-test", "--space", "hidden=4,8"], "--range-test searches nothing"),
        (["iris", "--range-test", "--epochs", "3"], "option --epochs: in a range test"),
        (["iris", "--score", "rmse"], "one of error, loss"),
        (["iris", "--schedule", "plateau"], "a search validates nothing on the way"),
        (["iris", "--space", "schedule=constant,plateau"], "would do nothing; choose another"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(glassnet, words, told):
    """On standard error, with exit code 2."""
    said = glassnet("search", *words)
    assert said.code == 2
    assert said.out == ""
    assert told in said.err
    assert said.err.count("\n") == 1
