"""An experiment is a file and back; any other file gives its mistakes, and nothing else."""

from __future__ import annotations

import dataclasses
import json
import os
from typing import get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import ExperimentError, FileError, UsageError
from glassnet.nn.activations import ReLU
from glassnet.nn.adam import Adam
from glassnet.nn.catalogue import KINDS
from glassnet.nn.cross_entropy import CategoricalCrossEntropy
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.nn.smooth_schedules import Cosine, CosineRestarts
from glassnet.program import limits
from glassnet.program.experiment import DataChoices, EarlyStopping, Experiment
from glassnet.program.experiment_file import (
    HOMES,
    experiment_from_json,
    experiment_from_toml,
    experiment_to_json,
    experiment_to_toml,
    read_experiment,
    write_experiment,
)

EXAMPLE = Experiment(
    Network(Dense(16), ReLU(), Dropout(0.2), Dense(3)),
    CategoricalCrossEntropy(label_smoothing=0.1),
    Adam(beta1=0.8),
    learning_rate=0.003,
    schedule=Cosine(),
    batch_size=None,
    early_stopping=EarlyStopping(),
    data=DataChoices("penguins", "species", {"bill length": "number"}),
)
SMALLEST = """\
format = 1
network = ["ReLU"]
training.loss = "mse"
"""


def refused(text):
    """Return the mistakes that reading `text` tells, without the file's name."""
    with pytest.raises(ExperimentError) as caught:
        experiment_from_toml(text, "x.toml")
    assert all(mistake.startswith("x.toml: ") for mistake in caught.value.mistakes)
    return [mistake.removeprefix("x.toml: ") for mistake in caught.value.mistakes]


@given(data=st.data())
@settings(max_examples=150)
def test_toml_round_trip(experiments, data):
    """Any experiment is the same after it was a TOML file, and so is the file."""
    experiment = data.draw(experiments)
    text = experiment_to_toml(experiment)
    again = experiment_from_toml(text)
    assert again == experiment
    assert experiment_to_toml(again) == text


@given(data=st.data())
@settings(max_examples=100)
def test_json_round_trip(experiments, data):
    """Any experiment is the same after it was JSON, and so is the JSON."""
    experiment = data.draw(experiments)
    text = json.dumps(experiment_to_json(experiment), allow_nan=False)
    again = experiment_from_json(json.loads(text))
    assert again == experiment
    assert json.dumps(experiment_to_json(again)) == text


WHOLE_NUMBERS = [
    (kind, found, field.name)
    for kind, classes in KINDS.items()
    for found in classes
    for field in dataclasses.fields(found)
    if get_type_hints(found)[field.name] in (int, int | tuple[int, int], tuple[int, ...])
]


@given(
    case=st.sampled_from(WHOLE_NUMBERS),
    number=st.sampled_from([limits.SIZE, limits.NUMBER]).flatmap(lambda n: st.integers(n, n + 1))
    | st.integers(0, 2**70).map(lambda n: n**99),
)
@settings(max_examples=150)
def test_what_can_be_made_can_be_read_again(case, number):
    """However large a whole number somewhere: an experiment is refused at once, or kept whole."""
    kind, found, name = case
    needed = {f.name: 1 for f in dataclasses.fields(found) if f.default is dataclasses.MISSING}
    hint = get_type_hints(found)[name]
    value = (number,) if hint == tuple[int, ...] else number
    try:
        part = found(**(needed | {name: value}))
        own = {"network": Network(part)} if kind == "layer" else {kind: part}
        made = Experiment(**({"network": Network(Dense(1)), "loss": MSE()} | own))
    except UsageError:
        return
    assert experiment_from_toml(experiment_to_toml(made)) == made
    assert experiment_from_json(json.loads(json.dumps(experiment_to_json(made)))) == made


@pytest.mark.parametrize("number", [10**7 + 1, 2**64, 10**5000], ids=["7", "64 bits", "5000"])
def test_a_number_too_large_for_a_file_is_refused_at_once(number):
    """Not after hours of training, when the model is saved; a rate's plan may be that long."""
    for own in (
        {"epochs": number}, {"batch_size": number}, {"early_stopping": EarlyStopping(number)},
        {"schedule": CosineRestarts(number)}, {"network": Network(Network(Dense(number)))},
    ):  # fmt: skip
        if number < limits.NUMBER and "network" not in own:
            made = Experiment(**({"network": Network(Dense(1)), "loss": MSE()} | own))
            assert experiment_from_toml(experiment_to_toml(made)) == made
            continue
        with pytest.raises(ExperimentError, match=f"{next(iter(own))} must be without .* larger"):
            Experiment(**({"network": Network(Dense(1)), "loss": MSE()} | own))


def test_json_tells_every_field():
    """The JSON of an experiment relies on no default, neither the experiment's nor a part's."""
    described = experiment_to_json(Experiment(Network(Dense(1)), MSE()))
    told = set(described["training"]) | set(described["run"])
    assert told == {name for name, home in HOMES.items() if home in ("training", "run")}
    assert described["training"]["optimizer"] == {
        "name": "Adam",
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-8,
    }


def test_every_field_has_its_section():
    """The sections hold all fields of an experiment and of its parts, each once."""
    fields = {**Experiment.__dataclass_fields__} | DataChoices.__dataclass_fields__
    fields |= EarlyStopping.__dataclass_fields__
    assert set(HOMES) == set(fields) - {"network", "data", "early_stopping"}


def test_what_is_left_out_is_usual():
    """A file says what differs; the rest is as in `Experiment`."""
    assert experiment_from_toml(SMALLEST) == Experiment(Network(ReLU()), MSE())


def test_layers_may_be_written_as_blocks():
    """[[network]] blocks mean the same as a list."""
    text = 'format = 1\n[[network]]\nlayer = "dense"\nunits = 2\n[training]\nloss = "MSE"\n'
    assert experiment_from_toml(text).network == Network(Dense(2))


MISTAKEN = """
format = 1
sed = 3
learning_rate = 0.1
[[network]]
layer = "Rleu"
[[network]]
layer = "Dense"
units = "16"
[[network]]
layer = "Dropout"
rate = 2
[training]
optimizer = { name = "Adam", beta = 0.9 }
seed = 3
learning_rate = -1
batch_size = "al"
epochs = 1.5
clip_norm = 0
[data]
target = ["a", "a"]
scaling = "standardise"
sorce = "x"
test = true
kinds = { x = "numbr" }
[run]
seed = -1
dtype = "float16"
[early_stopping]
patience = 0
minimum_improvement = nan
"""
TOLD = """
sed: an experiment has no such section, it has format, network, data, training, early_stopping, \
run. Did you mean "seed"?
learning_rate belongs under [training].
network[0].layer: no layer is called "Rleu". Did you mean "ReLU"?
network[1].units must be a whole number, got "16".
network[2].rate must be a number in [0, 1), got 2.0.
data.sorce: data has no such field, it has source, target, kinds, scaling, categories, missing, \
test, validation, split_seed, missing_words, delimiter, encoding, decimal, header. \
Did you mean "source"?
data.scaling must be "standardize", "range" or "none", got "standardise". \
Did you mean "standardize"?
data.test must be a number, got true.
data.target must be the name of a column, or several different ones, got ('a', 'a').
data.kinds['x'] must be one of number, category, boolean, date, skip, got 'numbr'. \
Did you mean "number"?
training.seed belongs under [run].
training.batch_size must be a whole number or "all", got "al".
training.loss is missing: it takes a loss.
training.optimizer.beta: Adam has no such field, it has beta1, beta2, epsilon. \
Did you mean "beta2"?
training.epochs must be a whole number, got 1.5.
early_stopping.minimum_improvement must be a finite number, got nan.
early_stopping.patience must be a whole number ≥ 1, got 0.
run.dtype must be "float32" or "float64", got "float16". Did you mean "float64"?
training.learning_rate must be a number in (0, 1e38], got -1.0.
training.clip_norm must be a number in (0, inf), got 0.0.
run.seed must be a whole number ≥ 0, got -1.
"""


def test_every_mistake_is_told_at_once():
    """Unknown, misplaced, mistyped, missing and impossible values are told in one go."""
    assert refused(MISTAKEN) == TOLD.strip().split("\n")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("format = 4\nnetwork = 3", "format 4, this program reads up to 1; update glassnet."),
        (SMALLEST.replace("1", "true"), "format must be 1, got true."),
        (SMALLEST.replace("1", "1.0"), "format must be 1, got 1.0."),
        (SMALLEST.replace("1", "0"), "format must be 1, got 0."),
        (SMALLEST.replace("format = 1", ""), "format is missing: begin with format = 1."),
        (SMALLEST.replace('["ReLU"]', "[]"), "network: a network needs at least one layer"),
        (SMALLEST.replace('["ReLU"]', "{}"), "network must be a list of layers, got a table."),
        (SMALLEST + "run = 3", "run must be a table, got 3."),
        ('format = 1\ntraining.loss = "MSE"', "network is missing: it lists the layers, such as"),
        ("a = 1\nb = = 2\n", "line 2, column 5: this is not TOML: Invalid value: b = = 2"),
        ("a = 1\na = 2\n", "line 2, column 6: this is not TOML: Cannot overwrite a value: a = 2"),
        ("a", "at its end, this is not TOML: Expected '='"),
        ("\x1b[2J = 1", "line 1, column 1: this is not TOML: Invalid statement: \\x1b[2J = 1"),
    ],
)
def test_one_mistake(text, sentence):
    """A single mistake is a single line, which says where it is."""
    (mistake,) = refused(text)
    assert mistake.startswith(sentence)


def test_file_round_trip(tmp_path):
    """What is written is read again, also after an editor put a mark before and CRLF in."""
    path = tmp_path / "a.toml"
    write_experiment(path, EXAMPLE)
    assert read_experiment(path) == EXAMPLE
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_experiment(path) == EXAMPLE


def test_a_file_names_itself(tmp_path):
    """A mistake in a file begins with the file's name."""
    path = tmp_path / "mine.toml"
    path.write_text("format = 1")
    with pytest.raises(ExperimentError, match=r"mine\.toml: network is missing"):
        read_experiment(path)


def test_what_is_no_text_file_is_refused(tmp_path):
    """A folder, a pipe, a device, nothing, other bytes and endless ones end in a sentence."""
    (tmp_path / "latin").write_bytes(b'format = 1 # \xe4"')
    (tmp_path / "long").write_bytes(b"#" * (limits.BYTES + 1))
    os.mkfifo(tmp_path / "pipe")
    for name, words in [
        ("", "it is a folder"),
        ("pipe", "not a regular file"),
        ("missing", "no such file"),
        ("latin", "not UTF-8 text: byte 14"),
        ("long", "more than 1,000,000 bytes"),
        ("/dev/zero", "not a regular file"),
    ]:
        with pytest.raises(FileError, match=words):
            read_experiment(tmp_path / name)
