"""A number that means "missing"."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import glassnet as gn
from glassnet.data.datasets import catalogue
from glassnet.lab.doctor import labels
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.missing_codes import DIFFERENT, GAP, far_away, missing_code

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
    assert found == ((code, above) if times > 3.0 and count >= 3 else None)
