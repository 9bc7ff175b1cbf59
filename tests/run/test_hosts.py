"""What hosts that make one run must have alike."""

from __future__ import annotations

import pytest

from glassnet.engines import xla_hosts
from glassnet.engines.machines import Machines
from glassnet.run.hosts import require_alike
from glassnet.run.training import prepare


@pytest.fixture
def told(monkeypatch):
    """Return what a run on two hosts would hold against the others."""

    def of(**changes):
        run = prepare(None, changes.pop("x", "iris"), epochs=1, **changes)
        run.engine = run.engine._replace(machines=Machines(hosts=2))
        said = {}
        monkeypatch.setattr(xla_hosts, "require_same", lambda _, what: said.update(what))
        require_alike(run)
        return said

    return of


def test_a_process_alone_says_nothing(monkeypatch):
    """There is nobody to differ from."""
    monkeypatch.setattr(xla_hosts, "require_same", lambda *_: pytest.fail("asked"))
    require_alike(prepare(None, "iris", epochs=1))


@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        ({}, set()),
        ({"seed": 1}, {"the experiment", "the state"}),
        ({"learning_rate": 0.5}, {"the experiment"}),
        ({"x": "penguins"}, {"the experiment", "the data", "the state"}),
    ],
)
def test_each_difference_is_seen(told, changes, differs):
    """By what it is in."""
    one, other = told(), told(**changes)
    assert {what for what in one if one[what] != other[what]} >= differs
    assert bool(differs) == (one != other)


def test_a_file_may_lie_elsewhere(told, tmp_path):
    """The same rows under another name are the same data."""
    said = []
    for name in ("a.csv", "b.csv"):
        rows = "".join(f"{k},{k % 7},{'xy'[k % 2]}\n" for k in range(40))
        (tmp_path / name).write_text("u,v,y\n" + rows)
        said.append(told(x=str(tmp_path / name), target="y"))
    assert said[0] == said[1]
