"""The page of each cause."""

from __future__ import annotations

import pytest

from glassnet.ground.errors import UsageError
from glassnet.lab.doctor import pages
from glassnet.lab.doctor.catalogue import names


@pytest.mark.parametrize("name", names())
def test_a_page_says_how_it_is_seen_what_helps_and_who_says_so(name):
    """A title, both sections, a source; and it fits a terminal."""
    text = pages.page(name)
    assert text.startswith(f"# {pages.title(name)}\n")
    for part in ("\n## How it is seen\n", "\n## What helps\n", "\nSource: "):
        assert part in text
    assert max(map(len, text.splitlines())) <= 112


def test_an_unknown_cause_is_refused_with_the_nearest():
    """In one printable line."""
    with pytest.raises(UsageError, match=r'no cause "dead-unit"\. Did you mean "dead-units"\?'):
        pages.page("dead-unit")
    with pytest.raises(UsageError, match=r'no cause "\.\./\\n"\. List them'):
        pages.page("../\n")


def test_an_installed_package_has_its_own_pages(tmp_path, monkeypatch):
    """In the folder `causes` beside the code; a checkout takes those of docs/."""
    assert pages.folder().parts[-2:] == ("docs", "causes")
    inside = tmp_path / "glassnet" / "causes"
    inside.mkdir(parents=True)
    (inside / "x.md").write_text("# Why\n")
    monkeypatch.setattr(pages, "__file__", str(tmp_path / "glassnet" / "lab" / "d" / "pages.py"))
    assert pages.title("x") == "Why"
