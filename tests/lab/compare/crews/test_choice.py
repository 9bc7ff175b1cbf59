"""Words become a crew, or are refused with what is wanted."""

from __future__ import annotations

import os

import pytest

from glassnet.ground.errors import UsageError
from glassnet.lab.compare.crews import choice
from glassnet.lab.compare.crews.choice import check_crew, crew_of


@pytest.fixture
def asked(monkeypatch):
    """What is asked of each kind of crew, instead of making it."""
    monkeypatch.setattr(choice, "alone", lambda: ("alone",))
    monkeypatch.setattr(choice, "processes", lambda count: ("processes", count))
    for name in ("dask", "ray"):
        monkeypatch.setitem(
            choice.BACKENDS, name, lambda address, count, name=name: (name, address, count)
        )


@pytest.mark.parametrize(
    ("backend", "count", "crew"),
    [
        (None, None, ("alone",)),
        (None, 1, ("alone",)),
        ("loky", 1, ("alone",)),
        (None, 3, ("processes", 3)),
        ("loky", 2, ("processes", 2)),
        ("dask", 2, ("dask", None, 2)),
        ("ray", None, ("ray", None, os.cpu_count())),
        ("dask://10.0.0.1:8786", None, ("dask", "10.0.0.1:8786", 0)),
        ("ray://head.example:10001", None, ("ray", "head.example:10001", 0)),
        ("dask://[::1]:8786", None, ("dask", "[::1]:8786", 0)),
    ],
)
def test_words_choose_a_crew(asked, backend, count, crew):
    """One process is this one; a cluster with an address has workers of its own."""
    assert crew_of(backend, count) == crew


@pytest.mark.parametrize(
    ("backend", "count", "told"),
    [
        (None, 0, "processes must be a whole number from 1 to 1,024, got 0"),
        (None, True, "got True"),
        (None, 2.0, "got 2.0"),
        (None, 5000, "got 5000"),
        ("dsk", None, r"backend must be loky, dask, .*got 'dsk'. Did you mean \"dask\""),
        ("dask://", None, "dask://HOST:PORT"),
        ("dask://host", None, "dask://HOST:PORT"),
        ("http://host:80", None, "got 'http://host:80'"),
        (["dask"], None, r"got \['dask'\]"),
        ("dask://host:8786", 2, "has workers of its own; leave processes=2 out"),
    ],
)
def test_what_chooses_nobody_is_refused(backend, count, told):
    """With the value, and what is wanted."""
    with pytest.raises(UsageError, match=told):
        check_crew(backend, count)
