"""The benchmarks run: each prints its tables, and says on which machine. No time is judged."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "benchmarks"
BENCHMARKS = sorted(path.stem for path in FOLDER.glob("*.py"))
FACTS = {"processor", "system", "Python", "numpy", "BLAS", "date", "command", "noise"}


def run(*command, **environment):
    """Run a program in Python, and return what it prints."""
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """A function that runs a benchmark once: what it printed, and what it wrote."""
    known = {}

    def get(name):
        if name not in known:
            path = tmp_path_factory.mktemp("measured") / "numbers.json"
            text = run(FOLDER / f"{name}.py", "--quick", "--json", path)
            known[name] = text, json.loads(path.read_text(encoding="utf-8"))
        return known[name]

    return get


@pytest.fixture
def part(monkeypatch):
    """A function that imports a part of the benchmarks, such as measuring.timing."""
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_prints_tables_and_where_they_are_from(measured, name):
    """Every row that is in the file is on the screen, and so are machine, versions and date."""
    text, numbers = measured(name)
    assert numbers["title"] in text
    assert numbers["facts"].keys() >= FACTS
    for fact, value in numbers["facts"].items():
        assert f"{fact}: {value}" in text
    assert numbers["tables"]
    for caption, rows in numbers["tables"].items():
        assert caption in text
        assert rows
        assert text.count("\n| ") >= len(rows)


def test_contenders_do_the_same_work(measured):
    """From the same weights on the same rows all lose alike, so every contender is timed."""
    _, numbers = measured("engines")
    works = {c: rows for c, rows in numbers["tables"].items() if c != "What is aimed at"}
    for rows in works.values():
        assert {row["who"] for row in rows} >= {"glassnet reference", "plain NumPy"}
        for row in rows:
            assert row["µs a step"] > 0, row
            assert float(row["losses differ by"]) < 2e-4


ALONE = """
import os
from measuring import surroundings
surroundings.alone(lambda: print({name: os.environ.get(name) for name in surroundings.LEFT_BEHIND},
    {os.environ[name] for name in surroundings.ONE_THREAD}, surroundings.alone(lambda: None)))
"""


def test_a_switch_that_a_shell_left_behind_does_not_count(tmp_path):
    """What is measured has one thread, and no BLAS that is told it runs on another processor."""
    program = tmp_path / "program.py"
    program.write_text(ALONE)
    told = {"OPENBLAS_CORETYPE": "Prescott", "OPENBLAS_L2_SIZE": "1", "OMP_NUM_THREADS": "7"}
    printed = run(program, PYTHONPATH=str(FOLDER), **told)
    assert printed == "{'OPENBLAS_CORETYPE': None, 'OPENBLAS_L2_SIZE': None} {'1'} 0\n"


def test_who_gets_other_losses_is_not_timed(part):
    """A contender whose losses are wrong is told with its distance, and without a time."""
    engines, plain = part("engines"), part("contenders.plain_numpy")

    class Wrong(plain.PlainNumpy):
        name = "wrong"

        def losses(self, steps):
            return [1.001 * loss for loss in super().losses(steps)]

    work = engines.WORKS[2]
    distance = engines.disagreement(Wrong(work))
    np.testing.assert_allclose(distance, 1e-3, rtol=1e-9)
    assert distance > engines.AGREEMENT[work.dtype]
    told = engines.row(Wrong(work), {}, distance)
    assert told["µs a step"] is None
    assert told["losses differ by"] == "1e-03"


def test_significance_is_that_of_the_textbook(part):
    """The paired t-test by its formula; no difference at all is no evidence."""
    defaults = part("defaults")
    difference = np.array([0.1, -0.2, 0.3, 0.25, 0.05])
    t = difference.mean() / (difference.std(ddof=1) / np.sqrt(5))
    stats = pytest.importorskip("scipy.stats")
    by_mean, _ = defaults.significance(difference)
    np.testing.assert_allclose(by_mean, 2.0 * stats.t.sf(abs(t), 4))
    assert defaults.significance(np.zeros(5)) == (1.0, 1.0)


def test_rounds_take_turns(part):
    """Everybody has one turn in every round, in order, and steps are what a turn says it made."""
    timing = part("measuring.timing")
    turns = []

    def turn(name):
        def make(steps):
            turns.append(name)
            return sum(1 for _ in range(10_000 * steps)) and 2 * steps

        return make

    found = timing.rounds({"a": turn("a"), "b": turn("b")}, 0.001, 3)
    assert turns[-6:] == ["a", "b"] * 3
    assert {name: len(values) for name, values in found.items()} == {"a": 3, "b": 3}
    assert all((values >= 0).all() for values in found.values())


def test_the_middle_and_the_quartiles(part):
    """Of 0 … 8 the middle is 4, half of all lie within 2 … 6."""
    timing = part("measuring.timing")
    middle = timing.spread(np.arange(9.0))
    assert middle == (4.0, 2.0, 6.0)
    assert middle.relative == 1.0
    assert timing.between(middle, 10.0) == "20 … 60"


def test_tables_read_well_on_the_screen_and_in_markdown(part):
    """The example in the docstring is what is printed."""
    assert doctest.testmod(part("measuring.telling")) == (0, 1)
