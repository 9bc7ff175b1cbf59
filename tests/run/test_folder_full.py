"""A folder that cannot be written any more ends a run, or is told while the run goes on."""

from __future__ import annotations

import errno
import itertools
import os

import numpy as np
import pytest

from glassnet.ground.errors import FileError
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.folder import create
from glassnet.run.opening import open_run
from glassnet.run.resuming import resume
from glassnet.run.training import prepare


def iris():
    """Return a small run on a bundled table."""
    return prepare(Network(Dense(3)), "iris", target="species", epochs=10, engine="reference")


def fail_writes(monkeypatch, number=errno.ENOSPC):
    """Let every write from now on fail."""

    def refuse(*given, **named):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "write", refuse)


def test_a_full_disk_on_the_way_stops_the_run_and_loses_nothing(tmp_path, monkeypatch):
    """D3: a sentence; what was saved before is whole, and the run goes on from there."""
    undisturbed = iris()
    undisturbed.finish()
    folder = create(tmp_path / "a.run", iris())
    folder.clock = itertools.count(step=100.0).__next__
    folder.run.advance(5)
    folder.save()
    fail_writes(monkeypatch)
    with pytest.raises(FileError, match="no space left on the device"), folder:
        folder.finish()
    monkeypatch.undo()
    with resume(folder.path) as again:
        assert (again.notes, again.run.step) == ((), 5)
        again.finish()
    assert again.run.state.digest() == undisturbed.state.digest()


def test_who_keeps_going_is_told_what_is_not_kept(tmp_path, monkeypatch):
    """D3: the run ends as undisturbed; the folder has what it had, and goes on from there."""
    undisturbed = iris()
    undisturbed.finish()
    with create(tmp_path / "a.run", iris()) as folder:
        folder.keep_going = True
        folder.clock = itertools.count(step=100.0).__next__
        folder.run.advance(5)
        folder.save()
        assert (folder.unkept, folder.kept_step) == ("", 5)
        fail_writes(monkeypatch)
        folder.finish()
        assert "no space left on the device" in folder.unkept
        assert folder.kept_step == 5
    assert folder.run.state.digest() == undisturbed.state.digest()
    monkeypatch.undo()
    with resume(folder.path) as again:
        assert (again.notes, again.run.step) == ((), 5)
        again.finish()
    assert again.run.history["loss"].tobytes() == undisturbed.history["loss"].tobytes()


def test_where_there_is_room_again_all_is_kept(tmp_path, monkeypatch):
    """What could not be written then is written now, without a gap."""
    with create(tmp_path / "a.run", iris()) as folder:
        folder.keep_going = True
        folder.run.advance(5)
        fail_writes(monkeypatch)
        folder.save()
        assert (bool(folder.unkept), folder.kept_step) == (True, 0)
        monkeypatch.undo()
        folder.run.advance(9)
        folder.save()
        assert (folder.unkept, folder.kept_step) == ("", 14)
    found = open_run(folder.path)
    assert (found.step, found.recorded) == (14, 14)
    assert np.isfinite(found.history["loss"]).all()
