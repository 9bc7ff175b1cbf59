"""Resuming where something is not as it was: named with both sides, or measured and told."""

from __future__ import annotations

import os
import shutil

import numpy as np
import pytest

from glassnet.ground.errors import DataError, FileError
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run import resuming
from glassnet.run.folder import create
from glassnet.run.places import checkpoints
from glassnet.run.resuming import resume
from glassnet.run.store import load_model_file, save_model_file
from glassnet.run.training import prepare


@pytest.fixture
def table(tmp_path):
    """A table in a file."""
    random = np.random.default_rng(1)
    rows = [f"{a:.3f},{b:.3f},{'yes' if a > b else 'no'}" for a, b in random.normal(size=(60, 2))]
    path = tmp_path / "table.csv"
    path.write_text("\n".join(["a,b,c", *rows, ""]))
    return path


@pytest.fixture
def stopped(table):
    """The folder of a run that was stopped after ten steps."""
    run = prepare(Network(Dense(3), Dense(2)), str(table), target="c", epochs=9, engine="reference")
    with create(table.with_name("a.run"), run) as folder:
        run.advance(6)
        folder.save()
        run.advance(4)
    return folder.path


def test_other_data_are_refused_with_both_sides(stopped, table):
    """D6: one number changed, a row less, another column: told with rows and digests."""
    text = table.read_text()
    for changed in (
        text.replace("0.", "1.", 1),
        text.rsplit("\n", 2)[0] + "\n",
        text.replace("b,c", "d,c", 1),
        text.replace(",c\n", ",d\n", 1),
        text.replace("yes", "no"),
    ):
        table.write_text(changed)
        with pytest.raises(DataError, match=r"the data changed since: .*table.csv was 60 rows"):
            resume(stopped)
    table.write_text(text)
    resume(stopped).close()


def test_data_that_moved_can_be_named(stopped, table, tmp_path):
    """The file's new name is enough, and is known from then on; the digest is what counts."""
    moved = tmp_path / "moved.csv"
    table.rename(moved)
    with pytest.raises(FileError, match=r"there is no file .*table.csv.* Name the file where"):
        resume(stopped)
    with resume(stopped, str(moved)) as folder:
        folder.run.advance(1)
    with resume(stopped) as folder:
        assert folder.run.step == 11
    moved.write_text(moved.read_text().replace("yes", "no", 1))
    with pytest.raises(DataError, match="the data changed since"):
        resume(stopped, str(moved))


def test_from_another_folder_the_data_are_found(table, monkeypatch, tmp_path):
    """A relative name is kept with the whole path."""
    monkeypatch.chdir(tmp_path)
    run = prepare(Network(Dense(2)), "table.csv", target="c", epochs=1, engine="reference")
    create("a.run", run).close()
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    with resume("../a.run") as folder:
        assert folder.run.table.source.name == "table.csv"
        folder.run.finish()
    with resume(os.path.relpath(tmp_path / "a.run")) as folder:
        assert folder.run.done


def test_another_architecture_is_refused_with_both_sides(stopped):
    """D6: the experiment's file says one thing, the checkpoint another; the place is named."""
    path = stopped / "experiment.toml"
    text = path.read_text()
    path.write_text(text.replace("units = 3", "units = 5"))
    with pytest.raises(FileError, match=r"has network\[0\].units = 5, the checkpoint was made wit"):
        resume(stopped)
    path.write_text(text.replace("epochs = 9", "epochs = 90"))
    with pytest.raises(FileError, match=r"training.epochs = 90, the checkpoint was made with 9; "):
        resume(stopped)


@pytest.mark.parametrize("content", [None, b"", b"x = [", b"\xff", b"format = 1\n"])
def test_a_damaged_experiment_is_named_and_the_checkpoints_own_is_used(stopped, content):
    """The file for people is not needed to go on."""
    path = stopped / "experiment.toml"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with resume(stopped) as folder:
        (told,) = folder.notes
        assert "experiment.toml" in told
        assert "checkpoint's own experiment is used" in told
        folder.run.finish()


def test_a_newer_checkpoint_is_not_passed_over(stopped):
    """A newer program went further: going back to what this one can read would lose that."""
    newest = checkpoints(stopped)[0]
    description, arrays = load_model_file(newest)
    save_model_file(newest, {**description, "checkpoint": 4}, arrays)
    with pytest.raises(FileError, match="has format 4, this program reads up to"):
        resume(stopped)


def test_a_state_that_does_not_fit_is_named(stopped):
    """A checkpoint with a right checksum and other arrays is refused by name, with both sides."""
    newest = checkpoints(stopped)[0]
    description, arrays = load_model_file(newest)
    cut = {**arrays, "state/params/0.bias": np.zeros(2, np.float32)}
    save_model_file(newest, description, cut)
    with pytest.raises(FileError, match=rf"cannot go on from .*{newest.name}: .*0.bias of \(\(3,"):
        resume(stopped)
    late = {"step": 3, "command": "Change", "fields": {"epochs": -1}}
    save_model_file(newest, {**description, "commands": [late]}, arrays)
    with pytest.raises(FileError, match=rf"{newest.name}"):
        resume(stopped)


def test_files_of_another_run_are_refused(stopped, table, tmp_path):
    """A checkpoint or a recording that was swapped does not fit, and is named."""
    other = prepare(Network(Dense(4), Dense(2)), str(table), target="c", engine="reference")
    with create(tmp_path / "b.run", other) as folder:
        other.advance(10)
    log = (stopped / "history.log").read_bytes()
    shutil.copy(folder.path / "history.log", stopped)
    with pytest.raises(FileError, match=r"history.log is of another run: experiment.network"):
        resume(stopped)
    (stopped / "history.log").write_bytes(log)
    shutil.copy(checkpoints(folder.path)[0], checkpoints(stopped)[0])
    with pytest.raises(FileError, match=r"network\[0\].units = 3, the checkpoint .* 4; undo"):
        resume(stopped)


def test_what_is_no_run_is_refused(tmp_path, stopped):
    """No folder, a file, an empty folder, one with other things in it."""
    (tmp_path / "empty").mkdir()
    for name, told in (
        ("a.ruin", r"there is no such folder. Did you mean \"a.run\"\?"),
        ("table.csv", "it is no folder"),
        ("empty", "it holds no run"),
    ):
        with pytest.raises(FileError, match=f"cannot resume .*{name}: {told}"):
            resume(tmp_path / name)
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_folder_whose_making_was_stopped_begins_at_step_0(stopped):
    """With nothing but the experiment there is nothing to lose."""
    for path in (*checkpoints(stopped), stopped / "history.log"):
        path.unlink()
    with resume(stopped) as folder:
        assert folder.notes == ("no checkpoint was made yet; it begins at step 0.",)
        assert folder.run.step == 0
        folder.run.advance(3)
    with resume(stopped) as folder:
        assert (folder.run.step, folder.notes) == (3, ())


def elsewhere(monkeypatch, **facts):
    """Let this machine be another one."""
    here = resuming.made_here
    monkeypatch.setattr(resuming, "made_here", lambda engine: {**here(engine), **facts})


def test_another_machine_is_told_with_what_a_replay_says(stopped, monkeypatch):
    """Where the bits are the same after all, that is measured on the first steps and told."""
    elsewhere(monkeypatch, numpy="9.9", processor="abacus")
    with resume(stopped) as folder:
        (told,) = folder.notes
        assert folder.run.step == 10
    assert "9.9 here; processor" in told
    assert "abacus here: a replay of the first 9 steps gives the same to the last bit" in told


def test_a_replay_that_differs_is_told_with_step_and_size(stopped, monkeypatch):
    """A recorded loss that this machine does not come to is told, not hidden."""
    elsewhere(monkeypatch, threads=99)
    read = resuming.read_recording

    def other(path, size):
        found = read(path, size)
        losses = found.history["loss"].copy()
        losses[3:] += 0.25
        rates = found.history["learning_rate"].copy()
        found.history.cut(0)
        found.history.append({"loss": losses, "learning_rate": rates})
        return found

    monkeypatch.setattr(resuming, "read_recording", other)
    with resume(stopped) as folder:
        assert folder.run.step == 10
        assert folder.notes[0].endswith("steps differs by up to 0.25, first at step 4.")


def test_an_engine_without_exact_bits_says_so(stopped, monkeypatch):
    """Where even the same machine rounds differently, a tolerance is all that is promised."""
    newest = checkpoints(stopped)[0]
    description, arrays = load_model_file(newest)
    description["made"]["exact"] = False
    save_model_file(newest, description, arrays)
    elsewhere(monkeypatch, exact=False)
    with resume(stopped) as folder:
        (told,) = folder.notes
        assert "within a tolerance" in told
