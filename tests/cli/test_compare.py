"""`glassnet compare`: from what is typed to a verdict, a document, files."""

from __future__ import annotations

import json

import pytest

from glassnet.run import table as run_table

QUICK = ("--starts", 8, "--epochs", 30, "--engine", "reference")


@pytest.fixture
def line(table):
    """A table of 40 rows on a line: z is twice x."""
    return table("line.csv", [("x", "z"), *((f"{k / 20:.2f}", f"{k / 10:.2f}") for k in range(40))])


@pytest.fixture
def compared(glassnet, line):
    """A function that compares two rates on the line."""

    def call(*words):
        rates = "--hidden", "none", "--vary", "learning_rate=0.05,0.00001"
        return glassnet("compare", line, "--target", "z", *rates, *QUICK, *words)

    return call


def test_a_verdict_with_its_numbers_dots_and_cautions(compared):
    """The screen holds the designs, the verdict, what to beware of, and the picture."""
    said = compared("--epochs", 60)
    assert said.code == 2  # --epochs is given twice, which is no wish
    said = compared()
    assert said.code == 0
    told = " ".join(said.out.split())
    assert "2 designs, 8 starts · held-out RMSE of 8 rows, lower is better" in told
    assert "0.05 is better than 0.00001: its held-out RMSE is" in told
    assert "Be careful" in told
    assert "┃ is the median" in told
    assert "● mean difference" in told
    assert max(map(len, said.out.split("\n"))) <= 80


def test_designs_that_take_the_table_alike_share_one_reading(compared, monkeypatch):
    """It is read once for each division of the rows, not for each design."""
    read, divided = run_table.read, []

    def counted(choices, *rest):
        divided.append(choices.split_seed)
        return read(choices, *rest)

    monkeypatch.setattr(run_table, "read", counted)
    assert compared("--splits", 3, "--quiet").code == 0
    assert divided == [0, 1, 2]


def test_pictures_are_drawn_that_are_named(compared):
    """In their order, and no other."""
    told = compared("--picture", "curves", "--picture", "parameters").out
    assert 0 < told.index("training loss against updates") < told.index("against parameters")
    assert "● mean difference" not in told


def test_a_document_holds_the_same(compared):
    """--json is one document: designs, pairs, cautions."""
    said = compared("--json", "--quiet")
    document = json.loads(said.out)
    assert said.err == ""
    assert [design["design"] for design in document["designs"]] == ["0.05", "0.00001"]
    assert document["pairs"][0]["verdict"] == "first"
    assert document["starts"] == 8
    assert document["cautions"]


def test_experiments_are_compared_as_they_are(glassnet, line):
    """Two files that train wrote; what is typed besides holds for both."""
    for name, rate in (("fast", "0.05"), ("slow", "0.00001")):
        made = glassnet(
            "train", line, "--target", "z", "--epochs", 2, "--learning-rate", rate,
            "--hidden", "none", "--output", f"{name}.glassnet", "--quiet",
        )  # fmt: skip
        assert made.code == 0, made.err
    said = glassnet("compare", "fast.toml", "slow.toml", *QUICK, "--json")
    document = json.loads(said.out)
    assert [design["design"] for design in document["designs"]] == ["fast", "slow"]
    assert document["pairs"][0]["verdict"] == "first"
    one = glassnet("compare", "fast.toml", "--vary", "hidden=2,3", *QUICK, "--json")
    assert [each["design"] for each in json.loads(one.out)["designs"]] == ["2", "3"]


def test_what_is_kept_is_used_again(compared, tmp_path):
    """The second time nothing is trained: the seconds are those of the first."""
    first, again = compared("--keep", "kept", "--json"), compared("--keep", "kept", "--json")
    assert first.code == again.code == 0
    assert first.out == again.out
    assert (tmp_path / "kept" / "starts.sqlite").is_file()


def test_it_is_saved_in_files(compared, tmp_path):
    """Each file by the ending of its name."""
    pytest.importorskip("matplotlib")
    names = ("c.json", "c.csv", "c.md", "c.svg")
    said = compared(*(word for name in names for word in ("--output", name)))
    assert said.code == 0, said.err
    assert len(json.loads((tmp_path / "c.json").read_text())["each_start"]) == 16
    assert (tmp_path / "c.csv").read_text().count("\n") == 17
    assert "0.05 is better" in (tmp_path / "c.md").read_text()
    assert (tmp_path / "c.svg").read_text().startswith("<?xml")
    assert "saved in c.svg." in said.err


def test_budgets_are_made_equal(glassnet, line):
    """With --equal the rows of a step may differ, and all designs make as many updates."""
    said = glassnet("compare", line, "--target", "z", "--vary", "batch_size=4,full", "--equal",
                    "steps", "--starts", 6, "--epochs", 14, "--engine", "reference", "--json",
                    "--quiet")  # fmt: skip
    document = json.loads(said.out)
    assert [each["updates"] for each in document["designs"]] == [14, 14]
    assert document["equal"] == "steps"
    assert document["budget"] == [
        "equal steps: every design makes 14 updates; asked for were 4 98."
    ]


def test_what_was_stopped_says_how_to_go_on(compared, monkeypatch):
    """Ctrl-C exits with 130, and tells that what was done is kept."""

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("glassnet.lab.compare.comparing.judge", stop)
    said = compared("--keep", "kept")
    assert said.code == 130
    assert "kept in kept; the same command goes on" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["iris"], "only one design in iris; say what varies"),
        ([], "say what to compare, such as glassnet compare iris --vary hidden=4,16"),
        (["iris", "penguins", "--vary", "hidden=2,3"], "of one table, or of several experiments"),
        (["a.toml", "b.toml", "--vary", "hidden=2,3"], "vary one experiment, or compare 2"),
        (["a.toml", "a.toml"], "an experiment is named twice: a.toml a.toml"),
        (["a.toml", "b.toml", "--experiment", "c.toml"], "name it beside the others"),
        (["a.toml", "--experiment", "c.toml", "--vary", "hidden=2,3"], "are two experiments"),
        (["iris", "--vary", "hidden=2,3", "--starts", "1"], "option --starts: must be a whole"),
        (["iris", "--vary", "hidden=2,3", "--patience", "3"], "option --patience 3: in a comp"),
        (["iris", "--vary", "hidden=2"], "--vary makes 1 design; a comparison has from 2 to 40"),
        (["iris", "--vary", "learning_rate=fast,2"], "--vary: learning_rate: must be a number in"),
        (["iris", "--vary", "hiden=2,3"], 'option --vary: "hiden" cannot vary'),
        (["iris", "--vary", "hidden=2,3", "--score", "rmse"], "one of error, loss"),
        (["iris", "--vary", "hidden=2,3", "--picture", "curve"], 'Did you mean "curves"?'),
        (["iris", "--vary", "hidden=2,3", "--equal", "step"], 'Did you mean "steps"?'),
        (["iris", "--vary", "hidden=2,3", "--output", "c.xlsx"], "saved as .html, .json, .csv"),
        (["iris", "--vary", "hidden=2,3", "--until-sure", "--splits", "2"], "splits is 2"),
    ],
)
def test_what_cannot_be_compared_is_told(glassnet, words, told):
    """A sentence, and exit code 2."""
    said = glassnet("compare", *words)
    assert said.code == 2, said.err
    assert told in said.err
    assert said.err.count("\n") == 1


def test_a_file_that_is_not_there_is_told(glassnet):
    """The first experiment that is missing, with exit code 1."""
    said = glassnet("compare", "a.toml", "b.toml")
    assert said.code == 1
    assert "a.toml" in said.err
