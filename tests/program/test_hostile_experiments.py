"""No file, however it was made, gives anything but an experiment or its mistakes, and soon."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import ExperimentError
from glassnet.nn.activations import ReLU
from glassnet.nn.adam import Adam
from glassnet.nn.cross_entropy import CategoricalCrossEntropy
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.program.experiment import DataChoices, EarlyStopping, Experiment
from glassnet.program.experiment_file import (
    experiment_from_json,
    experiment_from_toml,
    experiment_to_json,
    experiment_to_toml,
)

EXAMPLE = Experiment(
    Network(Dense(16), ReLU(), Dense(3)),
    CategoricalCrossEntropy(label_smoothing=0.1),
    Adam(beta1=0.8),
    batch_size=None,
    early_stopping=EarlyStopping(),
    data=DataChoices("penguins", "species", {"bill length": "number"}),
)
SMALLEST = 'format = 1\nnetwork = ["ReLU"]\ntraining.loss = "mse"\n'


def told(read, source):
    """Return the mistakes that `read` tells, none if it gives an experiment."""
    try:
        assert isinstance(read(source, "x"), Experiment)
    except ExperimentError as error:
        return error.mistakes
    return ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = " + "[" * 100_000, "it nests too deep"),
        ("a = " + "{b=" * 100_000, "it nests too deep"),
        ("a = " + "[" * 60 + "]" * 60, "it nests more than"),
        ("a = " + "9" * 50_000, "too many digits"),
        (".".join("a" * 200_000) + " = 1", "line 1 has 199,999 dots"),
        (SMALLEST.replace('["ReLU"]', '["ReLU"' + ', "ReLU"' * 200_000 + "]"), "more than 20,000"),
        (
            SMALLEST.replace('"ReLU"', '{ layer = "Dense", units = 1_000_000_000_000 }'),
            "network[0].units must be at most 10,000,000",
        ),
        (
            SMALLEST.replace('"ReLU"', '{ layer = "Dense", units = 1e999 }'),
            "must be a whole number",
        ),
    ],
)
def test_hostile_sizes_are_refused(text, words):
    """Depth, length, huge numbers and long keys end in a sentence, and nothing is built."""
    (mistake,) = told(experiment_from_toml, text)
    assert words in mistake


def test_mistakes_without_end_are_counted():
    """After the first hundred, mistakes are counted and not told."""
    many = told(
        experiment_from_toml, SMALLEST + "[run]\n" + "\n".join(f"key{i} = 1" for i in range(5000))
    )
    assert len(many) == 101
    assert many[0].startswith("x: run.key0: run has no such field")
    assert many[-1] == "x: and 4,900 more mistakes."


def test_hostile_json_is_refused():
    """Circles, other types and endless nests are mistakes."""
    circle: dict = {"format": 1}
    circle["network"] = [circle]
    for description in (circle, [], None, "x", {"format": 10**5000}, {"format": 1, 3: 4}):
        with pytest.raises(ExperimentError):
            experiment_from_json(description)


PIECES = st.sampled_from(
    [
        *('"', "[", "]", "{", "}", "=", "\n", ",", ".", "-1", "1e999", "nan", "true", "#", "'''"),
        *("units", "[run]", "[[network]]", "2020-01-01", "\x00", "\r", "é", "9" * 20, '"x"'),
    ]
)


@given(
    start=st.integers(0, 900),
    length=st.integers(0, 30),
    pieces=st.lists(PIECES, max_size=3),
)
@settings(max_examples=300)
def test_a_damaged_file_is_an_experiment_or_mistakes(start, length, pieces):
    """Whatever part of a file is cut out or written over, nothing but an ExperimentError comes."""
    text = experiment_to_toml(EXAMPLE)
    damaged = text[:start] + "".join(pieces) + text[start + length :]
    mistakes = told(experiment_from_toml, damaged)
    assert all(line.startswith("x: ") and line.isprintable() for line in mistakes)


def places(data):
    """Yield every container in `data` with every key of it."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield data, key
        if isinstance(value, (dict, list)):
            yield from places(value)


@given(data=st.data())
@settings(max_examples=200)
def test_a_changed_value_is_an_experiment_or_mistakes(data):
    """Whatever part of the JSON becomes another one, nothing but an ExperimentError comes."""
    changed = experiment_to_json(EXAMPLE)
    every = list(places(changed))
    container, key = data.draw(st.sampled_from(every))
    other, from_there = data.draw(st.sampled_from(every))
    part = other[from_there]
    container[key] = data.draw(st.sampled_from([part, -1, [], {}, [[1]], 1e308, None, "", part]))
    mistakes = told(experiment_from_json, changed)
    assert all(line.startswith("x: ") and line.isprintable() for line in mistakes)
