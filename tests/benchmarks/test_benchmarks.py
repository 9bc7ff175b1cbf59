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
DRAWN = {"speed", "scaling"}
PART = {"speed": "8-32-32-3", "scaling": "starts"}  # all of them take a minute to compile
NOT_JUDGED = {
    "bare BLAS",
    "glassnet run, history, early stopping",
    "glassnet run, history, 85 % of the rows",
}
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
            more = ("--picture", path.with_suffix(".svg")) if name in DRAWN else ()
            some = ("--only", PART[name]) if name in PART else ()
            text = run(FOLDER / f"{name}.py", "--quick", "--json", path, *some, *more)
            assert all(picture.stat().st_size > 10_000 for picture in more[1:])
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
    _, numbers = measured("speed")
    works = [rows for rows in numbers["tables"].values() if "µs a step" in rows[0]]
    assert len(works) == 1
    for rows in works:
        assert {row["who"] for row in rows} >= {"glassnet reference", "bare BLAS"}
        for row in rows:
            assert row["µs a step"] > 0, row
            assert row["on the wall"] > 0
            apart = row["losses differ by"].split(",")[0]
            assert row["who"] in NOT_JUDGED if apart == "not judged" else float(apart) < 1e-3


def test_everybody_predicts_the_same(measured):
    """One network in all programs gives the same probabilities, so everybody is timed."""
    _, numbers = measured("speed")
    predicting = [rows for rows in numbers["tables"].values() if "µs a row" in rows[0]]
    assert len(predicting) == 2
    for rows in predicting:
        assert {row["who"] for row in rows} >= {"glassnet model", "plain NumPy"}
        assert all(row["µs a row"] > 0 and float(row["answers differ by"]) < 1e-5 for row in rows)


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


def test_who_gets_other_losses_is_void(part):
    """A contender whose losses are wrong is told with its distance, and without a time."""
    training, plain = part("subjects.training"), part("contenders.plain_numpy")

    class Wrong(plain.PlainNumpy):
        name = "wrong"

        def losses(self, steps):
            return [1.01 * loss for loss in super().losses(steps)]

    work = part("contenders.works").SMALL
    distance = training.disagreement(Wrong(work))
    np.testing.assert_allclose(distance, 1e-2, rtol=1e-9)
    (told,) = training.measure(work, [Wrong], 0.001, 1)
    assert told["µs a step"] is None
    assert told["quartiles"] == "void"
    assert told["losses differ by"] == "1e-02"


@pytest.mark.parametrize("name", ["XOR", "CAPTCHA", "ONE_HIDDEN", "DEEPER"])
def test_lists_and_c_learn_what_numpy_learns(part, name):
    """Loops over numbers and products of matrices are the same mathematics, to the last digits."""
    work, training = getattr(part("contenders.works"), name), part("subjects.training")
    assert training.disagreement(part("contenders.plain_lists").PlainLists(work)) < 1e-12
    program = part("contenders.c_program")
    if program.COMPILER is None:
        pytest.skip("no C compiler")
    assert training.disagreement(program.CProgram(work)) < 1e-12


def test_the_limit_multiplies_what_a_step_multiplies(part):
    """Three products a layer but two in the first, of shapes that the network has."""
    blas, works = part("contenders.blas"), part("contenders.works")
    assert list(blas.shapes(works.DIGITS)) == [(128, 784, 128), (128, 128, 10)]
    rows = 64 * 26**2, 64 * 11**2
    assert list(blas.shapes(works.IMAGES)) == [(rows[0], 9, 8), (rows[1], 72, 16), (64, 400, 10)]
    assert len(blas.Blas(works.DIGITS)._products) == 5
    for left, right, out in blas.Blas(works.IMAGES)._products:
        assert (left @ right).shape == out.shape


def test_who_is_not_here_is_told(part, monkeypatch):
    """A contender whose package is missing is left out, and a line says why."""
    everyone = part("contenders.everyone")
    here = [one for one in everyone.ALL if one[1] in {"Reference", "PlainNumpy"}]
    lacking = [("pytorch", "PyTorch", "no_such_package"), *here]
    monkeypatch.setattr(everyone, "ALL", lacking)
    assert everyone.absent() == ["PyTorch left out: no_such_package is not installed"]
    names = [kind.name for kind in everyone.contenders()]
    assert names == ["glassnet reference", "plain NumPy"]


def test_an_aim_is_reached_or_missed_by_so_much(part):
    """At least so many times faster, or at most so many times slower, than the row it names."""
    aims = part("measuring.aims")
    row = {"who": "them", "times glassnet": 4.0, "quartiles of that": "3.5 … 5", "warm, s": 1.5}
    tables = {"work": [row]}
    costs, seconds = aims.told(
        [aims.Aim("work", "them", costs=2), aims.Aim("work", "them", seconds=3)], tables
    )
    assert (costs["aim"], costs["measured"], costs["reached"]) == ("≤ 2×", "4×", "missed by 2×")
    assert (seconds["aim"], seconds["measured"], seconds["reached"]) == ("≤ 3 s", "1.5 s", "yes")
    faster, much, slower, other = aims.told(
        [
            aims.Aim("work", "them", faster=2),
            aims.Aim("work", "them", faster=8),
            aims.Aim("work", "them", slower=0.125),
            aims.Aim("work", "others", faster=2),
            aims.Aim("no work", "them", faster=2),
        ],
        tables,
    )
    assert (faster["measured"], faster["quartiles"], faster["reached"]) == ("4×", "3.5 … 5", "yes")
    assert much["reached"] == "missed by 2×"
    assert (slower["measured"], slower["quartiles"]) == ("0.25×", "0.2 … 0.286")
    assert slower["reached"] == "missed by 2×"
    assert (other["measured"], other["reached"]) == ("not measured", "unknown")
    rare = {**row, "times glassnet": 1042.0, "quartiles of that": "998 … 1,042"}
    (often,) = aims.told([aims.Aim("work", "them", slower=0.001)], {"work": [rare]})
    assert often["quartiles"] == "0.00096 … 0.001"


def test_a_process_tells_when_its_first_step_was_made(part):
    """Imports come before the first step, and all of it takes some memory."""
    first_step = part("subjects.first_step")
    work = part("contenders.works").SMALL
    (row,) = first_step.measure(work, [part("contenders.plain_numpy").PlainNumpy], 1)
    assert 0 < row["of which imports, s"] < row["warm, s"]
    assert row["peak memory, MB"] > 10


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
