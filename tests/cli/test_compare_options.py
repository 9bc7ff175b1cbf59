"""What can be said to `glassnet compare` of who trains: processes and clusters."""

from __future__ import annotations

import json

import pytest

from glassnet.cli.compare_options import ComparisonOptions, OutputOptions

QUICK = "--epochs", 2, "--engine", "reference", "--starts", 4, "--vary", "hidden=2,3"


def test_who_says_nothing_trains_here_and_sees_the_starts():
    """One process, fifty starts, nothing kept."""
    usual = ComparisonOptions()
    assert (usual.starts, usual.splits, usual.keep) == (50, 1, None)
    assert (usual.processes, usual.backend) == (None, None)
    assert OutputOptions().picture == ("starts",)
    assert not OutputOptions().show


def test_two_processes_tell_what_one_tells(glassnet):
    """The same document, but for the seconds."""
    pytest.importorskip("joblib")

    def told(*words):
        said = glassnet("compare", "moons", *QUICK, "--json", *words)
        assert said.code == 0, said.err
        document = json.loads(said.out)
        for design in document["designs"]:
            design.pop("seconds")
        return document

    assert told("--processes", 2) == told("--backend", "loky") == told()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--backend", "dsk"), 'must be loky, dask, ray, .*got "dsk". Did you mean "dask"?'),
        (("--backend", "dask://host"), "dask://HOST:PORT"),
        (("--processes", "0"), "option --processes: must be a whole number from 1 to 1,024"),
        (("--processes", "2", "--backend", "dask://h:1"), "has workers of its own"),
    ],
)
def test_who_cannot_train_is_refused(glassnet, words, told):
    """Before a table is read, with what is wanted."""
    said = glassnet("compare", "moons", *QUICK, *words)
    assert said.code == 2
    for part in told.split(".*"):
        assert part in said.err
