"""`glassnet doctor`."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import glassnet as gn
from glassnet.cli import proving
from glassnet.cli.cells import find

ILL = """format = 1
network = [{ layer = "Dense", units = 16 }, { layer = "ReLU" }, { layer = "Dense", units = 2 }]
[data]
source = "moons"
[training]
loss = "CategoricalCrossEntropy"
learning_rate = 1e-6
epochs = 60
[run]
engine = "reference"
"""


@pytest.fixture
def experiment(tmp_path):
    """An experiment that does not learn."""
    (tmp_path / "moons.toml").write_text(ILL, encoding="utf-8")
    return "moons.toml"


def test_a_healthy_table_exits_0(glassnet):
    """The verdict stands first."""
    said = glassnet("doctor", "iris", "--epochs", "60", "--learning-rate", "0.01")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("HEALTHY: ")


def test_an_ill_experiment_exits_1_and_is_named(glassnet, experiment):
    """In words and as JSON, with the remedy as it is typed."""
    said = glassnet("doctor", experiment)
    assert said.code == 1
    assert "--learning-rate 0.001" in said.out
    told = json.loads(glassnet("doctor", experiment, "--json").out)
    assert [each["rule"] for each in told["findings"]] == ["rate-too-low"]


def test_a_quick_proof_is_made_unasked(glassnet, experiment):
    """How long it takes at most is told before; --no-prove leaves it out, and says nothing."""
    said = glassnet("doctor", experiment)
    assert "trying 1 remedy on 5 starts, " in said.err
    assert "proof      the error on the validation rows goes from" in said.out
    said = glassnet("doctor", experiment, "--no-prove")
    assert (said.code, said.err) == (1, "")
    assert "proof" not in said.out


def test_a_slow_proof_waits_to_be_asked_for(glassnet, experiment, monkeypatch):
    """It says how long it would take, and how to have it; --prove makes it, however long."""
    monkeypatch.setattr(proving, "SECONDS", 0)
    said = glassnet("doctor", experiment)
    told = " ".join(said.out.split())
    assert re.search(r"Not proved: that could take \d+ s, .* Ask for it with --prove\.", told)
    assert said.err == ""
    assert "difference" in glassnet("doctor", experiment, "--prove").out


def test_a_remedy_is_told_as_a_command_on_the_file(glassnet, experiment):
    """As it can be typed."""
    said = glassnet("doctor", experiment, "--no-prove")
    assert f"glassnet train --experiment {experiment} --learning-rate 0.001" in said.out


def test_fix_proves_and_writes_the_mended_experiment(glassnet, experiment, tmp_path):
    """Beside the old one, never over it; a second time it has another name."""
    told = json.loads(glassnet("doctor", experiment, "--fix", "--starts", "5", "--json").out)
    assert told["applied"][0] == "rate-too-low"
    assert told["findings"][0]["proof"]["low"] > 0.0
    assert "learning_rate = 0.001" in (tmp_path / "moons-mended.toml").read_text()
    assert (tmp_path / experiment).read_text() == ILL
    said = glassnet("doctor", experiment, "--fix", "--starts", "5")
    assert "Applied 1. rate-too-low" in said.out
    assert (tmp_path / "moons-mended2.toml").exists()


def test_infinity_is_told_and_explained(glassnet):
    """What training says goes to standard error, the cause to standard output."""
    said = glassnet(
        "doctor", "line", "--hidden", "none", "--optimizer", "sgd", "--learning-rate", "1e6"
    )
    assert said.code == 1
    assert "the loss is" in said.err
    assert "too high" in said.out


def test_a_kept_run_is_examined_as_it_stands(glassnet):
    """Nothing is trained; other options have no place."""
    glassnet("train", "iris", "--run", "iris.run", "--epochs", "60", "--learning-rate", "0.01")
    said = glassnet("doctor", "iris.run")
    assert (said.code, said.out[:8]) == (0, "HEALTHY:")
    said = glassnet("doctor", "iris.run", "--epochs", "5")
    assert said.code == 2
    assert "examined as it is" in said.err


def test_no_table_is_a_mistake_of_who_typed(glassnet):
    """Exit 2, and what to type."""
    said = glassnet("doctor")
    assert said.code == 2
    assert "say what to examine: the folder of a run" in said.err


def test_unexplained_exits_1(glassnet, experiment, tmp_path):
    """Something is wrong, though nobody knows what: its only remedy is withdrawn."""
    text = ILL.replace('source = "moons"', 'source = "moons"\nvalidation = 0.3')
    (tmp_path / experiment).write_text(text.replace("epochs = 60", "epochs = 1"))
    told = json.loads(glassnet("doctor", experiment, "--starts", "2", "--json").out)
    assert told["verdict"] == "unexplained"
    assert [each["rule"] for each in told["withdrawn"]] == ["rate-too-low"]
    assert glassnet("doctor", experiment, "--starts", "2").code == 1


def test_the_causes_are_listed_and_explained(glassnet):
    """A page is the very text of the docs; a typo gets the nearest name, and exit 2."""
    assert "dead-units" in glassnet("doctor", "--explain").out
    page = Path(__file__).parents[2] / "docs" / "causes" / "dead-units.md"
    assert glassnet("doctor", "--explain", "dead-units").out == page.read_text(encoding="utf-8")
    said = glassnet("doctor", "--explain", "dead-unit")
    assert (said.code, said.out) == (2, "")
    assert 'Did you mean "dead-units"?' in said.err


def test_explaining_takes_nothing_else(glassnet):
    """Neither settings of a run nor a proof."""
    for more in (("--epochs", "5"), ("--prove",), ("--fix",)):
        said = glassnet("doctor", "--explain", "dead-units", *more)
        assert said.code == 2
        assert "dead-units is printed, nothing is examined; leave out what else" in said.err


@pytest.mark.parametrize("name", ["wine", "blobs"])
def test_the_command_of_a_remedy_makes_the_mended_experiment(glassnet, tmp_path, monkeypatch, name):
    """What is told to type trains what the proof trained."""
    shutil.copytree(find("ten").path.parent / "ten", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    (finding,) = gn.diagnose(_finished(f"{name}.toml")).findings
    program, *typed = shlex.split(finding.remedy.command(f"{name}.toml"))
    assert program == "glassnet"
    assert glassnet(*typed, "--output", "mended.glassnet", "--quiet").code == 0
    made, after = gn.read_experiment("mended.toml"), finding.remedy.after
    filled = replace(after.data, target=made.data.target, kinds=made.data.kinds)
    assert made == replace(after, data=filled)


def _finished(name):
    run = gn.repeat(gn.read_experiment(name))
    run.finish()
    return run


@pytest.mark.parametrize("name", ["blobs", "penguins", "bakery"])
def test_an_experiment_of_the_lesson_is_mended_by_fix(glassnet, tmp_path, name):
    """Found, proved and written beside; what was written is called healthy."""
    shutil.copytree(find("ten").path.parent / "ten", tmp_path, dirs_exist_ok=True)
    told = json.loads(glassnet("doctor", f"{name}.toml", "--fix", "--json").out)
    assert len(told["applied"]) == 1
    assert told["file"] == f"{name}-mended.toml"
    said = glassnet("doctor", told["file"])
    assert (said.code, said.out[:8]) == (0, "HEALTHY:")


def test_fix_of_what_is_healthy_says_so(glassnet, tmp_path):
    """In one line, and in the document as where something was mended; no file is written."""
    words = ("doctor", "iris", "--epochs", "60", "--learning-rate", "0.01", "--fix")
    said = glassnet(*words)
    assert said.code == 0
    assert "Nothing was applied: there is nothing to mend." in said.out
    assert said.out.count("HEALTHY") == 1
    told = json.loads(glassnet(*words, "--json").out)
    assert (told["applied"], told["file"], told["after"]["verdict"]) == ([], "", "healthy")
    assert not list(tmp_path.iterdir())


def test_fix_that_applies_nothing_tells_the_verdict_once(glassnet, experiment, tmp_path):
    """Its only remedy is withdrawn, so nothing stands after that was not before."""
    text = ILL.replace('source = "moons"', 'source = "moons"\nvalidation = 0.3')
    (tmp_path / experiment).write_text(text.replace("epochs = 60", "epochs = 1"))
    said = glassnet("doctor", experiment, "--starts", "2", "--fix")
    assert "Nothing was applied: no remedy is proved to help." in said.out
    assert said.out.count("UNEXPLAINED") == 1
    assert [path.name for path in tmp_path.iterdir()] == [experiment]
