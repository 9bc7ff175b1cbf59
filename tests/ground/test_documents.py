"""Documents: what is saved holds what was given, in its form, whatever the texts are."""

from __future__ import annotations

import csv
import json
from html.parser import HTMLParser
from io import StringIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.ground import documents
from glassnet.ground.errors import UsageError

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=12)


def test_a_form_is_told_by_the_end_of_a_name():
    """Large letters, too; of another name what can be saved is told, with the name."""
    assert documents.form_of("a.b.JSON", (".csv", ".json"), "a search") == ".json"
    with pytest.raises(UsageError, match=r"a search is saved as \.csv, \.json, got a\.txt\."):
        documents.form_of("a.txt", (".csv", ".json"), "a search")


def test_json_has_no_nan():
    """Numbers that are not finite become null, NumPy's become plain."""
    given = {"a": [np.float32("nan"), np.int64(3), float("inf")], 1: (True, None)}
    told = {"a": [None, 3, None], "1": [True, None]}
    assert documents.plain(given) == told
    assert json.loads(documents.json_text(given)) == told


@given(st.lists(st.fixed_dictionaries({"name": TEXT, "x": st.floats()}), min_size=1, max_size=4))
def test_csv_is_read_as_it_was_written(rows):
    """Quotes, commas and ends of lines within a cell come back."""
    read = list(csv.DictReader(StringIO(documents.csv_text(rows), newline="")))
    assert [row["name"] for row in read] == [row["name"] for row in rows]
    assert [repr(float(row["x"])) for row in read] == [repr(row["x"]) for row in rows]


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_a_cell_ends_where_it_ends(cells):
    """Only the bars of the table itself part its cells."""
    heads, _, row = documents.markdown_table([cells, cells], ["---"] * len(cells))
    assert heads == row
    bare = row.replace("\\\\", "").replace("\\|", "")
    assert bare.count("|") == len(cells) + 1


@given(TEXT)
def test_a_page_has_its_title_as_text(title):
    """No title becomes a tag."""
    tags = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, _: tags.append(tag)
    reader.feed(documents.html_page(title, "<p>told</p>"))
    assert tags == ["html", "meta", "title", "p"]
