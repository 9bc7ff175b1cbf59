"""Pages of help."""

from __future__ import annotations

from glassnet.cli.help_page import epilogue
from glassnet.run import automatic


def test_the_page_of_train_reads_well(glassnet, snapshot):
    """Options stand by group, each with its range and its usual value."""
    assert glassnet("train", "--help").out == snapshot


def test_a_narrow_terminal_has_the_explanation_below_the_option(glassnet, monkeypatch):
    """At 40 columns nothing is wider than the terminal but what cannot be broken."""
    monkeypatch.setenv("COLUMNS", "1")
    page = glassnet("train", "--help").out.split("Examples")[0]
    lines = page.splitlines()[2:]
    assert "  --epochs N\n" in page
    assert max(len(line) for line in lines) <= 40


def test_the_usual_values_are_those_that_are_used(glassnet):
    """What the page calls usual is read from where it is defined."""
    page = " ".join(glassnet("train", "--help").out.split())
    assert f"from 1. ({automatic.EPOCHS}, or {automatic.LEAST_STEPS:,} steps" in page
    assert f"({automatic.LEARNING_RATE:g})" in page


def test_examples_are_aligned_or_follow_their_comment():
    """What a command does stands beside it, or above it where that is too wide."""
    assert epilogue([("a", "one"), ("bc", "two")]) == "Examples\n  a    one\n  bc   two"
    long = epilogue([("x" * 70, "what it does")], "a note")
    assert long == f"Examples\n  # what it does\n  {'x' * 70}\n\na note"
