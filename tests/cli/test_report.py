"""The screen after a training."""

from __future__ import annotations

import pytest

from glassnet.cli.facts import LayerFacts, Outcome
from glassnet.cli.report import curve, network, report, why
from glassnet.cli.screen import count
from glassnet.data.columns import Column
from glassnet.run.scoring import judge
from glassnet.run.training import prepare

WAYS = {
    "classes": {"x": "penguins", "epochs": 4},
    "numbers": {"x": "diabetes", "epochs": 4, "hidden": (5,)},
    "nothing held out": {"x": "iris", "epochs": 2, "test": 0.0, "validation": 0.0},
}


def outcome(x, *, interrupted=False, hidden=None, **settings) -> Outcome:
    """Return what comes out of a short run in double precision."""
    from glassnet.run.automatic import network as usual

    net = usual((10,), (), 1, hidden) if hidden else None
    run = prepare(net, x, dtype="float64", engine="reference", **settings)
    run.finish()
    return Outcome(run, run.model, judge(run), 1.26, "my.glassnet", "my.toml", interrupted)


@pytest.mark.parametrize("way", WAYS)
def test_the_screen_reads_well(way, snapshot):
    """Data, network, training, score, errors, files: on one screen of 80 columns."""
    text = report(outcome(**WAYS[way])).text()
    assert max(map(len, text.splitlines())) <= 80
    assert len(text.splitlines()) <= 45
    assert text == snapshot


@pytest.mark.parametrize("columns", ["40", "60", "100", "250"])
def test_the_screen_fits_every_terminal(columns, monkeypatch):
    """Nothing but a command to copy is wider than the terminal, or than 100."""
    monkeypatch.setenv("COLUMNS", columns)
    lines = report(outcome(**WAYS["classes"])).text().splitlines()
    assert max(map(len, lines)) <= min(100, int(columns))


def test_an_interrupted_training_says_so():
    """In the title, and in the section on training."""
    text = report(outcome(**WAYS["classes"], interrupted=True)).text()
    assert text.splitlines()[0].endswith("interrupted")
    assert "1.3 s: interrupted" in text


def test_a_hostile_name_is_shown_as_text():
    """A path that holds an escape cannot steer the terminal, and is quoted for a shell."""
    from dataclasses import replace

    made = replace(outcome(**WAYS["classes"]), model_file="a b\x1b[2J.glassnet")
    text = report(made).text()
    assert "\x1b" not in text
    assert "glassnet predict 'a b\\x1b[2J.glassnet'" in text


def test_a_deep_network_is_cut_in_the_middle():
    """The first layers, the last one, and how many are not shown; the sum is of all."""
    layers = [LayerFacts(k, f"Dense({k})", (k,), 10) for k in range(30)]
    lines = list(network(layers, (4,)))
    assert "… 14 more layers" in lines
    assert lines[-1] == "300 parameters"
    assert lines[-2].startswith("Dense(29)")


def test_a_curve_has_a_bar_for_each_part_of_the_way():
    """As many bars as there is room; equal numbers are equal bars."""
    assert len(curve([float(k) for k in range(1, 500)], 30)) == 30
    assert len(set(curve([2.0] * 50, 30))) == 1
    assert curve([1.0, 0.0, -1.0], 30) == "█▅▁"


def test_the_reason_for_leaving_a_column_out_is_not_said_twice():
    """ "left out: …" beside the label "left out" would be."""
    column = Column("c", "constant", "left out", "left out: every value is 1.", 9, 0)
    assert why(column) == "every value is 1"
    assert why(Column("c", "text", "left out", "left out because you said skip.", 9, 0)) == (
        "because you said skip"
    )


def test_a_constant_column_is_told(glassnet, table):
    """What was left out stands on the screen, with the reason."""
    rows = [(k, 7, k % 3, "ab"[k % 2]) for k in range(40)]
    table("t.csv", [("n", "seven", "x", "y"), *rows])
    text = glassnet("train", "t.csv", "--target", "y", "--epochs", "1").out
    assert "left out   n: it only counts the rows, from 0" in text
    assert "seven: every value is 7" in text
    assert count(40, "row") in text
