"""A run that stops being finite stands on its last finite state, and says where it went wrong."""

from __future__ import annotations

import contextlib
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import DivergedError
from glassnet.nn.activations import Identity, ReLU, Tanh
from glassnet.nn.adam import Adam
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.initializers import Normal
from glassnet.nn.layer import Context
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm
from glassnet.nn.optimizers import SGD
from glassnet.run.commands import SetLearningRate, SetParameter
from glassnet.run.divergence import is_finite

DEEP = Network(Dense(8), ReLU(), Dense(8), ReLU(), Dense(1))


def end_of(run):
    """Train until it goes wrong, and return how."""
    with pytest.raises(DivergedError) as caught:
        run.finish()
    assert str(caught.value).startswith(f"step {caught.value.step}: ")
    assert caught.value.step == run.step + 1
    assert run.recorded == run.step
    assert is_finite(run.state)
    assert all(np.isfinite(values).all() for values in run.history.values())
    assert all(evaluation.step <= run.step for evaluation in run.history.evaluations)
    return str(caught.value)


@pytest.mark.parametrize("optimizer", [SGD(), Adam()], ids=repr)
@pytest.mark.parametrize("rate", [1e9, 1e30])
@pytest.mark.parametrize("rows, validation", [(17, 0.3), (16, 0.0)], ids=["watched", "not"])
def test_a_rate_that_is_far_too_high(made, optimizer, rate, rows, validation):
    """The run ends after few steps; with an evaluation after each epoch, or with none."""
    run = made(
        rows=rows, validation=validation, network=DEEP, optimizer=optimizer, learning_rate=rate
    )
    message = end_of(run)
    assert f"Lower learning_rate (it is {rate:g}), or bound" in message
    assert run.step <= 3
    assert end_of(run) == message


def test_both_engines_agree_on_the_step(made):
    """XLA finds the same step as NumPy, and the same words for it."""
    found = []
    for engine in ("reference", "xla"):
        run = made(network=DEEP, optimizer=SGD(), learning_rate=1e5, batch_size=None, engine=engine)
        found.append((end_of(run), run.step, len(run.history.evaluations)))
    assert found[0] == found[1]


@settings(max_examples=12)
@given(st.lists(st.integers(1, 6), max_size=5), st.sampled_from([3.0, 30.0, 1e5]))
def test_the_way_there_does_not_matter(made, parts, rate):
    """In however many parts a run advances, it ends at the same step with the same sentence."""
    one, other = (made(network=DEEP, optimizer=SGD(), learning_rate=rate) for _ in range(2))
    message = end_of(one)
    with contextlib.suppress(DivergedError):
        for steps in parts:
            other.advance(steps)
    assert end_of(other) == message
    assert other.state.digest() == one.state.digest()
    assert other.history.evaluations == one.history.evaluations


def test_one_goes_back_lowers_the_rate_and_goes_on(made):
    """Where the run stands after the end, and before it, all is as ever."""
    run = made(network=DEEP, optimizer=SGD(), learning_rate=30.0)
    end_of(run)
    run.seek(0)
    run.command(SetLearningRate(0.01))
    run.finish()
    assert run.done
    other = made(network=DEEP, optimizer=SGD(), learning_rate=0.01)
    other.finish()
    assert run.state.digest() == other.state.digest()
    assert run.replay_difference == 0.0


def test_a_network_that_explodes_at_the_start(made):
    """No rate is at fault before the first update; the layer that overflows is named."""
    layers = [layer for _ in range(30) for layer in (Dense(16, weights=Normal(9.0)), ReLU())]
    run = made(network=Network(*layers, Dense(1)))
    message = end_of(run)
    assert run.step == 0
    values = run.training.x[:1]
    with np.errstate(all="ignore"):
        walk = run.experiment.network.walk(np, run.state.params, values, Context())
        overflowing = next(n for n, _, y, _ in walk if not np.isfinite(y).all())
    # Other rows of the batch may overflow a layer earlier than the first one does.
    named = int(message.split("it began in layer ")[1].split()[0])
    assert overflowing - 2 <= named <= overflowing
    assert message.endswith("Scale the inputs and targets, or let the weights start smaller.")


def test_the_layer_where_infinity_begins_is_named(made):
    """With how far its weights reach; it is looked for as in training, dropout included."""
    network = Network(Dense(4), Identity(), Dropout(0.1), Dense(4), ReLU(), Dense(1))
    run = made(network=network)
    run.advance(5)
    run.command(SetParameter(0, np.full((3, 4), 1e10)))
    run.command(SetParameter(3, np.full((4, 4), 2e30)))
    message = end_of(run)
    assert message.startswith("step 6: the loss is ")
    assert "it began in layer 3 (Dense), whose weights reach 2e+30. Lower learning_rate" in message


def test_an_infinity_that_an_activation_hides(made):
    """tanh makes 1 of infinity, so the loss is finite; the gradient, infinity times 0, is not."""
    run = made(network=Network(Dense(4), Dense(4), Tanh(), Dense(1)), batch_size=None)
    run.command(SetParameter(0, [[3e38] * 4, [0.0] * 4, [0.0] * 4]))
    run.command(SetParameter(1, np.full((4, 4), 1e-30)))
    message = end_of(run)
    assert re.search(r"the loss is [\d.]+, but not all gradients of layer 1 \(Dense\)", message)


def test_infinity_in_the_loss_itself(made):
    """The outputs are finite, their squares are not."""
    run = made(network=Network(Dense(1)))
    run.command(SetParameter(0, np.full((3, 1), 1e25)))
    message = end_of(run)
    assert "step 1: the loss is inf; it began in the loss, on outputs that reach " in message


def test_what_the_optimizer_remembers_counts(made):
    """Adam's squares of gradients overflow before the gradients do; it would stand still."""
    run = made(network=Network(Dense(1)), optimizer=Adam(), l2=1e3)
    run.command(SetParameter(0, np.full((3, 1), 1e17)))
    message = end_of(run)
    assert run.step == 0
    assert "the gradient of layer 0 (Dense) reaches 1e+20, " in message
    assert "and what Adam remembers is no longer finite." in message


def test_an_update_that_makes_weights_infinite(made):
    """A gradient that is finite, times a rate that is not small."""
    run = made(network=Network(Dense(1)), optimizer=SGD(), learning_rate=1e38)
    run.command(SetParameter(0, np.full((3, 1), 1e6)))
    message = end_of(run)
    assert run.step == 0
    assert "of layer 0 (Dense) reaches " in message
    assert "and its update is no longer finite." in message


def test_running_statistics_that_are_not_finite(made):
    """The variance of large numbers overflows, though batch normalization bears them."""
    network = Network(Dense(4), BatchNorm(), Dense(1))
    run = made(network=network)
    run.command(SetParameter(0, np.full((3, 4), 1e25)))
    message = end_of(run)
    assert run.step == 0
    assert "layer 1 (BatchNorm)" in message


def test_a_look_into_the_step_that_goes_wrong(made):
    """One can look at the numbers that are not finite; the run stays where it is."""
    run = made(network=DEEP, optimizer=SGD(), learning_rate=1e9)
    end_of(run)
    here = run.state.digest()
    seen = run.look()
    assert seen.step == run.step
    assert not np.isfinite(seen.loss)
    assert seen.difference == 0.0
    assert run.state.digest() == here
