"""What a search says and saves."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import StringIO

import pytest

from glassnet.ground.errors import UsageError
from glassnet.lab.search.found import best_first
from glassnet.lab.search.trial import Outcome, Trial


def test_it_tells_what_was_searched_the_best_and_the_verdict(found):
    """In lines of 80 characters: the table of trials first, then the comparison."""
    lines = found.lines()
    told = " ".join(" ".join(lines).split())
    assert lines[0] == "10 trials of 2 starts · validation RMSE of 7 rows, lower is better"
    assert "learning-rate 0.0001 … 0.1 (logarithmic); batch-size 8, 16" in told
    assert f"The best design (trial {found.ranked[0].number}) and the default" in told
    assert " ".join(found.verdict.split()) in told
    assert max(map(len, lines)) <= 80
    assert str(found) == "\n".join(lines)
    assert repr(found) == "<10 trials of 2 starts: print() it>"


@pytest.mark.parametrize("width", [40, 60, 100])
def test_it_fits_where_it_is_shown(found, width):
    """However narrow."""
    own = found.lines(width)[: -len(found.comparison.lines(width))]
    assert max(map(len, own)) <= max(width, 58)  # a table's columns cannot be broken


def test_the_best_come_first():
    """Of equal ones the earlier; who did not come to the end is not among them."""
    made = [
        Trial(0, {}, Outcome("done", (2.0,), (2.0,))),
        Trial(1, {}, Outcome("given up", (0.0,), (0.0,))),
        Trial(2, {}, Outcome("done", (1.0,), (1.0,))),
        Trial(3, {}, Outcome("done", (1.0,), (1.0,))),
    ]
    assert [trial.number for trial in best_first(tuple(made))] == [2, 3, 0]


def test_files_hold_the_same(found, tmp_path):
    """All as JSON, a row for each trial as CSV, tables as Markdown and HTML."""
    for ending in ("json", "csv", "md", "html"):
        found.save(tmp_path / f"s.{ending}")
    document = json.loads((tmp_path / "s.json").read_text())
    assert len(document["trials"]) == 10
    assert document["best"]["trial"] == found.ranked[0].number
    assert document["comparison"]["pairs"][0]["told"] == document["verdict"] == found.verdict
    rows = list(csv.DictReader(StringIO((tmp_path / "s.csv").read_text())))
    assert [float(row["learning_rate"]) for row in rows] == [
        trial.picks["learning_rate"] for trial in found.trials
    ]
    markdown = (tmp_path / "s.md").read_text()
    assert "| trial | learning-rate | batch-size | validation RMSE |" in markdown
    page = (tmp_path / "s.html").read_text()
    assert page.startswith("<!doctype html>")
    assert "<th>learning-rate</th>" in page


def test_infinite_numbers_become_null(found):
    """JSON has none."""
    diverged = Trial(10, found.trials[0].picks, Outcome("diverged", (float("inf"),), (1.0,)))
    told = json.loads(replace(found, trials=(*found.trials, diverged)).to_json())
    assert told["trials"][10]["curve"] == [None]
    assert told["counts"]["diverged"] == 1


def test_other_forms_are_refused(found):
    """A search is no picture."""
    with pytest.raises(UsageError, match=r"saved as \.html, \.json, \.csv, \.md, got s\.svg"):
        found.save("s.svg")
