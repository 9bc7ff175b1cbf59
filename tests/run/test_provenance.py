"""Which data, and which machine: told, and told apart."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import glassnet.data
from glassnet.data import datasets
from glassnet.data.sources import open_source
from glassnet.engines.choice import Choice
from glassnet.engines.reference import ReferenceEngine
from glassnet.ground.errors import DataError
from glassnet.run.provenance import changes, data_facts, made_here, require_same_data

CSV = "a,b,c\n1,x,0.5\n2,y,1.5\n3,,2.5\n4,x,3.5\n"


@pytest.fixture
def table(tmp_path):
    """A small table in a file."""
    path = tmp_path / "table.csv"
    path.write_text(CSV)
    return path


def facts(path, text=None):
    """Return the facts of the table at `path`, after writing `text` there."""
    if text is not None:
        path.write_text(text)
    return data_facts(open_source(path), str(path))


def test_the_same_table_has_the_same_facts(table):
    """Reading twice, or from a copy elsewhere, gives the same digest; the path is whole."""
    first = facts(table)
    copied = Path(shutil.copy(table, table.with_name("copy.csv")))
    assert facts(table) == first
    assert facts(copied)["digest"] == first["digest"]
    assert first["rows"] == 4
    assert first["columns"] == ["a", "b", "c"]
    assert first["path"] == str(table)


@pytest.mark.parametrize(
    ("old", "new"),
    [("0.5", "0.6"), ("x", "z"), ("3,,", "3,y,"), ("4,x,3.5\n", ""), ("a,", "d,")],
)
def test_any_other_cell_is_other_data(table, old, new):
    """A number, a word, a gap, a row or a name that changed is noticed; both sides are told."""
    before = facts(table)
    after = facts(table, CSV.replace(old, new, 1))
    assert after["digest"] != before["digest"]
    with pytest.raises(DataError, match=f"{before['digest'][:12]}.*{after['digest'][:12]}"):
        require_same_data(before, after)


def test_other_line_ends_are_the_same_data(table):
    """What the file says counts, not how its lines end."""
    before = facts(table)
    table.write_bytes(CSV.replace("\n", "\r\n").encode())
    require_same_data(before, facts(table))


def test_blocks_do_not_matter():
    """A digest is the same however many rows come at a time."""

    class Slow:
        names = ("x", "t")

        def __init__(self, rows):
            cells = {"x": np.arange(6.0), "t": np.array(list("abcdef"), dtype=object)}
            self.source = open_source(cells)
            self.rows = rows

        def blocks(self):
            return self.source.blocks(self.rows)

    digests = {data_facts(Slow(rows), "x.csv")["digest"] for rows in (1, 2, 5, 6)}
    assert len(digests) == 1


@pytest.mark.parametrize("name", ["iris", "digits", "penguins", "moons"])
def test_bundled_tables_go_by_their_name(name):
    """A bundled table has no path; one made by a formula no digest, its last bits may differ."""
    found = data_facts(datasets.load(name), name)
    assert found["path"] == ""
    assert bool(found["digest"]) == (name != "moons")
    assert str(Path(glassnet.data.__file__).parent) not in str(found)


def test_what_differs_between_machines_is_told():
    """Every fact of the machine and the versions that is other here is in the sentence."""
    here = made_here(Choice(ReferenceEngine(), "reference", ""))
    assert here["exact"] is True
    assert here["numpy"] == np.__version__
    assert changes(here, here) == ""
    told = changes({**here, "numpy": "1.0", "engine": "xla"}, here)
    assert told == f"numpy 1.0 then, {np.__version__} here; engine xla then, reference here"
    assert "jax 0.9 then, None here" in changes({**here, "jax": "0.9"}, here)
