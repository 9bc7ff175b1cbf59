"""A run that was stopped goes on as if it never had been; what is in the way is named."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from glassnet.ground.errors import FileError, GlassnetError
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm
from glassnet.nn.schedules import Plateau
from glassnet.program.experiment import EarlyStopping
from glassnet.run import checkpoint, recording
from glassnet.run import folder as folders
from glassnet.run.commands import Change, SetLearningRate, SetParameter, SetWeight
from glassnet.run.folder import create
from glassnet.run.places import checkpoints
from glassnet.run.resuming import resume
from glassnet.run.store import load_model_file
from glassnet.run.training import prepare

NETWORK = Network(Dense(4), BatchNorm(), Tanh(), Dropout(0.2), Dense(3))


def iris(source="iris", **settings):
    """Return a small run that uses every kind of memory a run has."""
    usual = {"target": "species", "epochs": 12, "engine": "reference", "seed": 5}
    return prepare(NETWORK, str(source), **{**usual, **settings})


@pytest.fixture
def csv(tmp_path):
    """A table in a file."""
    random = np.random.default_rng(1)
    rows = [f"{a:.3f},{b:.3f},{'yes' if a > b else 'no'}" for a, b in random.normal(size=(60, 2))]
    path = tmp_path / "table.csv"
    path.write_text("\n".join(["a,b,species", *rows, ""]))
    return path


def same(one, other, *, whole=True):
    """Hold two runs against each other to the bit; where not `whole`, losses may be lost."""
    assert one.state.digest() == other.state.digest()
    assert one.best_state.digest() == other.best_state.digest()
    assert one.commands == other.commands
    assert one.progress == other.progress
    assert one.history.evaluations == other.history.evaluations
    for name, column in other.history.items() if whole else ():
        assert one.history[name].tobytes() == column.tobytes()


@pytest.mark.parametrize("step", [0, 1, 4, 7, 30])
def test_stopped_at_any_step_it_ends_with_the_same_bytes(tmp_path, step):
    """At an epoch's end or inside of one: state, best state and history are the undisturbed."""
    undisturbed = iris()
    undisturbed.finish()
    with create(tmp_path / "a.run", iris()) as folder:
        folder.run.advance(step)
    with resume(folder.path) as folder:
        assert folder.notes == ()
        assert folder.run.step == step
        folder.run.finish()
    same(folder.run, undisturbed)


def test_a_folder_of_the_first_format_goes_on(tmp_path, monkeypatch):
    """Before there were probes: it opens, and what is added to it can be read."""
    undisturbed = iris()
    undisturbed.finish()
    monkeypatch.setattr(checkpoint, "FORMAT", 1)
    monkeypatch.setattr(recording, "FORMAT", 1)
    told = folders.facts_of

    def without_probes(run):
        return {name: fact for name, fact in told(run).items() if name != "probes"}

    monkeypatch.setattr(folders, "facts_of", without_probes)
    with create(tmp_path / "a.run", iris()) as folder:
        folder.run.advance(10)
    monkeypatch.undo()
    description, _ = load_model_file(checkpoints(folder.path)[0])
    assert description["checkpoint"] == 1
    assert "probes" not in description
    with resume(folder.path) as folder:
        assert folder.notes == ()
        folder.run.advance(10)
    with resume(folder.path) as folder:
        assert folder.notes == ()
        folder.run.finish()
    same(folder.run, undisturbed)


def test_resuming_what_is_finished_does_nothing(tmp_path):
    """A finished run stays as it is, to the last byte of its folder."""
    with create(tmp_path / "a.run", iris()) as folder:
        folder.run.finish()
    before = {path.name: path.read_bytes() for path in folder.path.iterdir()}
    with resume(folder.path) as folder:
        assert folder.run.done
        folder.run.finish()
    assert {path.name: path.read_bytes() for path in folder.path.iterdir()} == before


@pytest.mark.parametrize(
    "settings",
    [
        {"early_stopping": EarlyStopping(2), "epochs": 300, "learning_rate": 0.1},
        {"schedule": Plateau(patience=1), "learning_rate": 0.3, "epochs": 25},
        {"batch_size": None, "shuffle": False, "validation": 0.0},
        {"dtype": "float64", "missing": "drop"},
    ],
    ids=["early stopping", "plateau", "whole batches", "float64"],
)
def test_every_habit_goes_on(tmp_path, settings):
    """Early stopping, Plateau, full batches and dtypes: stopped again and again, all the same."""
    undisturbed = iris(**settings)
    undisturbed.finish()
    create(tmp_path / "a.run", iris(**settings)).close()
    for steps in (3, 5, 8, 2, 11, 10**6):
        with resume(tmp_path / "a.run") as folder:
            stop = folder.run.step + steps
            while not folder.run.done and folder.run.step < stop:
                folder.run.advance(1)
    same(folder.run, undisturbed)
    assert folder.run.stopped == undisturbed.stopped


def test_commands_before_the_end_are_kept(tmp_path):
    """Commands at the first step, on the way and in the past act as in an undisturbed run."""

    def live(run, save):
        run.command(SetWeight(0, (0, 0), 0.5))
        for step, command in (
            (9, SetLearningRate(0.01)),
            (4, Change((("l2", 0.01), ("early_stopping", EarlyStopping(30))))),
            (11, SetParameter(0, np.full((4, 4), 0.1).tolist())),
            (6, SetLearningRate(0.02)),
        ):
            run.seek(step)
            run.command(command)
            run = save(run)
            run.advance(7)
            run = save(run)
        run.finish()
        run.seek(2)
        return save(run)

    folders = [create(tmp_path / "a.run", iris())]

    def reopened(run):
        folders[-1].save()
        folders[-1].close()
        folders.append(resume(tmp_path / "a.run"))
        assert folders[-1].notes == ()
        return folders[-1].run

    again, undisturbed = live(folders[0].run, reopened), live(iris(), lambda run: run)
    same(again, undisturbed)
    assert again.step == 2
    for place in (0, 5, 8, 13, undisturbed.recorded):
        again.seek(place)
        undisturbed.seek(place)
        assert again.state.digest() == undisturbed.state.digest()
    assert again.replay_difference == 0.0
    folders[-1].close()


def damage(path, place=-9):
    """Change one byte."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_a_damaged_checkpoint_is_named_and_the_one_before_used(tmp_path):
    """D5: it goes on from the earlier one, says so, and comes to the same end."""
    undisturbed = iris()
    undisturbed.finish()
    with create(tmp_path / "a.run", iris()) as folder:
        for steps in (5, 6):
            folder.run.advance(steps)
            folder.save()
    newest, _ = checkpoints(folder.path)
    damage(newest)
    with resume(folder.path) as folder:
        assert folder.run.step == 5
        (told,) = folder.notes
        assert newest.name in told
        assert "checksum does not hold" in told
        assert "goes on from the checkpoint before" in told
        folder.run.finish()
    same(folder.run, undisturbed)
    assert newest not in checkpoints(folder.path)
    for path in checkpoints(folder.path):
        path.write_bytes(b"")
    with pytest.raises(FileError) as raised:
        resume(folder.path)
    assert all(path.name in str(raised.value) for path in checkpoints(folder.path))


@pytest.mark.parametrize("kept", [0, 3, 700, 2_500, None])
def test_a_damaged_recording_loses_losses_and_nothing_else(tmp_path, kept):
    """The run itself goes on to the same end; what is lost is named, and is not a number."""
    undisturbed = iris()
    undisturbed.finish()
    with create(tmp_path / "a.run", iris()) as folder:
        for _ in range(9):
            folder.run.advance(3)
            folder.save()
    path = folder.path / "history.log"
    content = path.read_bytes()[:kept]
    path.unlink()
    if kept is not None:
        path.write_bytes(content)
    with resume(folder.path) as folder:
        run = folder.run
        assert len(folder.notes) == 1
        assert "history.log" in folder.notes[0]
        run.finish()
    assert run.state.digest() == undisturbed.state.digest()
    assert run.history.evaluations == undisturbed.history.evaluations
    known = np.isfinite(run.history["loss"])
    assert known[24:].all()
    assert (run.history["loss"] == undisturbed.history["loss"])[known].all()
    with resume(folder.path) as folder:
        assert folder.notes == ()
        assert folder.run.history["loss"].tobytes() == run.history["loss"].tobytes()


def test_a_flipped_bit_anywhere_is_refused_or_makes_no_difference(tmp_path):
    """In no file of a folder can a bit change what comes out without a word."""
    undisturbed = iris(epochs=3)
    undisturbed.finish()
    with create(tmp_path / "a.run", iris(epochs=3)) as folder:
        folder.run.advance(5)
        folder.save()
        folder.run.advance(2)
    random = np.random.default_rng(3)
    names = [path.name for path in folder.path.iterdir()]
    assert len(names) == 4
    # The older checkpoint is not needed, and a comment in the experiment's file says nothing.
    quiet = (checkpoints(folder.path)[1].name, "experiment.toml")
    for name in names:
        size = (folder.path / name).stat().st_size
        for place in random.integers(0, size, 8):
            copy = shutil.copytree(folder.path, tmp_path / "copy.run")
            spoiled = bytearray((copy / name).read_bytes())
            spoiled[place] ^= 1 << int(random.integers(8))
            (copy / name).write_bytes(spoiled)
            try:
                with resume(copy) as opened:
                    opened.run.finish()
            except GlassnetError as refused:
                told = str(refused)
            else:
                told = " ".join(opened.notes)
                same(opened.run, undisturbed, whole=False)
            assert name in told or name in quiet
            shutil.rmtree(copy)
