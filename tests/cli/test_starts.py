"""`--starts`: how many starts went, which is kept, and why its score is to be taken with care."""

from __future__ import annotations

import json

import numpy as np
import pytest

from glassnet.cli.options import DataOptions, TrainingOptions
from glassnet.cli.settings import Wishes, prepare
from glassnet.cli.starts import try_starts
from glassnet.run.model import load
from glassnet.run.training import train

QUICK = ("--target", "drink", "--epochs", "4", "--engine", "reference")


def test_the_best_start_is_kept_and_can_be_repeated(glassnet, people):
    """The model is that of the start with the smallest validation loss; its file makes it again."""
    said = json.loads(
        glassnet("train", people, *QUICK, "--starts", "3", "--seed", "5", "--json").out
    )
    each = said["starts"]["each"]
    assert [one["seed"] for one in each] == [5, 6, 7]
    kept = said["starts"]["kept"]
    assert kept == np.argmin([one["loss"] for one in each])
    model = load("people.glassnet")
    assert model.experiment.seed == each[kept]["seed"]
    best = min(e["validation_loss"] for e in said["training"]["history"])
    assert best == pytest.approx(each[kept]["loss"], rel=1e-9)
    again = json.loads(glassnet("train", "--experiment", "people.toml", "--json").out)
    assert again["weights_sha256"] == said["weights_sha256"]
    assert again["starts"] is None
    alone = train(None, people, seed=each[kept]["seed"], split_seed=5, target="drink", epochs=4,
                  engine="reference")  # fmt: skip
    assert alone.model.predict(people).tolist() == model.predict(people).tolist()


def test_the_starts_are_told_in_a_small_table(glassnet, people):
    """Best, median and worst, how many failed and diverged, and what choosing does to a score."""
    said = glassnet("train", people, *QUICK, "--starts", "3")
    assert said.code == 0
    lines = [" ".join(line.split()) for line in said.out.splitlines()]
    assert "Starts 3 starts, seeds 0 … 2, on the same rows" in lines
    assert "seed validation loss accuracy steps" in lines
    for word in ("best", "median", "worst"):
        assert any(line.startswith(f"{word} ") for line in lines)
    assert any(line.startswith("failed: ") for line in lines)
    assert "diverged: 0" in lines
    assert "kept: the best by validation loss, trained again by itself" in lines
    assert "training from 3 random starts, then the best by itself." in said.err


def test_without_validation_rows_the_training_rows_tell(people):
    """The score and what it is held against are those of the training rows, and it is said."""
    data = DataOptions(target=("drink",), validation=0.0, test=0.0)
    wishes = Wishes(str(people), data, training=TrainingOptions(epochs=3, engine="reference"))
    run = prepare(wishes)
    tried = try_starts(run, 2, quiet=True)
    assert tried.base == np.mean(run.training.y == np.bincount(run.training.y).argmax())
    answers = tried.found.answers.argmax(axis=-1)
    assert tried.scores.tolist() == np.mean(answers == run.training.y, axis=1).tolist()
    told = list(tried.lines())
    assert "kept: the best by training loss, trained again by itself" in told
    assert told[-1].endswith("no rows are held out to tell how good it is")


def test_some_that_diverge_are_counted(glassnet, people):
    """With a rate at the edge all diverge, and that is said; nothing is saved."""
    wild = ("--optimizer", "SGD", "--learning-rate", "1e30", "--loss", "MSE")
    said = glassnet("train", people, "--target", "age", "--epochs", "3", *wild, "--starts", "2")
    assert said.code == 1
    assert "all 2 starts diverged. Lower learning_rate (it is 1e+30)." in said.err


def test_stopped_it_says_how_far_it_was(glassnet, people, monkeypatch, tmp_path):
    """Ctrl-C exits with 130, leaves no file, and says that nothing is kept, unless quiet."""

    def stopped(run, experiments, observe):
        observe(1)
        raise KeyboardInterrupt

    monkeypatch.setattr("glassnet.cli.starts.train_each", stopped)
    said = glassnet("train", people, *QUICK, "--starts", "3")
    assert said.code == 130
    assert "stopped with 1 of 3 starts done; nothing is kept, and the same command" in said.err
    assert "starts done" not in glassnet("train", people, *QUICK, "--starts", "3", "--quiet").err
    assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]


def test_a_run_that_goes_on_is_one(glassnet, people):
    """--resume goes on with one run; --starts beside it is refused."""
    said = glassnet("train", "--resume", "x.run", "--starts", "3")
    assert said.code in (1, 2)
    glassnet("train", people, *QUICK, "--run", "x.run", "--quiet")
    said = glassnet("train", "--resume", "x.run", "--starts", "3")
    assert said.code == 2
    assert "options --starts and --resume: x.run is one run; leave --starts out." in said.err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--run", "there"), 1, "there is not empty (people.csv) and holds no run"),
        (("--run", "nowhere/x.run"), 1, "cannot make the folder nowhere/x.run"),
        (("--output", "nowhere/m.glassnet"), 1, "cannot write nowhere/m.glassnet"),
        (("--keep-going",), 2, "option --keep-going: the run on"),
        (("--seed", 2**64 - 2), 2, f"--seed {2**64 - 2}: leaves no room for 3 starts below 2**64"),
    ],
)
def test_what_cannot_be_kept_is_told_before_the_starts(
    glassnet, people, tmp_path, words, code, told
):
    """Nothing is trained in vain, and nothing is left behind."""
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "people.csv").touch()
    before = sorted(tmp_path.iterdir())
    said = glassnet("train", people, *QUICK, "--starts", "3", *words)
    assert said.code == code
    assert told in said.err
    assert "training from" not in said.err
    assert sorted(tmp_path.iterdir()) == before


def test_the_best_start_is_kept_in_a_folder(glassnet, people, tmp_path):
    """Looking whether the folder is free does not take it."""
    said = glassnet("train", people, *QUICK, "--starts", "2", "--run", "x.run")
    assert said.code == 0, said.err
    assert list((tmp_path / "x.run").iterdir())


def test_one_start_is_a_training(glassnet, people):
    """It is what happens anyway, so it is trained once, and no table is shown."""
    said = glassnet("train", people, *QUICK, "--starts", "1", "--json")
    assert json.loads(said.out)["starts"] is None
    assert "training from" not in said.err


def test_how_many_starts_are_done_is_told(people, monkeypatch, capsys):
    """Where they are not all trained side by side, now and then; never if it is to be quiet."""
    monkeypatch.setattr("glassnet.run.starts.GROUP_NUMBERS", 1)
    monkeypatch.setattr("glassnet.cli.starts.SECONDS_BETWEEN_LINES", -1.0)
    training = TrainingOptions(epochs=1, engine="reference")
    run = prepare(Wishes(str(people), DataOptions(target=("drink",)), training=training))
    try_starts(run, 3, quiet=True)
    assert not capsys.readouterr().err
    try_starts(run, 3, quiet=False)
    told = capsys.readouterr().err
    assert "1 of 3 starts" in told
    assert "2 of 3 starts" in told
