"""A run's folder is opened to look into, and stays as it is."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground.errors import FileError
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.commands import SetLearningRate
from glassnet.run.folder import create
from glassnet.run.opening import open_run
from glassnet.run.places import checkpoints
from glassnet.run.training import prepare


def iris():
    """Return a small run before its first step."""
    network = Network(Dense(4), Tanh(), Dense(3))
    return prepare(network, "iris", target="species", epochs=9, engine="reference", seed=5)


def contents(folder):
    """Return every file of the folder, with its bytes."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("step", [0, 3, 17])
def test_it_stands_where_the_run_stood(tmp_path, step):
    """State, commands and history are those that were saved; a look sees the same step."""
    with create(tmp_path / "a.run", iris()) as folder:
        folder.run.advance(step)
        folder.run.command(SetLearningRate(0.5))
        folder.run.advance(2)
    run = open_run(tmp_path / "a.run")
    assert run.state.digest() == folder.run.state.digest()
    assert run.commands == folder.run.commands
    assert run.history["loss"].tobytes() == folder.run.history["loss"].tobytes()
    assert run.history.evaluations == folder.run.history.evaluations
    mine, theirs = run.look(step), folder.run.look(step)
    assert np.array_equal(mine.rows, theirs.rows)
    assert mine.after.digest() == theirs.after.digest()


def test_nothing_is_written_and_nobody_is_disturbed(tmp_path):
    """While another works on the folder it can be opened; what is learned then stays in memory."""
    with create(tmp_path / "a.run", iris()) as folder:
        folder.run.advance(4)
        folder.save()
        before = contents(folder.path)
        run = open_run(folder.path)
        run.advance(5)
        assert contents(folder.path) == before
    assert run.step == 9


def test_a_run_without_a_checkpoint_is_at_its_start(tmp_path):
    """The experiment alone gives the run before its first step."""
    with create(tmp_path / "a.run", iris()) as folder:
        pass
    for path in checkpoints(folder.path):
        path.unlink()
    assert open_run(folder.path).state.digest() == iris().state.digest()


def test_a_lost_history_leaves_what_the_checkpoint_has(tmp_path):
    """Without history.log, which is not made anew, the weights are those of the checkpoint."""
    with create(tmp_path / "a.run", iris()) as folder:
        folder.run.advance(6)
    (folder.path / "history.log").unlink()
    run = open_run(folder.path)
    assert run.state.digest() == folder.run.state.digest()
    assert run.recorded == 6
    assert not (folder.path / "history.log").exists()


@pytest.mark.parametrize(("name", "told"), [("b.run", 'Did you mean "a.run"?'), ("x", "no run")])
def test_what_is_no_run_is_refused(tmp_path, name, told):
    """A folder that is not there, and one that holds something else."""
    create(tmp_path / "a.run", iris()).close()
    (tmp_path / "x").mkdir()
    with pytest.raises(FileError, match="cannot open") as error:
        open_run(tmp_path / name)
    assert told.rstrip("?") in str(error.value)
