"""A column that numbers the rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import glassnet as gn
from glassnet.data.datasets import catalogue
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.identifiers import counts_time, different_by_chance, id_column

ROWS = 160


def numbered(name="number", rows=ROWS, gap=3, seed=0):
    """Return a table sorted by its answers, numbered with gaps, and shuffled then."""
    rng = np.random.default_rng(seed)
    kind = np.sort(rng.integers(0, 2, rows))
    table = {
        "size": rng.normal(size=rows) + kind,
        name: 700 + np.cumsum(rng.integers(1, gap + 1, rows)),
        "kind": np.array(["a", "b"])[kind],
    }
    order = rng.permutation(rows)
    return {column: cells[order] for column, cells in table.items()}


def found(table, target="kind", **options):
    """Return what is found before training."""
    return id_column(Case(gn.prepare(None, table, target=target, **options)))


@pytest.mark.parametrize("scaling", ["standardize", "range", "none"])
def test_a_number_for_each_row_is_named_and_left_out(scaling):
    """However it is scaled; the remedy skips the column, and nothing is found then."""
    table = numbered()
    told = found(table, scaling=scaling)
    assert told.where == "column number"
    assert told.evidence["score from it alone"] > 0.95
    assert told.remedy.after.data.kinds == (("number", "skip"),)
    assert told.remedy.options == "--kind number=skip"
    assert found(table, scaling=scaling, kinds={"number": "skip"}) is None


def test_kinds_that_were_chosen_stay():
    """The remedy adds to them."""
    told = found(numbered(), kinds={"size": "number"})
    assert told.remedy.after.data.kinds == (("size", "number"), ("number", "skip"))


def test_it_is_seen_in_a_run_that_learned():
    """Where the rows held out are told, too, and nothing fails."""
    run = gn.train(
        None, numbered(), target="kind", epochs=60, learning_rate=0.01, engine="reference"
    )
    assert "id-column" in gn.diagnose(run).rules


def test_a_number_that_tells_nothing_is_left_alone():
    """The table was never sorted."""
    table = numbered()
    table["number"] = np.random.default_rng(1).permutation(table["number"])
    assert found(table) is None


def test_what_was_measured_is_left_alone():
    """Numbers that repeat, that are no whole ones, that have all the room, or that are years."""
    table = numbered()
    for cells in (
        table["number"] // 2,
        table["number"] + 0.5 * (table["number"] % 2),
        table["number"] * 1000 + np.arange(ROWS) % 997,
    ):
        assert found(table | {"number": cells}) is None
    assert found(numbered("Year of birth")) is None
    only = {"number": table["number"], "kind": table["kind"]}
    assert found(only) is None


@pytest.mark.parametrize("first", [0, 20_240_001, 400_000_000])
def test_large_numbers_are_told_one_by_one(first):
    """Beyond 2²⁴, where float32 has no room for each."""
    table = numbered()
    assert found(table | {"number": table["number"] + first}).where == "column number"


def test_a_measured_whole_number_is_a_question_and_no_illness():
    """A curve of 120 doses in no order: whether they are names, only its owner knows."""
    rng = np.random.default_rng(0)
    dose = rng.permutation(120)
    table = {"dose": dose, "noise": rng.normal(size=120), "y": np.sin(dose / 15.0)}
    network = gn.Network(gn.Dense(32), gn.Tanh(), gn.Dense(1))
    run = gn.train(network, table, target="y", epochs=200, learning_rate=0.01, engine="reference")
    told = gn.diagnose(run)
    assert told.rules == ("id-column",)
    assert told.verdict == "healthy"
    assert told.sentence.endswith("A question is left that only you can answer.")
    assert gn.diagnose(gn.prepare(network, table, target="y")).verdict == "not trained"


def test_time_is_a_whole_word_of_a_name():
    """Of one or many, however words are joined; not a few letters of another word."""
    for name in ("year", "Years", "DAYS", "week_2", "startTime", "t", "time (s)", "due-date"):
        assert counts_time(name), name
    for name in (
        "candidate",
        "update",
        "birthplace",
        "Sunday1x",
        "sentiment",
        "holidaymaker",
        "tt",
    ):
        assert not counts_time(name), name
    assert found(numbered("candidate")).where == "column candidate"


@pytest.mark.parametrize("name", [entry.name for entry in catalogue()])
def test_no_bundled_table_has_one(name):
    """Their columns were measured."""
    assert id_column(Case(gn.prepare(None, name))) is None


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 12), st.integers(0, 30), st.integers(0, 2**32 - 1))
def test_the_chance_is_no_less_than_that_of_the_birthday_problem(count, more, seed):
    """At least R (R − 1) … (R − n + 1) / Rⁿ, counted one by one, for R equally likely values."""
    rng = np.random.default_rng(seed)
    room = count + more
    inner = rng.permutation(np.arange(1, room - 1))[: count - 2]
    values = rng.permutation(np.r_[0, inner, room - 1]).astype(float) + 100.0
    exact = np.prod([(room - taken) / room for taken in range(count)])
    assert different_by_chance(values) >= exact * (1.0 - 1e-12)
    assert different_by_chance(np.r_[values, values[0]]) == 1.0


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0.01, 1.0), min_size=5, max_size=20), st.integers(0, 2**32 - 1))
def test_values_that_are_not_equally_likely_meet_sooner(weights, seed):
    """Drawn a thousand times by any weights, four numbers differ no oftener than the bound says."""
    rng = np.random.default_rng(seed)
    shares = np.array(weights) / sum(weights)
    drawn = rng.choice(len(shares), (1000, 4), p=shares)
    differ = np.mean([len(set(row)) == 4 for row in drawn.tolist()])
    bound = np.exp(-4 * 3 / (2.0 * len(shares)))
    assert differ <= bound + 5.0 * np.sqrt(0.25 / 1000)
