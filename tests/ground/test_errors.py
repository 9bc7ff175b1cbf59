"""Errors: their families, their exit codes, and the words they are made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.ground.errors import (
    DataError,
    DivergedError,
    ExperimentError,
    FileError,
    GlassnetError,
    HostError,
    MissingPackageError,
    NewerFormatError,
    ShapeError,
    UsageError,
    did_you_mean,
    one_line,
)

FAMILIES = [
    (UsageError("s"), ValueError, 2),
    (ShapeError("s"), UsageError, 2),
    (ExperimentError(["s"]), UsageError, 2),
    (DataError("s"), ValueError, 1),
    (FileError("s"), OSError, 1),
    (NewerFormatError("s"), FileError, 1),
    (DivergedError("s", step=3), ArithmeticError, 1),
    (HostError("s"), ConnectionError, 1),
    (MissingPackageError("s"), ImportError, 1),
]


@pytest.mark.parametrize("error, family, code", FAMILIES, ids=lambda part: type(part).__name__)
def test_each_error_is_glassnets_own_and_of_pythons_family(error, family, code):
    """What is caught as Python's own kind still tells its sentence and its exit code."""
    assert isinstance(error, GlassnetError)
    assert isinstance(error, family)
    assert error.exit_code == code
    assert str(error) == "s"


def test_every_kind_of_error_is_in_the_table_above():
    """A new error has its family and exit code tested."""

    def kinds(kind):
        return {kind}.union(*map(kinds, kind.__subclasses__()))

    own = {k for k in kinds(GlassnetError) if k.__module__ == GlassnetError.__module__}
    assert own - {GlassnetError} == {type(error) for error, _, _ in FAMILIES}


def test_an_experiments_mistakes_are_told_at_once():
    """One line each, in their order, and as a tuple."""
    error = ExperimentError(mistake for mistake in ["no data", "no network"])
    assert str(error) == "no data\nno network"
    assert error.mistakes == ("no data", "no network")


def test_a_divergence_knows_its_step():
    """For whoever resumes before it."""
    assert DivergedError("step 12: the loss is inf", step=12).step == 12


def test_a_file_error_without_words_is_empty():
    """Rather than OSError's brackets or a crash."""
    assert str(FileError()) == ""


@pytest.mark.parametrize(
    "word, expected",
    [("ADAM", "Adam"), ("sgdd", "SGD"), ("rms", ""), ("", ""), (3, "")],
)
def test_a_near_word_is_offered(word, expected):
    """Whatever the case of its letters; nothing when none is near."""
    found = did_you_mean(word, ["Adam", "SGD", "Momentum"])
    assert found == (f' Did you mean "{expected}"?' if expected else "")


@given(st.text(), st.integers(1, 100))
def test_one_line_is_printable_and_short(text, limit):
    """Whatever was typed, a message shows it on one line, without control characters."""
    line = one_line(text, limit)
    assert line.isprintable()
    assert len(line) <= limit


@given(st.text(st.characters(categories=["L", "N", "P"]), max_size=80))
def test_plain_text_is_shown_as_it_is(text):
    """Only what cannot be printed is escaped."""
    assert one_line(text) == text


def test_what_is_cut_says_so():
    """By an ellipsis at its end."""
    assert one_line("abcdef", 4) == "abc…"
    assert one_line("a\x1b[31m\n") == r"a\x1b[31m\n"
