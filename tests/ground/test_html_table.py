"""Tables for notebooks: whatever a cell holds is text, and one line."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from glassnet.ground.errors import one_line
from glassnet.ground.html_table import CELL, html_table


class Reader(HTMLParser):
    """Collects the tags and the texts of a page."""

    def __init__(self):
        super().__init__()
        self.tags, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        """Note a tag; none has attributes."""
        assert not attrs
        self.tags.append(tag)

    def handle_data(self, data):
        """Note a text."""
        self.texts.append(data)


CELLS = st.text(min_size=1, max_size=20) | st.sampled_from(
    ["<script>alert(1)</script>", "a & b", '"><img src=x onerror=y>', "\x1b[31m", "two\nlines"]
)


@given(CELLS, st.lists(CELLS, max_size=3), st.lists(st.lists(CELLS, max_size=3), max_size=3))
def test_no_cell_makes_a_tag(title, heads, rows):
    """A browser finds the table's own tags and no other; cells are read as one line."""
    reader = Reader()
    page = html_table(title, heads, rows)
    reader.feed(page)
    wanted = ["table", "caption"]
    wanted += ["thead", "tr", *["th"] * len(heads)] if heads else []
    wanted += ["tbody", *(tag for row in rows for tag in ["tr", *["td"] * len(row)])]
    assert reader.tags == wanted
    assert page.isprintable()
    cells = [title, *heads, *(cell for row in rows for cell in row)]
    assert "".join(reader.texts) == "".join(one_line(cell, CELL) for cell in cells)


def test_a_long_cell_is_cut():
    """What nobody reads to its end does not fill the page."""
    reader = Reader()
    reader.feed(html_table("x" * 1000, (), [["<" * 1000]]))
    assert [len(text) for text in reader.texts] == [CELL, CELL]
