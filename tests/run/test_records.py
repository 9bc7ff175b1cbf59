"""Commands and evaluations go into plain data and come back the same."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import DataError, ExperimentError, UsageError
from glassnet.nn.adam import Adam
from glassnet.nn.cross_entropy import CategoricalCrossEntropy
from glassnet.nn.schedules import Exponential, Plateau
from glassnet.program.experiment import EarlyStopping
from glassnet.program.probes import GradientNorm, Outputs, Probe, Saturation, WeightNorm
from glassnet.run.commands import (
    Change,
    Command,
    Recorded,
    SetLearningRate,
    SetParameter,
    SetWeight,
)
from glassnet.run.evaluation import Evaluation
from glassnet.run.records import (
    COMMANDS as LISTED,
)
from glassnet.run.records import (
    PROBES as LISTED_PROBES,
)
from glassnet.run.records import (
    command_from_record,
    command_to_record,
    evaluations_from_arrays,
    evaluations_to_arrays,
    probes_from_records,
    probes_to_records,
)

COMMANDS = (
    SetLearningRate(0.1),
    SetWeight(0, (1, 2), -3.5, "weights"),
    SetParameter(2, ((1.0, 0.1), (1e-300, -0.0)), "weights"),
    SetParameter(1, (1, 2, 3), "bias"),
    Change((("learning_rate", 0.3), ("epochs", 7))),
    Change((("optimizer", Adam(beta1=0.8)), ("schedule", Exponential(0.99)))),
    Change((("schedule", Plateau(patience=3)), ("early_stopping", EarlyStopping(5, 0.01)))),
    Change((("early_stopping", None), ("clip_norm", None), ("l2", 0.5))),
    Change((("loss", CategoricalCrossEntropy()),)),
)


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_a_command_comes_back_from_json(command):
    """Every kind of command, with every kind of field, is the same after a file held it."""
    data, values = command_to_record(Recorded(40, command))
    back = command_from_record(json.loads(json.dumps(data)), values, "command")
    assert back == Recorded(40, command)
    assert str(back.command) == str(command)


@settings(max_examples=50)
@given(st.floats(1e-300, 1e300), st.integers(0, 2**40))
def test_every_rate_comes_back_to_the_bit(rate, step):
    """JSON keeps each bit of a float, so a replay applies the same rate."""
    data, values = command_to_record(Recorded(step, SetLearningRate(rate)))
    assert command_from_record(json.loads(json.dumps(data)), values, "c") == Recorded(
        step, SetLearningRate(rate)
    )


def test_a_numpy_number_in_a_command_can_be_stored():
    """Somebody computed the rate or the index with NumPy: JSON gets a plain number."""
    data, _ = command_to_record(Recorded(np.int64(3), SetWeight(0, (np.int64(1),), np.float32(2))))
    assert json.loads(json.dumps(data))["index"] == [1]


def test_every_command_of_the_package_can_be_stored():
    """A new command has its form in files, or this list is what it is missing from."""
    package = [each for each in Command.__subclasses__() if each.__module__.startswith("glassnet")]
    assert {each.__name__ for each in package} == set(LISTED)
    assert {type(each) for each in COMMANDS} == set(package)


def test_a_foreign_command_is_refused():
    """A file could not bring it back, so it is refused when it is to be written."""

    class Explode(Command):
        def __str__(self):
            return "boom"

    with pytest.raises(UsageError, match="cannot hold the command boom, a Explode"):
        command_to_record(Recorded(1, Explode()))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("x", "c must be a command's name and fields"),
        ({"step": 1, "command": "os.system"}, "c.command must be one of Change"),
        ({"step": 1, "command": ["Change"]}, "c.command must be one of"),
        ({"step": True, "command": "SetLearningRate", "value": 1.0}, "c.step must be a whole"),
        ({"step": 1, "command": "SetLearningRate", "value": "1"}, "c.value must be a number"),
        ({"step": 1, "command": "SetLearningRate"}, "c.value is missing"),
        ({"step": 1, "command": "SetLearningRate", "value": 1.0, "x": 1}, "no such field"),
        ({"step": 1, "command": "SetParameter", "layer": 0}, "c.values must be an array"),
        ({"step": 1, "command": "Change", "fields": {"seed": 1}}, "cannot change seed"),
        ({"step": 1, "command": "Change", "fields": {"oops": 1}}, "no such field"),
        ({"step": 1, "command": "Change", "fields": {"optimizer": "posix"}}, "optimizer"),
        ({"step": 1, "command": "Change", "fields": {"early_stopping": {"patience": 0}}}, "≥ 1"),
        (
            {"step": 1, "command": "Change", "fields": {"early_stopping": 3}},
            "stopping must be",
        ),
        ({"step": 1, "command": "Change"}, "c.fields must be a table"),
    ],
)
def test_what_is_no_command_is_refused(data, told):
    """Only listed commands with sound fields are built; the sentence names the place."""
    with pytest.raises(ExperimentError, match=told):
        command_from_record(data, None, "c")


@settings(max_examples=30)
@given(st.lists(st.tuples(st.floats(allow_nan=False), st.floats()), max_size=5), st.booleans())
def test_evaluations_come_back(losses, validated):
    """All numbers of evaluations come back to the bit, NaN, infinity and None included."""
    given_ones = [
        Evaluation(10 * n + 10, n + 1, loss, 0.1, *((other, -other) if validated else ()))
        for n, (loss, other) in enumerate(losses)
    ]
    back = evaluations_from_arrays(evaluations_to_arrays(given_ones))
    assert repr(back) == repr(given_ones)


def test_hostile_evaluations_are_refused():
    """Columns of other lengths, names or shapes, and steps out of order are no evaluations."""
    good = evaluations_to_arrays([Evaluation(1, 1, 0.5, 0.1), Evaluation(2, 2, math.inf, 0.1)])
    assert len(evaluations_from_arrays(good)) == 2
    for spoiled in (
        {},
        {**good, "step": good["step"][:1]},
        {**good, "step": good["step"][::-1]},
        {**good, "step": good["step"] - 1},
        {**good, "step": good["step"].astype(float)},
        {**good, "os": good["step"]},
        {name: array[None] for name, array in good.items()},
        {name: array for name, array in good.items() if name != "epoch"},
    ):
        with pytest.raises(DataError, match="its evaluations"):
            evaluations_from_arrays(spoiled)


@settings(max_examples=25)
@given(st.lists(st.sampled_from([*LISTED_PROBES.values()]), max_size=4), st.floats(0.0, 1.0))
def test_probes_come_back_from_json(kinds, slope):
    """Each with its settings, in their order."""
    probes = tuple(Saturation(slope) if kind is Saturation else kind() for kind in kinds)
    assert probes_from_records(json.loads(json.dumps(probes_to_records(probes)))) == probes


def test_every_probe_of_the_library_can_be_held():
    """None is forgotten in the list."""
    own = {each.__name__ for each in Probe.__subclasses__() if "glassnet" in each.__module__}
    assert own == set(LISTED_PROBES)


def test_a_probe_of_ones_own_is_refused_by_name():
    """A file names what can be built again, and says what else there is."""

    class Weather(Probe):
        def measure(self, *_):
            return {}

        def __repr__(self):
            return "Weather()"

    with pytest.raises(UsageError, match=r"the probe Weather\(\); it can hold Gradient"):
        probes_to_records((WeightNorm(), Weather()))


@pytest.mark.parametrize(
    ("listed", "sentence"),
    [
        ("x", "probes must be a list of probes"),
        ([3], r"probes\[0\] must be a probe's name and fields, got 3"),
        ([{"probe": "GradientNorm"}, {}], r"probes\[1\].probe must be one of GradientNorm, "),
        ([{"probe": "builtins.eval"}], r'got "builtins.eval"'),
        ([{"probe": ["Outputs"]}], r"probes\[0\].probe must be one of"),
        ([{"probe": "Outputs", "path": "/"}], r"probes\[0\].path: .* has no such field"),
        ([{"probe": "Saturation", "slope": True}], r"probes\[0\].slope must be a number, got true"),
    ],
)
def test_what_is_no_probe_is_told_with_its_path(listed, sentence):
    """Nothing of it is built."""
    with pytest.raises(ExperimentError, match=sentence):
        probes_from_records(listed)
    assert probes_from_records([{"probe": "GradientNorm"}, {"probe": "Outputs"}]) == (
        GradientNorm(),
        Outputs(),
    )
