"""`glassnet watch` in a real terminal: sessions, signals, and a window that is closed."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time

import pytest

from glassnet.run.folder import create
from glassnet.run.model import load
from glassnet.run.opening import open_run
from glassnet.run.training import prepare

PATIENCE = 90.0  # seconds, for a machine that is busy
IRIS = ("watch", "iris", "--hidden", "4", "--engine", "reference", "--epochs", "200")


class Terminal:
    """A terminal of 100 × 30 characters with a shell in it, that of tmux."""

    def __init__(self, folder, socket):
        self.socket, self.folder = socket, folder
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", "sh")
        self.type(f"cd {shlex.quote(str(folder))}; PS1='ready> '; clear")
        self.until("ready>")

    def tmux(self, *words):
        """Call tmux on this terminal's own server."""
        done = subprocess.run(
            ["tmux", "-L", self.socket, *words], capture_output=True, text=True, check=True
        )
        return done.stdout

    def type(self, line):
        """Type a line."""
        self.tmux("send-keys", "-l", line)
        self.tmux("send-keys", "Enter")

    def press(self, *keys):
        """Press keys, by tmux's names."""
        self.tmux("send-keys", *keys)

    def screen(self):
        """Return what is on the screen."""
        return self.tmux("capture-pane", "-p")

    def until(self, pattern):
        """Wait until the screen shows `pattern`; return the screen."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, screen := self.screen()):
            if time.monotonic() > end:
                pytest.fail(f"never seen: {pattern}\n{screen}")
            time.sleep(0.1)
        return screen

    def run(self, *words):
        """Start glassnet, its exit code to be shown when it ends."""
        command = shlex.join([sys.executable, "-m", "glassnet", *words])
        self.type(f"{command}; echo exit=$?")


@pytest.fixture
def terminal(tmp_path):
    """Return a terminal, which is put away afterwards."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed; it makes the terminal of this test")
    made = Terminal(tmp_path, f"glassnet-{os.getpid()}-{time.monotonic_ns()}")
    yield made
    subprocess.run(["tmux", "-L", made.socket, "kill-server"], check=False, capture_output=True)


def test_a_session_in_a_real_terminal(terminal, tmp_path):
    """It opens, plays, pauses, goes back, is left, gives the terminal back, and the run is kept."""
    terminal.run(*IRIS[:-1], "1000000")  # it must not be at its end before it is stopped
    screen = terminal.until(r"step 0 of")
    assert "network" in screen
    assert "quit" in screen
    terminal.press("Space")
    terminal.until(r"step [1-9]")
    terminal.press("Space")
    terminal.until("paused")
    terminal.press("Home")
    terminal.until("step 0 of")
    terminal.press("Right", "Right")
    terminal.until("step 2 of")
    terminal.press("q")
    screen = terminal.until("exit=0")
    assert "the run is kept" in screen
    assert "glassnet watch iris.run" in screen
    assert terminal.tmux("display-message", "-p", "#{alternate_on} #{mouse_any_flag}").split() == [
        "0",
        "0",
    ]
    terminal.type("stty -a | grep -c ' icanon'")
    terminal.until(r"\n1\n")
    assert open_run(tmp_path / "iris.run").step == 2


def test_a_kept_run_opens_where_it_was_left(terminal, tmp_path):
    """Its steps, its history and its commands are there; one can go back in it."""
    with create(tmp_path / "left.run", small_run()) as folder:
        folder.run.advance(30)
    terminal.run("watch", "left.run")
    terminal.until("step 30 of")
    terminal.press("Left")
    terminal.until("step 29 of")
    terminal.press("q")
    terminal.until("exit=0")


def test_a_terminal_that_is_closed_leaves_a_whole_run(terminal, tmp_path):
    """The window goes away in the midst of play; the run opens again, and has its steps."""
    terminal.run(*IRIS[:-1], "1000000")
    terminal.until("step 0 of")
    terminal.press("Space")
    terminal.until(r"step [1-9]")
    terminal.tmux("kill-server")
    end = time.monotonic() + PATIENCE
    while (tmp_path / "iris.run" / "lock").exists() and time.monotonic() < end:
        time.sleep(0.1)
    found = open_run(tmp_path / "iris.run")
    assert found.step > 0
    fresh = prepare_like(found)
    fresh.seek(min(found.step, 200))
    found.seek(min(found.step, 200))
    assert found.state.digest() == fresh.state.digest()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_it_and_gives_the_terminal_back(terminal, tmp_path, number, code):
    """As the key does, with the signal's exit code."""
    terminal.run(*IRIS[:-1], "1000000")
    terminal.until("step 0 of")
    terminal.press("Space")
    terminal.until(r"step [1-9]")
    process = int(
        (tmp_path / "iris.run" / "lock").read_text().split('"process": ')[1].split(",")[0]
    )
    os.kill(process, number)
    screen = terminal.until(f"exit={code}")
    assert "the run is kept" in screen
    assert terminal.tmux("display-message", "-p", "#{alternate_on}").strip() == "0"
    assert open_run(tmp_path / "iris.run").step > 0


def test_ctrl_c_leaves_as_it_does_anywhere(terminal, tmp_path):
    """With its exit code, and the run kept."""
    terminal.run(*IRIS)
    terminal.until("step 0 of")
    terminal.press("Right")
    terminal.until("step 1 of")
    terminal.press("C-c")
    assert "the run is kept" in terminal.until("exit=130")
    assert open_run(tmp_path / "iris.run").step == 1


def test_every_future_is_kept_on_leaving(terminal, tmp_path):
    """The first in its folder, the others beside it, each with its commands and its steps."""
    terminal.run(*IRIS)
    terminal.until("step 0 of")
    terminal.press("g")
    terminal.until("Go to")
    terminal.type("20")
    terminal.until("step 20 of")
    terminal.press("S-Left")
    terminal.until("step 10 of")
    terminal.press("r")
    terminal.until("rate")
    terminal.press("C-a")
    terminal.type("0.5")
    terminal.until("future B")
    terminal.press("Right", "Right")
    terminal.until("step 12 of")
    terminal.press("q")
    screen = terminal.until("exit=0")
    assert "iris-B.run" in screen
    first, second = open_run(tmp_path / "iris.run"), open_run(tmp_path / "iris-B.run")
    assert first.recorded == 20
    assert not first.commands
    assert (second.step, second.experiment.learning_rate) == (12, 0.5)
    assert [each.step for each in second.commands] == [10]


def test_train_opens_the_dashboard_and_saves_what_was_learned(terminal, tmp_path):
    """What was learned in all, though one went back before leaving; nothing where nothing was."""
    terminal.run("train", *IRIS[1:], "--watch")
    terminal.until("step 0 of")
    terminal.press("q")
    assert "nothing is saved" in terminal.until("exit=0")
    assert not (tmp_path / "iris.glassnet").exists()
    terminal.type("clear")
    terminal.run("train", *IRIS[1:], "--watch")
    terminal.until("step 0 of")
    terminal.press("S-Right")
    terminal.until("step 10 of")
    terminal.press("Home")
    terminal.until("step 0 of")
    terminal.press("q")
    assert "Saved" in terminal.until("exit=0")
    model = load(tmp_path / "iris.glassnet")
    assert model.params["0.weights"].shape == (4, 4)
    assert model.provenance["step"] > 0


def small_run():
    """Return a run on iris of 10 epochs, before its first step."""
    return prepare(None, "iris", epochs=10, engine="reference", seed=3)


def prepare_like(run):
    """Return a run of the same experiment, before its first step."""
    from glassnet.run.training import repeat

    return repeat(run.first_experiment)
