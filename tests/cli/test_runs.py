"""`glassnet runs`: one line a run."""

from __future__ import annotations

import json


def test_runs_are_listed_with_their_scores(glassnet):
    """Name, data, epochs, state and best score; the layers below; the same as JSON."""
    for name, words in (("a.run", ()), ("b.run", ("--hidden", "none"))):
        typed = ("train", "iris", "--epochs", "3", "--quiet", "--run", name, *words)
        assert glassnet(*typed).code == 0
    said = glassnet("runs")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].endswith("2 runs")
    assert [line.split()[:5] for line in lines if ".run " in line and "iris" in line] == [
        ["a.run", "iris", "3/3", "12/12", "finished"],
        ["b.run", "iris", "3/3", "12/12", "finished"],
    ]
    assert "  Dense(100), ReLU, Dense(3)" in lines
    assert all(len(line) <= 80 for line in lines)
    told = json.loads(glassnet("runs", "--json").out)["runs"]
    assert [each["network"] for each in told][1] == ["Dense(3)"]
    assert f"{100 * told[0]['score']:.1f} %" in said.out
    assert "The best score is that on the validation rows." in lines
    typed = ("train", "iris", "--epochs", "3", "--validation", "0", "--quiet", "--run", "c.run")
    assert glassnet(*typed).code == 0
    told = json.loads(glassnet("runs", "c.run", "--json").out)["runs"]
    assert f"training loss {told[0]['training_loss']:.3g}" in glassnet("runs", "c.run").out


def test_no_run_is_said(glassnet):
    """An empty folder is no mistake, and the way to keep a run is told."""
    said = glassnet("runs")
    assert said.code == 0
    assert "glassnet train DATA --run NAME.run" in said.out
    assert json.loads(glassnet("runs", "--json").out) == {"runs": []}


def test_a_damaged_run_does_not_hide_the_others(glassnet, tmp_path):
    """It is listed as damaged, with the files by name and no control characters."""
    for name in ("a.run", "b\x1b[2J.run"):
        assert glassnet("train", "iris", "--epochs", "1", "--quiet", "--run", name).code == 0
    for path in (tmp_path / "b\x1b[2J.run").glob("checkpoint*"):
        path.write_bytes(b"x")
    said = glassnet("runs")
    assert said.code == 0
    assert "finished" in said.out
    assert "damaged" in said.out
    assert "checkpoint-000001" in said.out
    assert "\x1b" not in said.out


def test_a_folder_that_is_not_there_is_one_line(glassnet):
    """Exit code 1 and a sentence."""
    said = glassnet("runs", "none")
    assert (said.code, said.out, said.err) == (1, "", "glassnet: there is no folder none.\n")
