"""The experiment files of the three shapes: what `glassnet compare` makes of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import glassnet as gn
from glassnet.cli.main import execute

ROOT = Path(__file__).parents[2]
NAMES = ("8-8-8", "8-16-8", "16-8-8")
BITS = np.array([[0, row >> 2 & 1, row >> 1 & 1, row & 1] for row in range(8)], dtype=float)
PAIRS = np.array([[1, 0], [1, 1], [1, 1], [1, 0], [1, 1], [0, 1], [0, 0], [1, 1]], dtype=float)


def network(name):
    """Return the network with the hidden layers of a name, as the fifth lesson writes it."""
    even = gn.Uniform(-1.0, 1.0)
    units = (*map(int, name.split("-")), 2)
    layers = [(gn.Dense(k, bias=False, weights=even), gn.Sigmoid()) for k in units]
    return gn.Network(*(layer for both in layers for layer in both))


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    """The files name their table as it is called from the folder that holds lessons/."""
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_holds_the_tutorials_settings(name):
    """Its shape is its name, it makes 100,000 updates with all rows, and no row is held out."""
    run = gn.repeat(gn.read_experiment(f"lessons/shapes/{name}.toml"))
    assert run.experiment.network == network(name)
    assert run.program.total_steps == 100_000
    assert run.program.plan.batch_size == 8
    np.testing.assert_array_equal(run.training.x, BITS)
    np.testing.assert_array_equal(run.training.y, PAIRS)


def test_compared_they_give_what_python_gives(tmp_path, capsys):
    """To the last bit, start by start; and the files compare without any other word."""
    files = [f"lessons/shapes/{name}.toml" for name in NAMES]
    few = ["--starts", "3", "--epochs", "40", "--engine", "reference", "--quiet"]
    assert execute(["compare", *files, *few, "--output", str(tmp_path / "c.json")]) == 0
    assert "3 designs, 3 starts · training loss of 8 rows" in capsys.readouterr().out
    found = gn.compare(
        {name: network(name) for name in NAMES}, BITS, PAIRS, starts=3, epochs=40,
        engine="reference", loss=gn.HalfSumOfSquares(), optimizer=gn.SGD(), learning_rate=1.0,
        batch_size=None, shuffle=False, scaling="none", dtype="float64", test=0.0, validation=0.0,
        kinds={f"x{column}": "number" for column in range(4)},
    )  # fmt: skip
    assert json.loads((tmp_path / "c.json").read_text())["each_start"] == found.rows()
