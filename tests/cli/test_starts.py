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
    tried = try_starts(wishes, 2, quiet=True)
    run = prepare(wishes)
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


def test_a_run_that_goes_on_is_one(glassnet, people):
    """--resume goes on with one run; --starts beside it is refused."""
    said = glassnet("train", "--resume", "x.run", "--starts", "3")
    assert said.code in (1, 2)
    glassnet("train", people, *QUICK, "--run", "x.run", "--quiet")
    said = glassnet("train", "--resume", "x.run", "--starts", "3")
    assert said.code == 2
    assert "options --starts and --resume: x.run is one run; leave --starts out." in said.err
