"""Rows that are not learned from: what a network is judged by at the end of an epoch."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy
from glassnet.nn.dense import Dense
from glassnet.nn.initializers import Constant
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.program.batches import Batch
from glassnet.program.experiment import Experiment
from glassnet.program.held_out import HeldOut, judge
from glassnet.program.layout import initial_state
from glassnet.program.step import Program
from glassnet.program.targets import Targets

CLASSES, NUMBERS = Targets("classification", 2), Targets("regression", 1)
COPY = Dense(1, bias=False, weights=Constant(1.0))  # what comes in is put out


def told(loss, targets, x, y, network=None):
    """Return what is told of rows by a network that puts out what comes in."""
    experiment = Experiment(network or Network(COPY), loss, dtype="float64", seed=1)
    program = Program(experiment, 1, (x.shape[1],))
    state = initial_state(experiment, (x.shape[1],))
    return [float(value) for value in judge(np, program, state, targets, Batch(x, y))]


def test_the_loss_and_the_score_of_numbers():
    """The mean squared error, and the share of the variance that is explained."""
    y = np.array([[0.0], [2.0], [4.0]])
    assert told(MSE(), NUMBERS, y + 1.0, y) == [1.0, pytest.approx(1.0 - 3.0 / 8.0)]


def test_the_loss_and_the_score_of_classes():
    """The surprise, and the share that is right; one logit or two tell the same."""
    one = np.array([[2.0], [1.0], [-3.0]])
    surprise = np.mean(np.log1p(np.exp([-2.0, 1.0, -3.0])))
    y = np.array([[1.0], [0.0], [0.0]])
    found = told(BinaryCrossEntropy(), CLASSES, one, y)
    assert found == [pytest.approx(surprise), pytest.approx(2 / 3)]
    two = np.concatenate([np.zeros_like(one), one], axis=1)
    same = Network(Dense(2, bias=False, weights=Constant(0.0)), Dense(2, bias=False))
    program = Program(Experiment(same, CategoricalCrossEntropy(), dtype="float64"), 1, (2,))
    state = initial_state(program.experiment, (2,))
    straight = {name: np.eye(2) for name in state.params}
    rows = Batch(two, np.array([1, 0, 0]))
    found_by_two = judge(np, program, state._replace(params=straight), CLASSES, rows)
    assert [float(value) for value in found_by_two] == pytest.approx(found)


def test_a_single_number_has_no_variance_and_equal_ones_are_hit_or_missed():
    """R² is NaN, 1 and 0, as scikit-learn has it, in the smaller dtype, too."""
    assert np.isnan(told(MSE(), NUMBERS, np.ones((1, 1)), np.ones((1, 1)))[1])
    same = np.full((15, 1), 0.3, dtype="float32")
    assert told(MSE(), NUMBERS, same, same)[1] == 1.0
    assert told(MSE(), NUMBERS, same + np.float32(0.1), same)[1] == 0.0


@pytest.mark.parametrize("unit", [1e-20, 1.0, 1e20])
@pytest.mark.parametrize("xp", [np, jnp], ids=["NumPy", "JAX"])
def test_the_variance_that_is_explained_has_no_unit(xp, unit):
    """Squares of numbers as small or large as these are none in float32."""
    y = np.array([[0.0], [2.0], [4.0]])
    both = (xp.asarray(unit * each, dtype=xp.float32) for each in (y + 1.0, y))
    assert float(NUMBERS.score(xp, MSE(), *both)) == pytest.approx(1.0 - 3.0 / 8.0, rel=1e-6)


@given(st.integers(1, 8_192), st.data())
def test_rows_that_are_right_are_whole_again(count, data):
    """What float32 makes of a share is the share again; an R² stays as it is."""
    right = data.draw(st.integers(0, count))
    rows = Batch(np.zeros((count, 1)), np.zeros(count))
    share = float(np.float32(right / count))
    assert HeldOut(rows, CLASSES).exact(share) == right / count
    assert HeldOut(rows, NUMBERS).exact(share) == share
