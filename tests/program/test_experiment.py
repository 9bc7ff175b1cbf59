"""An experiment is a value: complete, comparable, hashable, and refused where it cannot be."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import ExperimentError
from glassnet.nn.adam import Adam
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.nn.smooth_schedules import Cosine
from glassnet.program.experiment import DataChoices, EarlyStopping, Experiment

NETWORK = Network(Dense(1))


def refused(make, *arguments, **fields):
    """Return the mistakes with which `make` refuses the fields."""
    with pytest.raises(ExperimentError) as caught:
        make(*arguments, **fields)
    return list(caught.value.mistakes)


@given(data=st.data())
@settings(max_examples=60)
def test_equal_experiments_are_one_key(experiments, data):
    """An experiment and its copy are equal and have one hash: what was compiled is found again."""
    experiment = data.draw(experiments)
    copy = dataclasses.replace(experiment)
    assert copy == experiment
    assert hash(copy) == hash(experiment)


def test_numbers_become_plain():
    """Numbers of NumPy, and whole numbers where others are wanted, become Python's."""
    experiment = Experiment(NETWORK, MSE(), learning_rate=np.float32(0.5), seed=np.int64(3), l1=1)
    assert [type(experiment.learning_rate), type(experiment.seed), type(experiment.l1)] == [
        float,
        int,
        float,
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"network": Dense(1)}, "network must be of type Network, got Dense(units=1"),
        ({"loss": MSE}, "loss must be of type Loss, got <class"),
        ({"loss": MSE}, "Did you mean MSE()?"),
        ({"optimizer": 7}, "optimizer must be of type Optimizer, got 7."),
        ({"schedule": None}, "schedule must be of type Schedule or Plateau, got None."),
        ({"shuffle": 1}, "shuffle must be of type bool, got 1."),
        ({"learning_rate": 0}, "learning_rate must be a number in (0, 1e38], got 0."),
        ({"learning_rate": 2e38}, "learning_rate must be a number in (0, 1e38], got 2e+38."),
        ({"learning_rate": math.nan}, "got nan."),
        ({"learning_rate": "0.1"}, "got '0.1'."),
        ({"learning_rate": True}, "got True."),
        ({"batch_size": 0}, "batch_size must be a whole number ≥ 1, got 0."),
        ({"batch_size": 2.5}, "batch_size must be a whole number ≥ 1, got 2.5."),
        ({"epochs": -1}, "epochs must be a whole number ≥ 0, got -1."),
        ({"epochs": None}, "epochs must be a whole number ≥ 0, got None."),
        ({"clip_norm": 0.0}, "clip_norm must be a number in (0, inf), got 0.0."),
        ({"clip_value": math.inf}, "clip_value must be a number in (0, inf), got inf."),
        ({"l1": -1}, "l1 must be a number in [0, inf), got -1."),
        ({"weight_decay": None}, "weight_decay must be a number in [0, inf), got None."),
        ({"seed": -1}, "seed must be a whole number ≥ 0, got -1."),
        ({"seed": 2**64}, "seed must be a whole number less than 2**64, got "),
        ({"dtype": "float16"}, "got 'float16'. Did you mean \"float64\"?"),
        ({"engine": None}, "engine must be one of auto, reference, xla, got None."),
        ({"early_stopping": 20}, "early_stopping must be of type EarlyStopping, got 20."),
        ({"data": "iris.csv"}, "data must be of type DataChoices, got 'iris.csv'."),
    ],
)
def test_what_cannot_be_is_refused(fields, sentence):
    """Each field has its type and range, and says which value it got."""
    (mistake,) = refused(Experiment, **{"network": NETWORK, "loss": MSE(), **fields})
    assert mistake.startswith(f"Experiment: {next(iter(fields))} must be ")
    assert sentence in mistake


def test_the_ends_of_the_ranges_are_allowed():
    """What lies on a closed end passes."""
    Experiment(NETWORK, MSE(), learning_rate=1000.0, batch_size=1, epochs=0, seed=2**64 - 1, l2=0)
    EarlyStopping(patience=1, minimum_improvement=0.0)
    DataChoices(test=0.0, validation=0.0)


def test_all_mistakes_are_told():
    """Several impossible fields are told together, in the order of their kind."""
    told = refused(Experiment, NETWORK, MSE(), Adam(), learning_rate=0, epochs=-1, dtype="int")
    assert [mistake.split(" ")[1] for mistake in told] == ["learning_rate", "epochs", "dtype"]
    told = refused(DataChoices, scaling="x", test=1.0, validation=-0.1, target=3)
    assert [mistake.split(" ")[1] for mistake in told] == [
        "target",
        "scaling",
        "test",
        "validation",
    ]
    assert len(refused(EarlyStopping, patience=0, minimum_improvement=math.nan)) == 2


def test_data_choices_take_what_one_writes():
    """One target is a target, a list is a tuple, and kinds may be a dict."""
    assert DataChoices(target="a") == DataChoices(target=["a"]) == DataChoices(target=("a",))
    pairs = (("a", "number"), ("b", "skip"))
    assert DataChoices(kinds=dict(pairs)) == DataChoices(kinds=[list(p) for p in pairs])
    assert DataChoices(kinds=dict(pairs)).kinds == pairs


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"source": 3}, "source must be a text of at most 1,000 characters, got 3."),
        ({"source": "\ud800"}, "source must be a text"),
        ({"source": "x" * 1001}, "source must be a text of at most 1,000 characters"),
        ({"target": ("a", "a")}, "target must be the name of a column, or several different"),
        ({"target": ("a", 3)}, "target must be the name of a column"),
        ({"kinds": (("a", "number"), ("a", "skip"))}, "pairs, each column once"),
        ({"kinds": ("ab",)}, "kinds must be (column, kind) pairs"),
        ({"kinds": {"a": "numbr"}}, "kinds['a'] must be one of "),
        ({"kinds": {"a": "numbr"}}, 'Did you mean "number"?'),
        ({"scaling": "standardise"}, 'Did you mean "standardize"?'),
    ],
)
def test_data_choices_that_cannot_be(fields, sentence):
    """Names are texts, columns differ, kinds and ways are known words."""
    (mistake,) = refused(DataChoices, **fields)
    assert mistake.startswith("DataChoices: ")
    assert sentence in mistake


def test_a_word_stands_for_what_the_catalogue_calls_so():
    """However it is spelled, as in a file; so the two are one experiment."""
    words = Experiment(Network(Dense(1)), "mse", "ADAM", schedule="cosine")
    assert words == Experiment(Network(Dense(1)), MSE(), Adam(), schedule=Cosine())


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"loss": "msee"}, r'Experiment: loss: no loss is called "msee"\. Did you mean "MSE"\?'),
        ({"optimizer": "relu"}, 'Experiment: optimizer: no optimizer is called "relu". There are'),
        ({"schedule": "Consine"}, 'no schedule is called "Consine". Did you mean "Cosine"'),
        ({"optimizer": "zzz", "loss": "zzz"}, "loss: no loss(.|\n)*optimizer: no optimizer"),
    ],
)
def test_a_word_that_names_nothing_is_refused(fields, told):
    """With the nearest that does, or all of them."""
    with pytest.raises(ExperimentError, match=told):
        Experiment(Network(Dense(1)), **({"loss": MSE()} | fields))
