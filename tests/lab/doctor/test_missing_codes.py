"""A number that means "missing"."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import glassnet as gn
from glassnet.data.datasets import catalogue
from glassnet.lab.doctor import labels, missing_codes
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.missing_codes import DIFFERENT, GAP, far_away, missing_code, unscaled

LAYERS = (gn.Dense(16), gn.ReLU(), gn.Dense(2))


def table(code=-999.0, share=0.08, rows=300, columns=4, seed=0):
    """Return columns that tell a class together, some cells of which hold the code, and it."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, columns)) + 3.0
    y = np.where(x.sum(axis=1) > 3.0 * columns, "high", "low")
    x[rng.uniform(size=x.shape) < share] = code
    return x, y


def written(folder, x, y, code):
    """Return the name of a file with that table."""
    lines = [",".join([*(code if v < 0.0 else f"{v:.3f}" for v in row), kind])
             for row, kind in zip(x.tolist(), y.tolist(), strict=True)]  # fmt: skip
    path = folder / "table.csv"
    path.write_text("\n".join(["a,b,c,d,kind", *lines]) + "\n")
    return str(path)


@pytest.mark.parametrize("code, scaling", [("-999", "standardize"), ("-9999.00", "range")])
def test_a_code_is_named_with_its_columns_and_read_as_missing(tmp_path, code, scaling):
    """Before training; the remedy writes it as the file does, and then nothing is found."""
    x, y = table(float(code))
    path = written(tmp_path, np.where(x < 0.0, x, np.abs(x)), y, code)
    case = Case(gn.prepare(None, path, target="kind", scaling=scaling))
    told = missing_code(case)
    assert told.where == "column a, b, c, d"
    assert told.remedy.after.data.missing_words == (code,)
    better, worse = told.evidence["the same, where it means missing"], case.reference.score
    assert better > worse + 0.05
    assert told.evidence["what is left of the others' deviation"] < 0.1
    again = gn.prepare(None, path, target="kind", scaling=scaling, missing_words=(code,))
    assert missing_code(Case(again)) is None


def test_the_remedy_helps(tmp_path):
    """Proved by training again on the same starts."""
    x, y = table()
    path = written(tmp_path, np.where(x < 0.0, x, np.abs(x)), y, "-999")
    run = gn.train(None, path, target="kind", epochs=30, engine="reference", early_stopping=None)
    found = gn.diagnose(run, prove=True, starts=3)
    assert found.rules[0] == "missing-code"
    assert found.findings[0].proof.helps


def test_numbers_of_an_array_have_no_words(examined):
    """The cause is named, and no option mends it."""
    x, y = table()
    told = missing_code(examined(*LAYERS, x=x, y=y, scaling="standardize", epochs=10))
    assert told.remedy is None
    assert told.evidence["simple predictors"] < 0.9


def test_who_is_told_nothing_behind_a_code_has_no_lack_of_signal(examined):
    """One column in four tells the answer, and the code hides what it tells."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 4))
    y = np.where(x[:, 0] > 0.0, "high", "low")
    x[rng.uniform(size=300) < 0.05, 0] = -99999.0
    case = examined(x=x, y=y, scaling="standardize", steps=0)
    assert case.reference.score < 0.6
    assert missing_code(case) is not None
    assert labels.no_signal(case) is None


def test_a_run_that_fails_hardly_sees_its_column(examined):
    """One column of two, and neighbors that know all the same, however it is scaled."""
    rng = np.random.default_rng(2)
    x = rng.uniform(-1.0, 1.0, (240, 1))
    y = np.sin(5.0 * x[:, 0])
    spoiled = np.where(rng.uniform(size=x.shape) < 0.04, -999.0, x)
    numbers = (gn.Dense(16), gn.ReLU(), gn.Dense(1))
    case = examined(*numbers, x=spoiled, y=y, scaling="standardize", epochs=30)
    assert case.failing
    assert missing_code(case).rule == "missing-code"
    empty = examined(*numbers, x=np.where(spoiled < -9.0, np.nan, x), y=y, epochs=5)
    assert missing_code(empty) is None


@pytest.mark.parametrize("seed", range(4))
def test_numbers_that_are_far_away_and_rightly_so_are_left_alone(examined, seed):
    """One outlier; some that are rounded alike; heavy tails; a code that does no harm."""
    rng = np.random.default_rng(seed)
    x, y = table(share=0.0, seed=seed)
    once = np.where(np.arange(300)[:, None] == 7, 5000.0, x)
    tailed = np.c_[x, rng.standard_cauchy(300)]
    rounded = np.c_[x, np.round(np.exp(2.0 * rng.normal(size=300)), -1)]
    idle = np.c_[x, np.where(rng.uniform(size=300) < 0.05, -999.0, rng.normal(size=300))]
    for inputs in (x, once, tailed, rounded, idle):
        assert missing_code(examined(x=inputs, y=y, scaling="standardize", epochs=40)) is None


@pytest.mark.parametrize("name", [entry.name for entry in catalogue()])
def test_no_bundled_table_has_one(name):
    """Trained for a moment, which leaves them failing, or hardly trained at all."""
    run = gn.train(None, name, epochs=1, engine="reference")
    assert missing_code(Case(run)) is None


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.floats(-1.0, 1.0), min_size=DIFFERENT, max_size=40, unique=True),
    st.floats(1.0, 12.0),
    st.integers(1, 6),
    st.booleans(),
)
def test_far_away_is_what_stands_apart_and_comes_back(others, times, count, above):
    """Its gap is more than three ranges of the others, and it stands there thrice or more."""
    values = np.array(others)
    apart = GAP * times * np.ptp(values) / 3.0
    if np.ptp(values) < 1e-6 or abs(times / 3.0 - 1.0) < 1e-3:
        return
    code = values.max() + apart if above else values.min() - apart
    found = far_away(np.r_[values, [code] * count])
    assert found == (code if times > 3.0 and count >= 3 else None)


def spoken(folder, lines, names="year,noise,heated,y"):
    """Return the case of a file with those lines, before training."""
    path = folder / "table.csv"
    path.write_text("\n".join([names, *lines]) + "\n")
    return Case(gn.prepare(None, str(path), target="y", epochs=5))


def years(answers, rows=300, seed=0):
    """Return lines with a year, 0 where it is missing, noise, an idle 5 or 7, and an answer."""
    rng = np.random.default_rng(seed)
    year = 2000.0 + rng.normal(size=rows)
    cells = np.where(rng.uniform(size=rows) < 0.1, "0", np.char.mod("%.3f", year))
    noise, idle = np.char.mod("%.3f", rng.normal(size=rows)), rng.integers(0, 2, rows)
    told = [answers[late] for late in (year > 2000.0).astype(int)]
    rest = zip(cells, noise, 5 + 2 * idle, told, strict=True)
    return [",".join(map(str, line)) for line in rest]


def test_no_remedy_reads_another_column_or_the_answers_as_missing(tmp_path):
    """Where 0 stands for an answer or in a column of its own, only the cells can be emptied."""
    answers = missing_code(spoken(tmp_path, years("01")))
    column = missing_code(spoken(tmp_path, [line.replace(",5,", ",0,") for line in years("ab")]))
    for told in (answers, column):
        assert told.remedy is None
        assert told.cause.startswith("0 stands far")
        assert told.cause.endswith("Leave those cells empty.")
    free = missing_code(spoken(tmp_path, years("ab")))
    assert free.remedy.after.data.missing_words == ("0",)


def test_the_value_named_is_the_one_that_was_found(tmp_path):
    """Of 3000 rows one that is not looked at holds a lower number yet."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=3000)
    y = x > 0.0
    x[rng.uniform(size=3000) < 0.05] = -999.0
    x[7] = -9999.0
    told = np.where(y, "late", "early")
    rest = zip(x, rng.normal(size=3000), told, strict=True)
    lines = [f"{a:g},{b:.3f},{kind}" for a, b, kind in rest]
    case = spoken(tmp_path, lines, "a,b,y")
    assert 7 not in case.rows
    told = missing_code(case)
    assert told.cause.startswith("-999 stands")
    assert told.remedy.after.data.missing_words == ("-999",)


def test_a_file_that_has_moved_has_no_words(tmp_path):
    """The cause is named all the same, and no error is raised; nor is one by a whole diagnosis."""
    case = spoken(tmp_path, years("ab"))
    (tmp_path / "table.csv").unlink()
    assert missing_code(case).remedy is None
    assert "missing-code" in gn.diagnose(case.run).rules


def test_it_is_looked_for_once_in_a_case(tmp_path, monkeypatch):
    """Whoever asks again gets the same finding, and nobody reads the file for it."""
    case = spoken(tmp_path, years("ab"))
    told = missing_code(case)
    monkeypatch.setattr(case.table.source.__class__, "blocks", lambda *_: pytest.fail("read again"))
    assert missing_code(case) is told


def test_a_visit_reads_no_file_and_asks_no_predictors_again(tmp_path, monkeypatch):
    """A run that fails is told what its failing and its columns show, and no remedy."""
    case = spoken(tmp_path, years("ab"))
    there = case.reference
    live = Case(case.run, live=True, known={"reference": there, "failing": True})
    monkeypatch.setattr(case.table.source.__class__, "blocks", lambda *_: pytest.fail("read again"))
    monkeypatch.setattr(missing_codes, "reference", lambda *_: pytest.fail("asked again"))
    told = missing_code(live)
    assert told.remedy is None
    assert "the same, where it means missing" not in told.evidence
    well = Case(case.run, live=True, known={"reference": there, "failing": False})
    assert missing_code(well) is None


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from([-99999.0, -999.0, -1.5, 0.0, 9999.0]),
    st.floats(-5000.0, 5000.0),
    st.floats(0.5, 2000.0),
)
def test_a_code_is_read_back_from_its_input(value, center, scale):
    """However a column was centered and scaled, within the doubt, and 0 is 0."""
    if abs(value - center) < 1.0:
        return
    x = np.float32((value - center) / scale)
    found, doubt = unscaled(float(x), center, scale, float(np.finfo(np.float32).eps))
    assert found == value
    assert doubt <= 2e-5 * abs(value - center)
