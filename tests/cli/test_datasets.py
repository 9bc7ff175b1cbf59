"""The list of bundled tables."""

from __future__ import annotations

import json

from glassnet.data.datasets import catalogue


def test_every_bundled_table_is_listed_with_its_target(glassnet):
    """Each table's line holds name, rows, target and task."""
    lines = glassnet("datasets").out.splitlines()
    for entry in catalogue():
        (line,) = [line for line in lines if line.startswith(f"{entry.name} ")]
        assert f"{entry.rows:,}" in line
        assert entry.target in line
        assert line.endswith(entry.task)


def test_the_list_fits_the_width(glassnet):
    """No line is wider than the terminal's 80 columns."""
    assert max(map(len, glassnet("datasets").out.splitlines())) <= 80


def test_json_holds_the_same(glassnet):
    """--json is one document with every entry and its licence."""
    document = json.loads(glassnet("datasets", "--json").out)
    assert [entry["name"] for entry in document["datasets"]] == [e.name for e in catalogue()]
    assert all(entry["licence"] for entry in document["datasets"])
