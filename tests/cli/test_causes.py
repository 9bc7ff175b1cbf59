"""`glassnet doctor --explain`."""

from __future__ import annotations

import json

from glassnet.cli.causes import WORDS, by_group
from glassnet.lab.doctor.catalogue import GROUPS, names
from glassnet.lab.doctor.pages import page, title


def test_every_cause_is_listed_once_with_its_title(glassnet):
    """In four groups that have words, within the width."""
    assert set(WORDS) == set(GROUPS) == set(by_group())
    assert sorted(name for group in by_group().values() for name in group) == sorted(names())
    said = glassnet("doctor", "--explain")
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    for name in names():
        (line,) = [line for line in lines if line.split()[:1] == [name]]
        assert line.endswith(title(name))
    assert max(map(len, lines)) <= 100


def test_programs_get_json(glassnet):
    """The list with its groups, or one page."""
    told = json.loads(glassnet("doctor", "--explain", "--json").out)["causes"]
    assert [each["cause"] for each in told] == [n for group in by_group().values() for n in group]
    told = json.loads(glassnet("doctor", "--explain", "unshuffled", "--json").out)
    assert told["page"] == page("unshuffled")


def test_a_terminal_gets_the_page_drawn(glassnet, monkeypatch):
    """With the same words, and without Markdown's marks."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    out = glassnet("doctor", "--explain", "unshuffled").out
    assert "## How" not in out
    assert "How it is seen" in out
