"""A training in a folder goes on from the command line as if it never had been stopped."""

from __future__ import annotations

import errno
import json
import signal
import subprocess
import sys
import time

import pytest

from glassnet.cli import facts
from glassnet.cli import train as training_command
from glassnet.cli.keeping import Both
from glassnet.cli.progress import Watch
from glassnet.run import folder as folders
from glassnet.run import recording
from glassnet.run.model import load
from glassnet.run.places import checkpoints

ENDLESS = (
    *("train", "iris", "--epochs", "100000000", "--patience", "0"),
    *("--engine", "reference", "--run", "a.run"),
)


def test_a_kept_run_makes_the_same_model(glassnet, tmp_path):
    """--run changes nothing about what is learned; --resume of a finished run tells it again."""
    words = ("--epochs", "9", "--quiet")
    assert glassnet("train", "iris", *words, "--output", "a.glassnet").code == 0
    assert glassnet("train", "iris", *words, "--run", "b.run", "--output", "b.glassnet").code == 0
    a, b = (load(name) for name in ("a.glassnet", "b.glassnet"))
    assert facts.digest(a) == facts.digest(b)
    before = {path.name: path.read_bytes() for path in (tmp_path / "b.run").iterdir()}
    said = glassnet("train", "--resume", "b.run", "--output", "c.glassnet")
    assert (said.code, said.err) == (0, "")
    assert "accuracy" in said.out
    assert facts.digest(load("c.glassnet")) == facts.digest(b)
    assert {path.name: path.read_bytes() for path in (tmp_path / "b.run").iterdir()} == before


def test_a_killed_training_is_listed_and_goes_on(glassnet, tmp_path):
    """kill -9, then `runs`, then --resume, which Ctrl-C ends with the way to go on."""
    program = [sys.executable, "-m", "glassnet"]
    killed = subprocess.Popen([*program, *ENDLESS], cwd=tmp_path)
    while killed.poll() is None and not checkpoints(tmp_path / "a.run"):
        time.sleep(0.01)
    listed = json.loads(glassnet("runs", "--json").out)["runs"]
    assert [(each["run"], each["state"]) for each in listed] == [("a.run", "running")]
    refused = glassnet("train", "--resume", "a.run")
    assert refused.code == 1
    assert f"a.run is in use: process {killed.pid}" in refused.err
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert "interrupted" in glassnet("runs", "a.run").out
    again = subprocess.Popen(
        [*program, "train", "--resume", "a.run"], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    assert f"took over from process {killed.pid}" in again.stderr.readline()
    time.sleep(0.3)
    again.send_signal(signal.SIGINT)
    _, told = again.communicate()
    assert again.returncode == 130
    assert "go on with: glassnet train --resume a.run" in told
    assert (tmp_path / "iris.glassnet").exists()


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--resume", "no.run"), 1, "cannot resume no.run: there is no such folder"),
        (("--resume", "a.run", "--epochs", "3"), 2, "goes on as it was begun"),
        (("--resume", "a.run", "--run", "b.run"), 2, "leave --run out"),
        (("iris", "--run", "a.run"), 1, "a.run holds a run already"),
        (("iris", "--keep-going"), 2, "the run on iris is not kept in a folder; add --run"),
        (("iris", "--run", "no/a.run"), 1, "its folder does not exist"),
        (("iris", "--run", "b.run", "--output", "no/m"), 1, "cannot write no/m"),
    ],
)
def test_what_is_in_the_way_is_one_line(glassnet, tmp_path, words, code, sentence):
    """Told before anything is computed, and no new folder is left."""
    assert glassnet("train", "iris", "--epochs", "1", "--quiet", "--run", "a.run").code == 0
    said = glassnet("train", *words)
    assert (said.code, said.out) == (code, "")
    assert said.err.count("\n") == 1
    assert sentence in said.err
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.run",
        "iris.glassnet",
        "iris.toml",
    ]
    assert "lock" not in [path.name for path in (tmp_path / "a.run").iterdir()]


def test_a_run_that_diverges_can_be_looked_at(glassnet):
    """N2: no model is left, exit code 1, and the folder tells at which step and why."""
    words = ("--optimizer", "sgd", "--learning-rate", "1e30", "--run", "a.run")
    said = glassnet("train", "iris", *words)
    assert said.code == 1
    (listed,) = json.loads(glassnet("runs", "--json").out)["runs"]
    assert listed["state"] == "diverged"
    assert listed["told"] in said.err


def test_moved_data_can_be_named(glassnet, people, tmp_path):
    """DATA beside --resume says where the file is now; another file is refused."""
    typed = ("train", people, "--target", "drink", "--epochs", "1", "--quiet", "--run", "a.run")
    assert glassnet(*typed).code == 0
    people.rename(tmp_path / "moved.csv")
    said = glassnet("train", "--resume", "a.run")
    assert said.code == 1
    assert "Name the file where it is now" in said.err
    assert glassnet("train", "moved.csv", "--resume", "a.run", "--quiet") == (0, "", "")
    moved = tmp_path / "moved.csv"
    moved.write_text(moved.read_text().replace("Oslo", "Rom"))
    said = glassnet("train", "moved.csv", "--resume", "a.run")
    assert said.code == 1
    assert "the data changed since: " in said.err


def test_who_watches_and_the_folder_both_see():
    """Each is told of each look."""
    seen = []

    class Eye(Watch):
        def see(self, run, now):
            seen.append((run, now))

    class Folder:
        unkept = ""

        def see(self):
            seen.append("kept")

    Both(Eye(), Folder()).see("run", 1.5)
    assert seen == [("run", 1.5), "kept"]


def test_a_full_disk_ends_the_training_or_is_warned_of_once(glassnet, tmp_path, monkeypatch):
    """D3: exit code 1 and a sentence; with --keep-going the model is made, and one line warns."""
    typed = ("train", "iris", "--epochs", "9", "--quiet")
    assert glassnet(*typed, "--output", "undisturbed.glassnet").code == 0
    write = recording._write_at

    def full(descriptor, place, content):
        if "columns/loss" in content.decode(errors="replace"):
            raise OSError(errno.ENOSPC, "No space left on device")
        write(descriptor, place, content)

    with monkeypatch.context() as patch:
        patch.setattr(recording, "_write_at", full)
        patch.setattr(folders, "SECONDS", 0.0)
        patch.setattr(folders, "SHARE", 0)
        said = glassnet(*typed, "--run", "a.run")
        assert (said.code, said.out) == (1, "")
        assert "cannot write a.run/history.log: no space left on the device" in said.err
        assert not (tmp_path / "iris.glassnet").exists()
        said = glassnet(*typed, "--run", "b.run", "--keep-going", "--output", "b.glassnet")
    assert (said.code, said.out, said.err.count("\n")) == (0, "", 1)
    assert said.err.startswith("glassnet: cannot write b.run/history.log: no space left on the dev")
    assert said.err.endswith(" Training goes on; what comes after step 0 is not kept.\n")
    wanted = facts.digest(load("undisturbed.glassnet"))
    assert facts.digest(load("b.glassnet")) == wanted
    for name in "ab":
        model = f"{name}-again.glassnet"
        assert glassnet("train", "--resume", f"{name}.run", "--quiet", "--output", model).code == 0
        assert facts.digest(load(model)) == wanted


def test_who_leaves_at_once_is_told_how_to_go_on(glassnet, monkeypatch):
    """Also the second Ctrl-C, which does not wait for anything."""

    def leave(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(training_command, "learn", leave)
    said = glassnet("train", "iris", "--run", "my iris.run")
    assert said.code == 130
    assert "go on with: glassnet train --resume 'my iris.run'" in said.err
    assert glassnet("train", "iris").err.count("go on with") == 0
