"""`glassnet watch` in a pipe and from the shell: what it opens, what it keeps, what it refuses."""

import os
import subprocess
import sys

import pytest

from glassnet.cli import watch
from glassnet.cli.files import free_name
from glassnet.run.folder import create
from glassnet.run.opening import open_run
from glassnet.run.run import Run
from glassnet.run.training import prepare

PATIENCE = 90.0  # seconds, for a machine that is busy
IRIS = ("watch", "iris", "--hidden", "4", "--engine", "reference", "--epochs", "200")


def glassnet(*words, folder, **options):
    """Run the command without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "glassnet", *words],
        cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE,
        stdin=subprocess.DEVNULL, **options,
    )  # fmt: skip


def test_without_a_terminal_it_trains_and_says_where_the_run_is(tmp_path):
    """No escape, no screen: a few lines, and a folder to look into later."""
    done = glassnet(*IRIS[:-1], "3", folder=tmp_path, env={**os.environ, "TERM": "xterm"})
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert "glassnet watch iris.run" in done.stdout
    assert open_run(tmp_path / "iris.run").done


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("watch",), "say what to watch"),
        (("watch", "xor", "--run", "mine.run"), "lesson"),
        (("watch", "nowhere.csv", "--target", "y"), "nowhere.csv"),
        (("watch", "irys"), "irys"),
        (("watch", "iris", "--hidden", "0"), "--hidden"),
        (("watch", "iris", "--run", "no/such/folder"), "no/such/folder"),
    ],
)
def test_what_cannot_be_watched_is_told_in_one_sentence(tmp_path, words, told):
    """Nothing is begun, no folder is left."""
    done = glassnet(*words, folder=tmp_path)
    assert done.returncode in (1, 2)
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_run_takes_no_other_options(tmp_path):
    """It goes on as it was begun."""
    with create(tmp_path / "left.run", small_run()):
        pass
    done = glassnet("watch", "left.run", "--epochs", "3", folder=tmp_path)
    assert done.returncode == 2
    assert "as it was begun" in done.stderr


def test_an_experiment_is_taken_for_what_it_is(tmp_path):
    """NAME.toml is an experiment though it stands where the data do."""
    from glassnet.program.experiment_file import write_experiment

    experiment = small_run().first_experiment
    write_experiment(tmp_path / "mine.toml", experiment)
    done = glassnet("watch", "mine.toml", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    found = open_run(tmp_path / "mine.run").first_experiment
    assert (found.network, found.seed, found.epochs) == (
        experiment.network,
        experiment.seed,
        experiment.epochs,
    )


def test_each_name_of_a_folder_is_free(tmp_path, monkeypatch):
    """A second run of the same data gets a number."""
    monkeypatch.chdir(tmp_path)
    assert free_name("sales", ".run") == "sales.run"
    (tmp_path / "sales.run").mkdir()
    assert free_name("sales", ".run") == "sales-2.run"


def test_what_is_not_to_be_kept_is_not(tmp_path):
    """--no-keep leaves no folder, and that is said."""
    done = glassnet(*IRIS[:-1], "3", "--no-keep", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "not kept" in done.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["xor", "one_neuron"])
def test_a_lesson_is_opened_at_its_beginning(name):
    """The first run that it makes, before its first step, with what its cells changed."""
    run = watch.lesson_run(name)
    assert isinstance(run, Run)
    assert run.step == 0


def small_run():
    """Return a run on iris of 10 epochs, before its first step."""
    return prepare(None, "iris", epochs=10, engine="reference", seed=3)
