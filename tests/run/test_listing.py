"""The runs in a folder are told as they are, and left as they are."""

from __future__ import annotations

import pytest

from glassnet.ground.errors import DivergedError, FileError
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.program.experiment import EarlyStopping
from glassnet.run.folder import create
from glassnet.run.listing import look_at, runs_in
from glassnet.run.places import checkpoints
from glassnet.run.training import prepare


def begun(path, **settings):
    """Return the folder of a new run."""
    usual = {"target": "species", "epochs": 5, "engine": "reference"}
    return create(path, prepare(Network(Dense(3)), "iris", **{**usual, **settings}))


def test_each_state_is_told(tmp_path):
    """Finished, stopped early, diverged, interrupted and running runs are told apart."""
    with begun(tmp_path / "a") as folder:
        folder.run.finish()
    stopping = {"early_stopping": EarlyStopping(1), "epochs": 900, "learning_rate": 0.9}
    with begun(tmp_path / "b", **stopping) as folder:
        folder.run.finish()
    line = prepare(
        Network(Dense(2), Dense(1)), "line", optimizer=SGD(), learning_rate=99.0, engine="reference"
    )
    with pytest.raises(DivergedError) as raised, create(tmp_path / "c", line):
        line.finish()
    with begun(tmp_path / "d") as folder:
        folder.run.advance_epoch()
    with begun(tmp_path / "e"):
        (tmp_path / "photos").mkdir()
        (tmp_path / "file").write_text("x")
        found = runs_in(str(tmp_path))
    assert [each.path.name for each in found] == list("abcde")
    assert [each.state for each in found] == [
        "finished",
        "stopped early",
        "diverged",
        "interrupted",
        "running",
    ]
    assert found[1].told == "no improvement for 1 epochs"
    assert found[2].told == str(raised.value)
    assert found[4].told.startswith("process ")
    assert found[3].facts["epoch"] == 1
    assert found[3].data == "iris"
    assert found[3].network == Network(Dense(3))


def test_damage_is_named_and_the_rest_is_told(tmp_path):
    """One damaged checkpoint: the one before tells; all of them: damaged, with each reason."""
    with begun(tmp_path / "a") as folder:
        folder.run.advance(3)
    newest, before = checkpoints(tmp_path / "a")
    newest.write_bytes(newest.read_bytes()[:-1])
    told = look_at(tmp_path / "a")
    assert told.state == "interrupted"
    assert newest.name in told.told
    before.write_bytes(b"")
    told = look_at(tmp_path / "a")
    assert (told.state, told.network, told.facts) == ("damaged", None, None)
    assert newest.name in told.told
    assert before.name in told.told


def test_a_run_that_was_not_begun_is_told(tmp_path):
    """Killed before the first checkpoint: there is nothing to tell yet."""
    begun(tmp_path / "a").close()
    checkpoints(tmp_path / "a")[0].unlink()
    assert look_at(tmp_path / "a").state == "not begun"


def test_listing_changes_nothing(tmp_path):
    """Not a byte and not a name in the folder is other afterwards."""
    begun(tmp_path / "a").close()
    before = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert len(runs_in(str(tmp_path / "a"))) == 1
    assert {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()} == before


def test_what_is_no_folder_is_refused(tmp_path):
    """A missing folder suggests its neighbor; a file is named."""
    (tmp_path / "runs").mkdir()
    (tmp_path / "file").write_text("x")
    assert runs_in(str(tmp_path / "runs")) == []
    with pytest.raises(FileError, match=r'no folder .*rums. Did you mean "runs"\?'):
        runs_in(str(tmp_path / "rums"))
    with pytest.raises(FileError, match=r"cannot read the folder .*file: a part of the path is"):
        runs_in(str(tmp_path / "file"))
    with pytest.raises(FileError, match="cannot read the folder"):
        runs_in("nul\0")
