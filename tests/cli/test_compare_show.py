"""`glassnet compare --show`: what is kept, chosen, filtered, and how far it is."""

from __future__ import annotations

import json

import pytest

from glassnet.lab.compare import training

RATES = "--hidden", "none", "--vary", "learning_rate=0.05,0.00001"
QUICK = "--epochs", 30, "--engine", "reference", "--starts"


@pytest.fixture
def line(table):
    """A table of 40 rows on a line: z is twice x."""
    return table("line.csv", [("x", "z"), *((f"{k / 20:.2f}", f"{k / 10:.2f}") for k in range(40))])


@pytest.fixture
def kept(glassnet, line):
    """A function that compares two rates on the line, and keeps it in the folder "rates"."""

    def call(*words, starts=8):
        given = ("compare", line, "--target", "z", *RATES, *QUICK, starts, "--keep", "rates")
        return glassnet(*given, *words)

    return call


def test_what_is_kept_is_shown_as_it_was(glassnet, kept):
    """The same screen, and the same document with how far it is."""
    first = kept()
    assert glassnet("compare", "--show", "rates").out == first.out
    assert glassnet("compare", "--show", "--keep", "rates").out == first.out
    document = json.loads(glassnet("compare", "rates", "--show", "--json").out)
    assert document["finished"]
    assert (document["planned"], document["done"]) == (8, {"0.05": 8, "0.00001": 8})
    assert document["pairs"][0]["verdict"] == "first"


def test_a_comparison_that_grows_tells_how_far_it_is(glassnet, kept, monkeypatch):
    """Stopped halfway: each design's starts, and a verdict that may be looked at early."""
    monkeypatch.setattr(training, "GROUP", 5)
    put, groups = training.Store.put, []

    def stop(store, *what):
        groups.append(what)
        if len(groups) > 3:
            raise KeyboardInterrupt
        put(store, *what)

    monkeypatch.setattr(training.Store, "put", stop)
    told = kept(starts=20)
    assert told.code == 130
    assert "what was done is kept in rates; the same command goes on from there" in told.err
    shown = glassnet("compare", "--show", "rates")
    assert shown.code == 0
    assert "0.05     10 of 20 starts" in shown.out
    assert "0.00001  5 of 20 starts" in shown.out
    assert "this is of the first 5 that every design has" in " ".join(shown.out.split())
    groups[:] = [None] * 4
    assert kept(starts=20).code == 130
    assert glassnet("compare", "--show", "rates").out == shown.out


def test_a_comparison_that_has_no_start_yet(glassnet, kept, monkeypatch):
    """It says so, on the screen and in the document."""

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(training.Store, "put", stop)
    assert kept().code == 130
    assert "0.05     0 of 8 starts" in (said := glassnet("compare", "--show", "rates")).out
    assert "Nothing can be said yet" in said.out
    document = json.loads(glassnet("compare", "--show", "rates", "--json").out)
    assert document["done"] == {"0.05": 0, "0.00001": 0}
    assert "0 of 0" in glassnet("compare", "--show", "rates", "--failed").out


def test_of_several_there_is_a_list_to_choose_from(glassnet, kept):
    """By their numbers, in the order in which they were asked for."""
    kept()
    kept("--seed", 7)
    said = glassnet("compare", "--show", "rates")
    assert "2 comparisons" in said.out
    assert "1  0.05, 0.00001  held-out RMSE  8 of 8" in said.out
    assert "glassnet compare --show rates 2" in said.out
    document = json.loads(glassnet("compare", "--show", "rates", "--json").out)
    assert [one["finished"] for one in document["comparisons"]] == [True, True]
    one, two = (
        json.loads(glassnet("compare", "--show", "rates", number, "--json").out)
        for number in (1, 2)
    )
    assert {one["seed"], two["seed"]} == {0, 7}


def test_designs_scores_and_failed_starts_are_picked_out(glassnet, line, tmp_path):
    """Some designs, another score, a file of it, and the starts that failed."""
    kept = "--target", "z", "--hidden", "none", *QUICK, 3, "--keep", "rates"
    grid = "--vary", "learning_rate=0.05,1e30", "--vary", "optimizer=sgd,adam"
    assert glassnet("compare", line, *kept, *grid).code == 0
    some = "--design", "0.05/sgd", "--design", "0.05/adam", "--score", "mae"
    shown = glassnet("compare", "--show", "rates", "--json", *some, "--output", "a.csv")
    assert shown.code == 0, shown.err
    document = json.loads(shown.out)
    assert document["score"] == "held-out mean |error|"
    assert [one["design"] for one in document["designs"]] == ["0.05/sgd", "0.05/adam"]
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 7
    failed = glassnet("compare", "--show", "rates", "--failed").out
    document = json.loads(glassnet("compare", "--show", "rates", "--failed", "--json").out)
    assert {row["design"] for row in document["failed"]} >= {"1e30/sgd"}
    assert all(row["failed"] for row in document["failed"])
    assert f"{len(document['failed'])} of 12" in failed
    assert failed.count("1e30/sgd") == 3


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--show", "nowhere"), 1, "no comparison is kept in nowhere"),
        (("--show",), 1, "no comparison is kept in ."),
        (("--show", "rates", "3"), 2, "numbered from 1 to 1, got 3"),
        (("--show", "rates", "x"), 2, "numbered from 1 to 1, got x"),
        (("--show", "rates", "1", "2"), 2, "takes a folder and a number"),
        (("--show", "rates", "--design", "0.5"), 2, "no design 0.5, only"),
        (("--show", "rates", "--score", "error"), 2, "one of rmse, mae, loss, got 'error'"),
        (("--show", "rates", "--vary", "hidden=2,3"), 2, "--show trains nothing"),
        (("rates", "--failed"), 2, "option --failed: it is for what is kept; say --show, too"),
        (("rates", "--design", "a"), 2, "option --design: it is for what is kept"),
    ],
)
def test_what_cannot_be_shown_is_told(glassnet, kept, words, code, told):
    """In a sentence, with what there is."""
    kept(starts=2)
    said = glassnet("compare", *words)
    assert said.code == code
    assert told in said.err


@pytest.mark.parametrize(
    "words",
    [("--starts", "3"), ("--seed", "1"), ("--epochs", "5"), ("--hidden", "4"), ("--target", "z")],
)
def test_nothing_that_trains_stands_beside_show(glassnet, words):
    """It would be ignored, so it is refused."""
    said = glassnet("compare", "--show", "rates", *words)
    assert said.code == 2
    assert "option --show: what is kept in rates is shown, nothing is trained; leave" in said.err
