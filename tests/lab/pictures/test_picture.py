"""A picture as text, in a notebook, and in a file."""

from __future__ import annotations

import base64
import re

import pytest

from glassnet.ground.errors import MissingPackageError, UsageError
from glassnet.lab.pictures import paper
from glassnet.lab.pictures.picture import Picture


def drawn():
    """Return a figure with a word in it."""
    figure, axes = paper.paper(2, 2)
    axes.text(0.5, 0.5, "<word>")
    return figure


@pytest.fixture
def picture():
    """Return a picture whose one line tells its width."""
    return Picture("a <title>", lambda width: ["─" * width], drawn, re.compile("(?P<faint>─+)"))


def test_it_prints_as_text_under_its_title(picture):
    """80 characters wide if nobody says else, and never under 40."""
    assert str(picture) == f"a <title>\n\n{'─' * 80}"
    assert picture.text(3) == f"a <title>\n\n{'─' * 40}"
    assert "a <title>" in repr(picture)


def test_a_notebook_shows_the_drawing(picture):
    """An image of its own, whose ids meet no other's; the title is its text."""
    html = picture._repr_html_()
    alt, data = re.fullmatch(
        r'<img alt="(.*)" src="data:image/svg\+xml;base64,(.*)">', html
    ).groups()
    assert alt == "a &lt;title&gt;"
    assert "&lt;word&gt;" in base64.b64decode(data).decode()


def test_without_matplotlib_a_notebook_shows_the_text(picture, monkeypatch):
    """Nothing fails but a file, which says in a sentence what to install."""

    def absent(name):
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(paper.importlib, "import_module", absent)
    assert picture._repr_html_() == f"<pre>a &lt;title&gt;\n\n{'─' * 100}</pre>"
    with pytest.raises(MissingPackageError, match=r"glassnet\[plot\]"):
        picture.save("a.svg")


def test_a_file_is_saved_by_its_ending(picture, tmp_path):
    """SVG or PNG; another ending is refused before anything is drawn."""
    picture.save(tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(UsageError, match=r"a\.pdf"):
        Picture("", lambda _: [], lambda: pytest.fail("it was drawn")).save(tmp_path / "a.pdf")
