"""A finished comparison: as text, HTML, JSON, CSV, Markdown and pictures it tells the same."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.lab.compare.budgets import Budget
from glassnet.lab.compare.comparison import Comparison
from glassnet.lab.compare.pairs import Rules, judge
from glassnet.lab.compare.training import Plan


@pytest.fixture
def made(standing, yardsticks):
    """A function that makes a comparison of two designs out of their scores."""

    def make(a, b, score="error", name="wide"):
        by = getattr(yardsticks, score)
        designs = (standing(name, a, score=score), standing("deep", b, score=score))
        shape = np.atleast_2d(a).shape
        plan = Plan(shape[1], shape[0])
        return Comparison(designs, judge(designs, by, Rules()), by, plan, Rules(), ("a | b.",))

    return make


def test_it_prints_designs_verdicts_and_cautions(solved):
    """One hidden unit never learns XOR, four mostly do: the verdict says so, and says beware."""
    told = str(solved)
    assert told.startswith("2 designs, 8 starts · training loss of 4 rows, lower is better")
    assert "8 of 8 (a row wrong)" in told
    assert "2-4-1 is better than 2-1-1: it fails less often" in told
    assert "all learned from, none is held out" in told
    assert max(map(len, told.split("\n"))) <= 80
    assert repr(solved) == "<2 designs, 8 starts: print() it>"
    assert not solved.open


def test_rows_are_the_starts(solved):
    """One row for each start, with its seed; the CSV and the JSON hold the same."""
    rows = solved.rows()
    assert len(rows) == 16
    assert [row["seed"] for row in rows] == [*range(8), *range(8)]
    assert {row["design"] for row in rows} == {"2-1-1", "2-4-1"}
    read = list(csv.DictReader(StringIO(solved.to_csv())))
    assert [float(row["loss"]) for row in read] == [row["loss"] for row in rows]
    document = json.loads(solved.to_json())
    assert document["each_start"] == rows
    assert document["pairs"][0]["verdict"] == "second"
    assert document["pairs"][0]["told"] == solved.verdicts[0]
    assert [design["failed"] for design in document["designs"]] == [
        int(one.failed.sum()) for one in solved.designs
    ]


def test_numbers_that_are_none_are_null_in_json(made):
    """JSON has no infinity; a failed start's score is null, and the median may be."""
    found = made([1.0, np.inf, np.inf, np.inf], [1.0, 2.0, 3.0, 4.0], "rmse")
    document = json.loads(found.to_json(), parse_constant=pytest.fail)
    assert document["each_start"][1]["rmse"] is None
    assert document["designs"][0]["median"] is None
    assert "∞" in str(found)


def test_markdown_is_a_table_that_names_cannot_break(made):
    """A bar in a name is no new column."""
    found = made([0.1, 0.2, 0.3], [0.2, 0.3, 0.5], name="a|b")
    lines = found.to_markdown().split("\n")
    assert r"| a\|b |" in lines[4]
    assert {line.replace(r"\|", "").count("|") for line in lines[2:6]} == {7}
    assert "- a | b." in lines


def test_html_shows_names_as_text(made):
    """A name is not markup."""
    shown = made([0.1, 0.2], [0.2, 0.4], name="<script>")._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert shown.count("<li>") == 2


def test_a_page_holds_verdicts_and_pictures(made):
    """One HTML file with everything in it, asking for no other."""
    page = made([0.1, 0.2, 0.3], [0.2, 0.3, 0.5]).to_html()
    assert page.startswith("<!doctype html>")
    assert "not distinguishable" in page
    assert 'src="data:image/svg+xml;base64,' in page or "<pre>" in page
    assert "http" not in page


def test_luck_is_told_apart_with_several_splits(made):
    """Splits that differ much and starts that differ little are told as such."""
    rng = np.random.default_rng(1)
    scores = 0.3 + 0.1 * np.arange(4)[:, None] + 0.001 * rng.normal(size=(2, 4, 6))
    told = " ".join(str(made(*scores)).split())
    lucks = re.findall(r"luck of the start ± ([\d.]+) %, luck of the split ± ([\d.]+) %", told)
    for start, split in lucks:
        assert float(start) == pytest.approx(0.1, rel=0.4)
        assert float(split) == pytest.approx(12.9, rel=0.02)
    assert len(lucks) == 2
    assert "in each of 4 splits" in told
    broken = replace(made(*scores), plan=Plan(6, 1))
    assert "luck" not in str(broken)


@pytest.mark.parametrize("name", ["c.html", "c.json", "c.csv", "c.md", "c.svg", "c.PNG"])
def test_it_is_saved_by_its_name(made, tmp_path, name):
    """Text and pictures by their endings, whole."""
    if name[-3:] in {"svg", "PNG"}:
        pytest.importorskip("matplotlib")
    made([0.1, 0.2, 0.3], [0.2, 0.3, 0.5]).save(tmp_path / name)
    assert (tmp_path / name).stat().st_size > 50


def test_another_ending_is_refused(made, tmp_path):
    """A name says what is written; others are told which there are."""
    with pytest.raises(
        UsageError, match=r"saved as .html, .json, .csv, .md, .svg, .png, got .*c.xlsx"
    ):
        made([0.1, 0.2], [0.2, 0.3]).save(tmp_path / "c.xlsx")
    assert not list(tmp_path.iterdir())


def test_a_data_frame_holds_every_start(made):
    """As many rows as starts, with the names of `rows()`."""
    pytest.importorskip("pandas")
    found = made([0.1, 0.2, 0.3], [0.5, 0.6, 0.7])
    frame = found.frame("pandas")
    assert frame.to_dict("records") == found.rows()
    assert frame.groupby("design")["error"].mean().to_dict() == pytest.approx(
        {"deep": 0.6, "wide": 0.2}
    )


def test_pictures_are_drawn_by_their_names(made):
    """One of them, or all of them; the page holds all."""
    found = made([0.1, 0.2, 0.3], [0.5, 0.6, 0.7])
    assert "against parameters" in found.picture("parameters").text()
    assert "mean difference" not in found.picture("parameters").text()
    for sign in ("mean difference", "against parameters", "against seconds", "training loss"):
        assert sign in found.picture().text()


def test_a_budget_is_told_everywhere(made):
    """In text, Markdown, HTML and JSON."""
    found = replace(made([0.1, 0.2], [0.5, 0.6]), budget=Budget("steps", ("equal steps: 12.",)))
    for text in (str(found), found.to_markdown(), found.to_html()):
        assert "equal steps: 12." in text
    told = json.loads(found.to_json())
    assert (told["equal"], told["budget"]) == ("steps", ["equal steps: 12."])
