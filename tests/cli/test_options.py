"""Every option changes what is done."""

from __future__ import annotations

from dataclasses import fields

import pytest

from glassnet.cli.keeping import OutputOptions
from glassnet.cli.options import DataOptions, NetworkOptions, TrainingOptions
from glassnet.program.experiment_file import read_experiment

EFFECTS = {
    "--kind age=category": lambda e: e.data.kinds == (("age", "category"),),
    "--scaling range": lambda e: e.data.scaling == "range",
    "--categories embedding": lambda e: "CategoryEmbedding" in repr(e.network),
    "--missing drop": lambda e: e.data.missing == "drop",
    "--missing-word Oslo": lambda e: e.data.missing_words == ("Oslo",),
    "--test 0.5": lambda e: e.data.test == 0.5,
    "--validation 0.5": lambda e: e.data.validation == 0.5,
    "--split-seed 4": lambda e: e.data.split_seed == 4,
    "--delimiter comma": lambda e: e.data.delimiter == "comma",
    "--encoding latin-1": lambda e: e.data.encoding == "latin-1",
    "--decimal point": lambda e: e.data.decimal == "point",
    "--header": lambda e: e.data.header is True,
    "--hidden 7,5": lambda e: [getattr(x, "units", 0) for x in e.network.layers] == [7, 0, 5, 0, 2],
    "--activation tanh": lambda e: "Tanh" in repr(e.network),
    "--dropout 0.25": lambda e: "Dropout(0.25)" in repr(e.network),
    "--optimizer sgd": lambda e: type(e.optimizer).__name__ == "SGD",
    "--learning-rate 0.5": lambda e: e.learning_rate == 0.5,
    "--schedule cosine": lambda e: type(e.schedule).__name__ == "Cosine",
    "--batch-size 5": lambda e: e.batch_size == 5,
    "--batch-size full": lambda e: e.batch_size is None,
    "--patience 3": lambda e: e.early_stopping.patience == 3,
    "--patience 0": lambda e: e.early_stopping is None,
    "--loss mse": lambda e: type(e.loss).__name__ == "MSE",
    "--l1 0.1": lambda e: e.l1 == 0.1,
    "--l2 0.1": lambda e: e.l2 == 0.1,
    "--weight-decay 0.1": lambda e: e.weight_decay == 0.1,
    "--clip-norm 1": lambda e: e.clip_norm == 1.0,
    "--clip-value 1": lambda e: e.clip_value == 1.0,
    "--seed 7": lambda e: e.seed == 7,
    "--dtype float64": lambda e: e.dtype == "float64",
    "--engine reference": lambda e: e.engine == "reference",
}
TRIED_ELSEWHERE = {
    "starts",
    "watch",
    "run",
    "resume",
    "keep_going",
    "target",
    "experiment",
    "epochs",
    "output",
    "json",
    "quiet",
    "missing_words",
    "machines",
}


@pytest.mark.parametrize("words", EFFECTS)
def test_an_option_is_in_the_experiment_that_ran(glassnet, people, words):
    """What was typed is what the saved experiment says."""
    typed = ["train", people, "--target", "drink", "--epochs", "1", "--quiet", *words.split()]
    said = glassnet(*typed)
    assert said == (0, "", "")
    experiment = read_experiment("people.toml")
    assert experiment.epochs == 1
    assert EFFECTS[words](experiment)


def test_no_option_is_forgotten_above():
    """Every field of the options is tried."""
    groups = (DataOptions, NetworkOptions, TrainingOptions, OutputOptions)
    named = {field.name for group in groups for field in fields(group)}
    tried = {words.split()[0].removeprefix("--").replace("-", "_") for words in EFFECTS}
    assert named - tried == TRIED_ELSEWHERE
