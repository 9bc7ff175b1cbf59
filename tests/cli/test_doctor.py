"""`glassnet doctor`."""

from __future__ import annotations

import json

import pytest

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
