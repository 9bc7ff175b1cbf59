"""The four ways to show a blackboard."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.explain import render
from glassnet.lab.explain.expression import call, number, total
from glassnet.lab.explain.line import Line

HOSTILE = "<script>alert('x')</script> | $\\input{x}$ `a` \x1b[31m\n## no"


def line(**changes) -> Line:
    """Return a line like those of a blackboard."""
    usual = {
        "symbol": "z₀", "formula": "Σᵢ xᵢ·wᵢ₀", "worked": number(2) * number(-0.5), "value": -1.0,
        "section": "Forward", "shapes": "x (1,)",
    }  # fmt: skip
    return Line(**{**usual, **changes})


def test_a_line_that_fits_is_one_row():
    """Symbol, formula, numbers and total stand in one row where there is room."""
    assert render.text("T", [line()]).splitlines()[-1] == "  z₀ = Σᵢ xᵢ·wᵢ₀ = 2·(−0.5) = −1"


def test_a_long_line_is_broken_between_terms_and_under_its_sign_of_equality():
    """Each step begins under the same sign, and no row is wider than asked."""
    long = total([number(i + 0.25) * number(-1.5) for i in range(12)])
    rows = render.text("T", [line(worked=long, value=-108.0)], width=60).splitlines()
    assert all(len(row) <= 60 for row in rows)
    block = rows[rows.index("─" * 60) + 1 :]
    assert [row.index("=") for row in block if "=" in row] == [5, 5, 5]


def test_arithmetic_is_broken_inside_brackets_only_where_it_must():
    """A row is cut at the outermost terms first."""
    inner = call("exp", number(1.25) - number(2.5))
    worked = (inner + inner + inner) / (inner + number(3.75))
    rows = render.text("T", [line(worked=worked, value=0.2)], width=44).splitlines()
    assert all(len(row) <= 44 for row in rows)
    assert not any(row.rstrip().endswith("e^(1.25") for row in rows)


def test_a_note_stands_at_the_end_of_its_row_or_below():
    """A short note fills the row; one that has no room stands below the line."""
    (*_, row) = render.text("T", [line(note="short")]).splitlines()
    assert row.endswith("   short")
    assert len(row) == 80
    *_, above, below = render.text("T", [line(note="long " * 14)]).splitlines()
    assert "z₀" in above
    assert below.strip().startswith("long")


def test_every_row_of_a_markdown_table_has_four_cells():
    """Whatever stands in a cell, a table keeps its shape: no bar and no new line gets through."""
    page = render.markdown(HOSTILE, [line(title=HOSTILE, worked=call("abs", number(-1)))])
    rows = [row for row in page.splitlines() if row.startswith("|")]
    assert len(rows) == 3
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}
    assert "<script" not in page.replace("\\<", "")


def test_html_has_no_words_of_a_table_as_its_own():
    """A hostile name is shown, not run, and nothing but our own elements is in the page."""
    page = render.html(HOSTILE, [line(title=HOSTILE, note=HOSTILE, section=HOSTILE)])
    assert "<script" not in page
    known = {"article", "h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td"}
    assert set(re.findall(r"</?([a-z0-9]+)", page)) <= known
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", page)


def test_a_terminal_gets_no_escapes():
    """Control characters of a name are shown as text."""
    page = render.text(HOSTILE, [line(title=HOSTILE, note=HOSTILE, section=HOSTILE)])
    assert "\x1b" not in page


@settings(max_examples=60)
@given(st.text(max_size=20))
def test_latex_keeps_its_braces_whatever_a_column_is_called(name):
    """Environments open and close, and braces come in pairs."""
    page = render.latex(name, [line(title=name, note=name, section=name)])
    assert page.count(r"\begin{align*}") == page.count(r"\end{align*}") == 1
    bare = page.replace(r"\\", "").replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")


def test_the_rounding_is_stated_with_one_digit():
    """A total that a reader of the printed digits misses says by how much."""
    missed = line(worked=number(1.26) * number(100), value=126.0)
    assert render.text("T", [missed], digits=2).endswith("= 1.3·100 = 126 ± 4")
    assert r"126 \pm 4" in render.latex("T", [missed], digits=2)
