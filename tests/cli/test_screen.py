"""Screens: labels, aligned columns, wrapped lines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text

from glassnet.cli.screen import Screen, columns, cut, listed, number, width, wrapped


def test_a_section_has_its_label_beside_the_first_line():
    """Further lines stand below the first one's text."""
    screen = Screen()
    screen.section("Data", ["one", "two"])
    assert screen.text() == "\nData       one\n           two\n"


def test_long_lines_are_wrapped_under_their_last_column():
    """What is too wide goes on below, in the column where it was too wide."""
    line = "numbers   " + ", ".join(f"column{k}" for k in range(12))
    parts = [part.plain for part in wrapped(Text(line), 60)]
    assert len(parts) > 1
    assert all(part.startswith(" " * 10) for part in parts[1:])
    assert max(map(len, parts)) <= 60


@settings(deadline=None)
@given(text=st.text(st.sampled_from("ab  \t-x"), max_size=120), room=st.integers(10, 100))
def test_wrapping_loses_no_letter(text, room):
    """Whatever the width, the letters come out in order."""
    parts = "".join(part.plain for part in wrapped(Text(text), room))
    assert parts.replace(" ", "").replace("\t", "") == text.replace(" ", "").replace("\t", "")


@pytest.mark.parametrize(
    ("typed", "wide"),
    [("1", 40), ("80", 80), ("99999999999", 100), ("junk", 80), ("", 80), ("-5", 80), ("0", 80)],
)
def test_the_width_stays_within_what_reads_well(monkeypatch, typed, wide):
    """COLUMNS may say anything; the screen has 40 to 100 columns."""
    monkeypatch.setattr("glassnet.cli.screen._terminal_width", lambda: 80)
    monkeypatch.setenv("COLUMNS", typed)
    assert width() == wide


def test_columns_are_as_wide_as_their_widest_cell():
    """Wide characters count as two cells."""
    lines = columns([("名前", "1"), ("ab", "22")], right=(1,))
    assert lines == ["名前    1", "ab     22"]


def test_many_names_are_cut_and_made_printable():
    """Names are shown as text, however they look, and the rest is counted."""
    assert listed(["a\x1b[2J", "b", "c"], 2) == "a\\x1b[2J, b and 1 more"


def test_a_text_is_cut_to_its_room():
    """Nothing is cut that fits."""
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (1e-9, "1e-09"), (1e12, "1.000e+12"), (-1234.5, "-1,234")]
)
def test_numbers_have_four_figures(value, text):
    """Small, large and negative numbers stay short."""
    assert number(value) == text


def test_color_is_left_out_where_there_is_no_terminal():
    """A styled line printed into a pipe holds no escape."""
    screen = Screen()
    screen.section("A", [Text("green", style="bold green")])
    assert "\x1b" not in screen.text()
