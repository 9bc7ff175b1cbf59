"""A training that is killed with SIGKILL, whenever and however often, loses nothing."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from glassnet.ground.errors import FileError
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.folder import create
from glassnet.run.places import checkpoints
from glassnet.run.resuming import resume
from glassnet.run.training import prepare

RUN = """
import os, random, signal, sys, time
from pathlib import Path
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.network import Network
from glassnet.run.commands import SetLearningRate
from glassnet.run.folder import create
from glassnet.run.places import checkpoints
from glassnet.run.resuming import resume
from glassnet.run.training import prepare

def begun(engine="reference"):
    network = Network(Dense(4), Dropout(0.1), Dense(3))
    return prepare(network, "iris", target="species", epochs=10**6, engine=engine, seed=3,
                   early_stopping=None)

def same(folder, engine="reference"):
    # The undisturbed run, up to where the disturbed one is, with the commands it was given.
    again, run = begun(engine), folder.run
    for recorded in run.commands:
        again.advance(recorded.step - again.step)
        again.command(recorded.command)
    again.advance(run.step - again.step)
    assert run.state.digest() == again.state.digest()
    assert run.best_state.digest() == again.best_state.digest()
    assert run.history.evaluations == again.history.evaluations
    assert run.history["loss"].tobytes() == again.history["loss"].tobytes()
    assert run.commands == again.commands

def forked(life):
    # Let a child live; return its number. It ends by itself with 0, if nobody kills it.
    child = os.fork()
    if child == 0:
        try:
            life()
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return child
"""

FIFTY = """
def life():
    folder = resume(path)
    while True:
        folder.run.advance(3)
        if folder.run.step % 10 == 0:
            folder.run.command(SetLearningRate(0.001 + folder.run.step * 1e-9))
        folder.save()
        os.write(pipe[1], b".")

path = sys.argv[1]
create(path, begun()).close()
random.seed(8)
saved = 0
for number in range(50):
    pipe = os.pipe()
    child = forked(life)
    for _ in range(number % 4):  # without any it is killed while it begins
        saved += len(os.read(pipe[0], 1))
    time.sleep(random.uniform(0.0, 0.02))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), os.waitstatus_to_exitcode(status)
    os.close(pipe[0])
    os.close(pipe[1])
with resume(path) as folder:
    assert folder.run.step >= 3 * saved > 100, (folder.run.step, saved)
    folder.run.advance(3)
same(folder)
left = sorted(entry.name for entry in Path(path).iterdir())
assert len(left) == 4 and left[2:] == ["experiment.toml", "history.log"], left
"""

EACH_CALL = """
def life():
    folder = resume(path)
    folder.run.advance(5)
    count = 0
    def mortal(call):
        def counted(*given, **named):
            nonlocal count
            count += 1
            if count == number:
                os._exit(9)
            return call(*given, **named)
        return counted
    for name in ("open", "write", "fsync", "close", "replace", "unlink", "ftruncate", "lseek"):
        setattr(os, name, mortal(getattr(os, name)))
    folder.save()
    folder.close()

path = sys.argv[1]
with create(path, begun()) as folder:
    folder.run.advance(7)
number, before, undisturbed = 1, 7, begun()
while True:
    _, status = os.waitpid(forked(life), 0)
    with resume(path) as folder:
        after = folder.run.step
        assert after in (before, before + 5), (number, before, after)
    undisturbed.advance(after - undisturbed.step)
    assert folder.run.state.digest() == undisturbed.state.digest(), number
    before = after
    if os.waitstatus_to_exitcode(status) == 0:
        break
    assert os.waitstatus_to_exitcode(status) == 9
    number += 1
assert number > 20, number
with resume(path) as folder:
    folder.run.advance(1)
same(folder)
assert len(checkpoints(Path(path))) == 2
assert not [entry for entry in Path(path).iterdir() if entry.name.startswith(".")]
"""

ENDLESS = """
with create(sys.argv[1], begun("xla")) as folder:
    while True:
        folder.run.advance(3)
        folder.save()
"""

COMPILED = """
with resume(sys.argv[1]) as folder:
    assert folder.run.engine.name == "xla"
    folder.run.advance(10)
same(folder, "xla")
"""


def told(program, *arguments):
    """Run `program` and return what it says on its way to failing."""
    done = subprocess.run(
        [sys.executable, "-c", RUN + program, *arguments],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.stderr if done.returncode else ""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed processes are forked")
def test_killed_fifty_times_at_random_moments(tmp_path):
    """D2: killed while reading, learning and writing, it ends with the undisturbed bytes."""
    assert told(FIFTY, tmp_path / "a.run") == ""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed processes are forked")
def test_killed_at_every_call_of_a_save(tmp_path):
    """D1: whichever call is the last, the old or the new state is whole, and no litter stays."""
    assert told(EACH_CALL, tmp_path / "a.run") == ""


def test_killed_with_the_compiled_engine(tmp_path):
    """What XLA computes in another process goes on with the same bits, too."""
    pytest.importorskip("jax")
    path = tmp_path / "a.run"
    process = subprocess.Popen([sys.executable, "-c", RUN + ENDLESS, path])
    while process.poll() is None and max(map(number, checkpoints(path)), default=0) < 4:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert told(COMPILED, path) == ""


def number(path):
    """Return a checkpoint's number."""
    return int(path.stem.split("-")[1])


def begun():
    """Return a small run before its first step."""
    network = Network(Dense(3))
    return prepare(network, "iris", target="species", epochs=50, engine="reference")


CALLS = ("open", "write", "fsync", "close", "replace", "unlink", "ftruncate", "lseek")


def test_a_full_disk_at_every_call_of_a_save(tmp_path, monkeypatch):
    """D3: wherever space runs out, a sentence says so, and what was saved before is whole."""
    with create(tmp_path / "a.run", begun()) as folder:
        folder.run.advance(6)
    undisturbed = begun()
    undisturbed.advance(10)
    refusals = 0
    for place in itertools.count(1):
        copy = shutil.copytree(folder.path, tmp_path / f"{place}.run")
        opened = resume(copy)
        opened.run.advance(4)
        with monkeypatch.context() as patch:
            calls = failing(patch, place)
            try:
                opened.save()
            except FileError as error:
                refusals += 1
                assert "no space left on the device" in str(error)  # noqa: PT017  it may work
                assert str(copy) in str(error)  # noqa: PT017
        opened.close()
        with resume(copy) as again:
            assert again.notes == ()
            assert again.run.step in (6, 10)
            again.run.advance(10 - again.run.step)
        assert again.run.state.digest() == undisturbed.state.digest()
        assert not [path for path in copy.iterdir() if path.name.startswith(".")]
        if len(calls) < place:
            break
    assert refusals > 10


def failing(patch, place):
    """Let the call numbered `place` to the system find the disk full; return the calls made."""
    calls = []

    def counted(name):
        real = getattr(os, name)

        def call(*given, **named):
            calls.append(name)
            if len(calls) == place:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*given, **named)

        return call

    for name in CALLS:
        patch.setattr(os, name, counted(name))
    return calls
