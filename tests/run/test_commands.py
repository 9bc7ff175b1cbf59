"""Commands: what may change on the way does, exactly; what may not is refused by name."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.nn.adam import Adam
from glassnet.nn.cross_entropy import BinaryCrossEntropy
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.nn.optimizers import Momentum
from glassnet.nn.robust_losses import Huber
from glassnet.program import layout
from glassnet.program.experiment import Experiment
from glassnet.run.commands import CHANGEABLE, Change, SetLearningRate, SetParameter, SetWeight

EXPERIMENT = Experiment(Network(Dense(2), Dense(1)), MSE(), Adam())
STATE = layout.initial_state(EXPERIMENT, (3,))


def after(command):
    """Return the state after `command`."""
    return command.change_state(STATE, command.change_experiment(EXPERIMENT))


@given(
    st.sampled_from(["0.weights", "0.bias", "1.weights", "1.bias"]),
    st.data(),
    st.floats(-1e30, 1e30) | st.integers(-9, 9) | st.floats(-1.0, 1.0).map(np.float32),
)
@settings(max_examples=30)
def test_one_weight_changes_and_nothing_else(name, data, value):
    """The number at that place becomes the value, in the run's dtype; the old state stays."""
    before, digest = STATE.params[name], STATE.digest()
    index = tuple(data.draw(st.integers(0, length - 1)) for length in before.shape)
    layer, own = name.split(".")
    found = after(SetWeight(int(layer), index, value, own))
    wanted = before.copy()
    wanted[index] = value
    assert found.params[name].dtype == before.dtype
    np.testing.assert_array_equal(found.params[name], wanted)
    assert found._replace(params={**found.params, name: before}).digest() == digest
    assert STATE.digest() == digest


def test_a_place_may_be_a_list_or_a_number():
    """A list means the same place as a tuple, not whole rows; a bias has one number."""
    assert after(SetWeight(0, [2, 1], 5.0)).params["0.weights"].sum() == pytest.approx(
        STATE.params["0.weights"].sum() - STATE.params["0.weights"][2, 1] + 5.0
    )
    assert after(SetWeight(0, 1, 5.0, "bias")).params["0.bias"].tolist() == [0.0, 5.0]


@pytest.mark.parametrize(
    "values", [[[1, 2], [3, 4], [5, 6]], np.arange(1, 7).reshape(3, 2), ((1, 2), (3, 4), (5, 6))]
)
def test_a_whole_parameter_is_given(values):
    """As lists, tuples or an array; the command keeps a copy, and is equal to its like."""
    command = SetParameter(0, values)
    assert after(command).params["0.weights"].tolist() == [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    assert command == SetParameter(0, [[1, 2], [3, 4], [5, 6]])
    assert hash(command) == hash(SetParameter(0, ((1, 2), (3, 4), (5, 6))))


@pytest.mark.parametrize(
    "command, sentence",
    [
        (SetWeight(0, (3, 0), 1.0), r"0\.weights has the shape \(3, 2\), got the index \(3, 0\)\."),
        (SetWeight(0, (-1, 0), 1.0), r"got the index \(-1, 0\)\."),
        (SetWeight(0, (0,), 1.0), r"got the index \(0,\)\."),
        (SetWeight(0, (0.0, 1.0), 1.0), r"got the index \(0\.0, 1\.0\)\."),
        (SetWeight(0, (0, 0), np.nan), "the weight 0.weights must be finite numbers, got nan"),
        (SetWeight(0, (0, 0), 1e300), "must be finite numbers, got 1e[+]300"),
        (SetWeight(0, (0, 0), "1"), "must be finite numbers, got '1'"),
        (SetWeight(0, (0, 0), 10**400), "must be finite numbers, got 1000"),
        (SetWeight(0, (0, 0), 1j), "must be finite numbers, got 1j"),
        (SetWeight(2, (0, 0), 1.0), "there is no parameter 2.weights. Did you mean"),
        (SetWeight(0, (0, 0), 1.0, "weight"), 'Did you mean "0.weights"[?] The network has 0.wei'),
        (SetParameter(0, [[1.0, 2.0]]), r"has the shape \(3, 2\), got values of \(1, 2\)"),
        (SetParameter(0, [[1.0], [2.0, 3.0]]), r"must be finite numbers, got \(\(1\.0,\), \(2"),
        (SetParameter(0, [[np.inf] * 2] * 3), "the values of 0.weights must be finite numbers"),
        (SetParameter(0, "none"), "must be finite numbers, got 'none'"),
        (SetParameter(5, [[1.0]]), "there is no parameter 5.weights"),
    ],
    ids=range(16),
)
def test_what_no_weight_can_be_is_refused(command, sentence):
    """A place that is not there and a value that is no finite number in the run's dtype."""
    with pytest.raises(UsageError, match=sentence):
        after(command)


def test_fields_change_in_the_experiment_only():
    """The state stays as it is, unless the optimizer is new: it begins with empty slots."""
    command = Change((("l2", 0.1), ("clip_norm", 1.0)))
    changed = command.change_experiment(EXPERIMENT)
    assert (changed.l2, changed.clip_norm, changed.optimizer) == (0.1, 1.0, Adam())
    assert after(command) is STATE
    found = after(Change((("optimizer", Momentum()),)))
    assert {name: list(slots) for name, slots in found.slots.items()} == {
        name: ["v"] for name in STATE.params
    }
    assert found.params is STATE.params
    assert SetLearningRate(0.5).change_experiment(EXPERIMENT).learning_rate == 0.5
    assert after(SetLearningRate(0.5)) is STATE


@pytest.mark.parametrize(
    "name", ["network", "dtype", "data", "engine", "seed", "batch_size", "shuffle", "nothing"]
)
def test_what_the_past_depends_on_cannot_change(name):
    """Shapes, the order of rows and the random numbers stay; the message tells what can change."""
    with pytest.raises(UsageError, match=f"a run cannot change {name} .to 1. on its way.* l2, "):
        Change(((name, 1),))
    assert name not in CHANGEABLE


def test_a_loss_changes_only_to_one_of_its_kind():
    """From MSE to Huber, but not to a loss for classes, for which the answers are not prepared."""
    huber = Change((("loss", Huber()),))
    assert huber.change_experiment(EXPERIMENT).loss == Huber()
    with pytest.raises(UsageError, match=r"its loss from MSE.* to BinaryCross.* begin"):
        Change((("loss", BinaryCrossEntropy()),)).change_experiment(EXPERIMENT)


@pytest.mark.parametrize(
    "command",
    [
        SetLearningRate(0.0),
        SetLearningRate(np.nan),
        Change((("l2", -1.0),)),
        Change((("optimizer", "adamm"),)),
        Change((("epochs", 2.5),)),
    ],
    ids=str,
)
def test_impossible_values_are_refused_as_in_an_experiment(command):
    """The experiment itself says what is wrong."""
    with pytest.raises(UsageError, match=r"^Experiment: "):
        command.change_experiment(EXPERIMENT)


@pytest.mark.parametrize(
    "command, words",
    [
        (SetLearningRate(0.01), "learning_rate = 0.01"),
        (SetWeight(2, (0, 1), -0.5), "2.weights[0, 1] = -0.5"),
        (SetParameter(1, [[1.0]], "bias"), "1.bias set by hand"),
        (Change((("epochs", 5), ("l2", 0.1))), "epochs = 5, l2 = 0.1"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_command_says_what_it_does(command, words):
    """In words, for the list of what was changed on the way."""
    assert str(command) == words


@pytest.mark.parametrize(
    "given", ["abc", {"l2": 0.1}, [("l2", 0.1)], ("l2", 0.1), (("l2", 0.1, 3),), None, 7], ids=repr
)
def test_a_change_takes_pairs(given):
    """Whatever else it is given is told, with an example of what is wanted."""
    with pytest.raises(UsageError, match="fields and their values, such as") as error:
        Change(given)
    assert repr(given) in str(error.value)
