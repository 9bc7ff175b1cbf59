"""A run's folder: made whole, written rarely, refused where something is in the way."""

from __future__ import annotations

import errno
import itertools
import os

import numpy as np
import pytest

from glassnet.ground.errors import DivergedError, FileError, UsageError
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.program.experiment_file import read_experiment
from glassnet.run import checkpoint
from glassnet.run.folder import create
from glassnet.run.places import checkpoints
from glassnet.run.recording import read_recording
from glassnet.run.resuming import resume
from glassnet.run.training import prepare


def iris(**settings):
    """Return a small run on a bundled table."""
    usual = {"target": "species", "epochs": 10, "engine": "reference"}
    return prepare(Network(Dense(3)), "iris", **{**usual, **settings})


def content(folder):
    """Return every file's bytes."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_new_folder_has_all_it_needs_from_the_start(tmp_path):
    """Before the first step there is an experiment, a recording and a checkpoint."""
    run = iris()
    folder = create(tmp_path / "a.run", run)
    assert sorted(content(folder.path)) == [
        "checkpoint-000001.safetensors",
        "experiment.toml",
        "history.log",
        "lock",
    ]
    assert read_experiment(folder.path / "experiment.toml") == run.experiment
    assert checkpoint.load(checkpoints(folder.path)[0]).state.digest() == run.state.digest()
    folder.close()
    assert "lock" not in content(folder.path)


def test_the_last_two_checkpoints_are_kept(tmp_path):
    """Each new one lets the third last go; the recording has every step."""
    run = iris()
    with create(tmp_path / "a.run", run) as folder:
        for _ in range(4):
            run.advance_epoch()
            folder.save()
        steps = [int(checkpoint.load(path).state.step) for path in checkpoints(folder.path)]
        assert steps == [16, 12]
    assert read_recording(folder.path / "history.log").history.steps == 16


def test_nothing_is_written_where_nothing_happened(tmp_path):
    """Saving twice in the same place writes once."""
    with create(tmp_path / "a.run", iris()) as folder:
        folder.run.advance(3)
        folder.save()
        before = content(folder.path)
        folder.save()
        assert content(folder.path) == before
    assert len(checkpoints(folder.path)) == 2


def test_a_clock_decides_how_often_and_never_what(tmp_path):
    """Seeing saves once in some seconds; a clock that stands still changes no byte of the end."""
    ends = []
    for number, seconds in enumerate((0.0, 1.0, 100.0, 1e9)):
        run = iris()
        saves = 0
        with create(tmp_path / f"{number}.run", run) as folder:
            ticks = iter(np.arange(1e4) * seconds)
            folder.clock = lambda ticks=ticks: float(next(ticks))
            while not run.done:
                run.advance_epoch()
                before = checkpoints(folder.path)
                folder.see()
                saves += checkpoints(folder.path) != before
        assert (saves > 0) == (seconds > 0.0)
        found = checkpoint.load(checkpoints(folder.path)[0])
        ends.append((found.state.digest(), found.facts["summary"]))
    assert ends == [ends[0]] * 4


def test_a_run_that_diverges_keeps_its_last_finite_state(tmp_path):
    """N2: the checkpoint is the one before the loss was not finite, and tells why it ended."""
    run = prepare(
        Network(Dense(4), Dense(1)),
        "line",
        target="y",
        optimizer=SGD(),
        learning_rate=100.0,
        engine="reference",
    )
    folder = create(tmp_path / "a.run", run)
    with pytest.raises(DivergedError) as raised, folder:
        run.finish()
    found = checkpoint.load(checkpoints(folder.path)[0])
    assert found.facts["summary"]["ended"] == str(raised.value)
    assert int(found.state.step) == raised.value.step - 1
    assert all(np.isfinite(array).all() for array in found.state.params.values())
    assert read_recording(folder.path / "history.log").ended == str(raised.value)
    opened = resume(folder.path)
    assert opened.notes == ()
    with pytest.raises(DivergedError) as again, opened:
        opened.run.finish()
    assert str(again.value) == str(raised.value)


def test_data_without_a_name_are_refused(tmp_path):
    """Arrays given from Python could not be found again, so no folder is begun."""
    run = prepare(Network(Dense(1)), np.eye(9), np.arange(9.0), epochs=1)
    with pytest.raises(UsageError, match="a run folder names the data it learns from"):
        create(tmp_path / "a.run", run)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_refused_and_stays(tmp_path):
    """A run that is there already, another folder, a file: named, and left as they were."""
    run = iris()
    create(tmp_path / "a.run", run).close()
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/x.png").write_bytes(b"x")
    (tmp_path / "file").write_text("x")
    before = content(tmp_path / "a.run")
    for name, told in (
        ("a.run", "holds a run already; resume it"),
        ("photos", r"is not empty \(x.png\) and holds no run"),
        ("file", "it is a file"),
        ("no/where", "its folder does not exist"),
        ("nul\0", "cannot make the folder"),
    ):
        with pytest.raises(FileError, match=told):
            create(tmp_path / name, run)
    assert content(tmp_path / "a.run") == before
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["x.png"]


def test_an_empty_folder_may_be_used(tmp_path):
    """Also one in which somebody was killed before anything was written."""
    (tmp_path / ".glassnet-00000000-1-00000000-00000000.tmp").write_bytes(b"x")
    create(tmp_path, iris()).close()
    assert checkpoints(tmp_path)


def test_two_cannot_write_into_one_folder(tmp_path):
    """D7: the second is refused, whether it begins or resumes; afterwards it may."""
    folder = create(tmp_path / "a.run", iris())
    for attempt in (lambda: create(tmp_path / "a.run", iris()), lambda: resume(folder.path)):
        with pytest.raises(FileError, match=f"is in use: process {os.getpid()} on "):
            attempt()
    folder.close()
    resume(folder.path).close()


def test_a_folder_that_cannot_be_written_is_told_at_the_start(tmp_path, monkeypatch):
    """D10: a read-only file system is named before anything is computed."""

    def refuse(*given, **named):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(FileError, match=r"a.run: the file system is read-only"):
        create(tmp_path / "a.run", iris())
    monkeypatch.undo()
    (tmp_path / "a.run").mkdir()
    run = iris()
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(FileError, match=r"cannot lock .*a.run: the file system is read-only"):
        create(tmp_path / "a.run", run)
    monkeypatch.undo()
    assert list((tmp_path / "a.run").iterdir()) == []


def test_a_full_disk_at_the_start_leaves_nothing(tmp_path, monkeypatch):
    """D3: whichever write fails, a sentence says so, and no half-made folder stays."""
    run, write = iris(), os.write
    for place in itertools.count(1):
        calls = itertools.count(1)

        def fail(*given, calls=calls, place=place):
            if next(calls) == place:
                raise OSError(errno.ENOSPC, "No space left on device")
            return write(*given)

        monkeypatch.setattr(os, "write", fail)
        try:
            create(tmp_path / "a.run", run).close()
        except FileError as error:
            assert "no space left on the device" in str(error)  # noqa: PT017  it may work, too
            assert list(tmp_path.iterdir()) == []
        else:
            break
    assert place > 4


def test_a_folder_that_vanishes_stops_the_run_in_a_sentence(tmp_path):
    """D10: nothing is pretended when the folder is gone in the middle."""
    folder = create(tmp_path / "a.run", iris())
    folder.run.advance(3)
    for path in folder.path.iterdir():
        path.unlink()
    folder.path.rmdir()
    with pytest.raises(FileError, match=r"cannot write .*history.log: there is no such file"):
        folder.save()
    folder.close()
    assert list(tmp_path.iterdir()) == []


def test_it_finishes_as_the_run_does(tmp_path):
    """Epoch after epoch, each told once; saved on the way, also inside of a long epoch."""
    alone, told, seen = iris(), [], []
    alone.finish()
    with create(tmp_path / "a.run", iris(batch_size=9, epochs=3)) as folder:
        folder.clock = itertools.count(step=100.0).__next__  # all is slow
        save = folder.save
        folder.save = lambda *ended: (seen.append(folder.run.step), save(*ended))[1]
        folder.finish(told.append)
    per_epoch = folder.run.program.plan.steps_per_epoch
    assert told == folder.run.history.evaluations
    assert len(told) == 3
    assert any(step % per_epoch for step in seen)
    with create(tmp_path / "b.run", iris()) as folder:
        folder.finish()
    assert folder.run.state.digest() == alone.state.digest()
    assert folder.run.history.evaluations == alone.history.evaluations
