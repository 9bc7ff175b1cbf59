"""One step from inside: what is shown is what was computed, and it hangs together."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.nn.activations import ReLU, Sigmoid, Tanh
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.losses import HalfSumOfSquares
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm, LayerNorm
from glassnet.nn.optimizers import SGD
from glassnet.nn.residual import Residual
from glassnet.nn.schedules import Exponential
from glassnet.run.commands import Change, SetLearningRate, SetWeight

MIXED = Network(
    Dense(6),
    BatchNorm(),
    Tanh(),
    Dropout(0.3),
    Residual(Dense(6), LayerNorm(), Sigmoid()),
    Dense(1),
)
CLASSES = {"task": "classification", "network": Network(Dense(4), ReLU(), Dense(2))}
RUNS = {
    "numbers": {"network": MIXED},
    "sums": {"network": MIXED, "loss": HalfSumOfSquares(), "batch_size": None},
    "classes": {**CLASSES, "loss": CategoricalCrossEntropy(), "clip_norm": 0.1, "l2": 0.1},
    "weighted classes": {**CLASSES, "loss": CategoricalCrossEntropy(class_weights=(1.0, 3.0))},
    "yes and no": {"task": "classification", "network": MIXED, "loss": BinaryCrossEntropy()},
}


@pytest.fixture(params=list(RUNS))
def run(request, made):
    """A run that has made a few steps."""
    found = made(**RUNS[request.param], schedule=Exponential(0.9))
    found.advance(7)
    return found


@pytest.mark.parametrize("step", [0, 2, 3, 6, 7])
def test_it_is_what_the_run_computes(run, step):
    """The state after it is the run's own, bit for bit, and so are loss and rate; the run stays."""
    here = run.state.digest()
    seen = run.look(step)
    assert (run.step, run.state.digest(), run.recorded) == (7, here, 7)
    run.seek(step)
    assert seen.before.digest() == run.state.digest()
    run.advance()
    assert seen.after.digest() == run.state.digest()
    assert seen.difference == 0.0
    assert (seen.step, seen.loss) == (step, run.history["loss"][step])
    assert seen.learning_rate == run.history["learning_rate"][step]


def test_what_one_layer_gives_the_next_one_takes(run):
    """Outputs are inputs, forward; deltas are deltas, backward; the batch is at the beginning."""
    seen = run.look(3)
    layers = seen.layers
    assert layers[0].x is seen.batch.x
    assert layers[-1].y is seen.prediction
    for one, other in pairwise(layers):
        assert one.y is other.x
        assert one.dy is other.dx
    for number, layer in enumerate(layers):
        assert (layer.number, layer.layer) == (number, run.experiment.network.layers[number])
        assert layer.x.shape == layer.dx.shape
        assert layer.y.shape == layer.dy.shape
        assert {f"{number}.{name}" for name in layer.params} <= set(seen.before.params)
        assert set(layer.params) == set(layer.gradients)


def test_rows_add_up_to_the_batch(run):
    """What each row adds to the gradients of a layer sums to the gradients of the layer."""
    for layer in run.look(4).layers:
        rows = [layer.gradient_of_row(row) for row in range(len(layer.dy))]
        for name, gradient in layer.gradients.items():
            total = sum(row[name].astype(np.float64) for row in rows)
            np.testing.assert_allclose(total, gradient, rtol=1e-4, atol=1e-6)


def test_the_rows_are_those_of_the_table(run):
    """They are training rows; each place in the batch holds what the table has there."""
    seen = run.look(5)
    table = run.table
    assert set(seen.rows) <= set(table.split.train)
    for row in seen.rows:
        np.testing.assert_array_equal(seen.batch.x[seen.place(int(row))], table.rows.x[row])


def test_a_row_has_its_own_part_in_a_step(run):
    """Its inputs, outputs, deltas and loss are the batch's at its place; gradients add up."""
    seen = run.look(5)
    alone = [run.look(5, sample=int(row)) for row in seen.rows]
    for place, (row, one) in enumerate(zip(seen.rows, alone, strict=True)):
        assert (one.step, one.row, one.place) == (5, row, place)
        assert one.loss == seen.losses[place]
        np.testing.assert_array_equal(one.x, run.table.rows.x[row])
        np.testing.assert_array_equal(one.y, seen.batch.y[place])
        np.testing.assert_array_equal(one.prediction, seen.prediction[place])
        for mine, whole in zip(one.layers, seen.layers, strict=True):
            for name in ("x", "y", "dx", "dy"):
                np.testing.assert_array_equal(getattr(mine, name), getattr(whole, name)[place])
    for number, whole in enumerate(seen.layers):
        for name, gradient in whole.gradients.items():
            total = sum(one.layers[number].gradients[name].astype("float64") for one in alone)
            np.testing.assert_allclose(total, gradient, rtol=1e-4, atol=1e-6)
    assert repr(alone[0]) == f"<Look at row {seen.rows[0]} in step 5: loss {alone[0].loss:.6g}>"


def test_losses_of_rows_reduce_to_the_loss(run):
    """Their mean or sum is the loss of the step; a weighted mean has the weights of the classes."""
    seen, loss = run.look(5), run.experiment.loss
    total = seen.losses.sum()
    if loss.reduction == "mean":
        weights = getattr(loss, "class_weights", None)
        total /= len(seen.rows) if weights is None else np.asarray(weights)[seen.batch.y].sum()
    assert total == pytest.approx(seen.loss, rel=1e-5)


def test_each_row_has_its_own_loss(made):
    """The squared error of its outputs, in the order of the batch."""
    seen = made().look()
    wanted = (seen.prediction - seen.batch.y)[:, 0] ** 2
    np.testing.assert_allclose(seen.losses, wanted, rtol=1e-6)
    assert len(set(wanted.tolist())) == 4


@settings(max_examples=15)
@given(st.data())
def test_gradients_are_finite_differences(made, data):
    """Moving one weight by a little changes the loss by its gradient, dropout's mask being kept."""
    run = made(network=MIXED, dtype="float64", optimizer=SGD())
    seen = run.look()
    layer = data.draw(st.sampled_from([0, 1, 5]))
    name = data.draw(st.sampled_from(sorted(seen.layers[layer].params)))
    shape = seen.layers[layer].params[name].shape
    index = tuple(data.draw(st.integers(0, length - 1)) for length in shape)
    losses = []
    for h in (1e-5, -1e-5):
        value = float(seen.layers[layer].params[name][index]) + h
        moved = run.fork()
        moved.command(SetWeight(layer, index, value, name))
        losses.append(moved.look().loss)
    slope = (losses[0] - losses[1]) / 2e-5
    assert seen.layers[layer].gradients[name][index] == pytest.approx(slope, rel=1e-5, abs=1e-8)


def test_the_applied_gradient_is_the_penalized_and_clipped_one(made):
    """SGD makes of it the update: −η times what the optimizer was given."""
    run = made(network=Network(Dense(1)), optimizer=SGD(), l2=0.5, clip_norm=0.2, learning_rate=0.1)
    seen = run.look()
    found = seen.layers[0].gradients
    wanted = found["weights"] + 0.5 * seen.before.params["0.weights"], found["bias"]
    norm = np.sqrt(sum((part.astype(np.float64) ** 2).sum() for part in wanted))
    np.testing.assert_allclose(seen.gradients["0.weights"], wanted[0] * 0.2 / norm, rtol=1e-5)
    np.testing.assert_allclose(
        seen.update("0.weights"), -0.1 * seen.gradients["0.weights"], rtol=1e-4, atol=1e-8
    )


@pytest.mark.parametrize(
    "command",
    [SetWeight(0, (0, 0), 9.0), SetLearningRate(0.9), Change((("optimizer", SGD()),))],
    ids=str,
)
def test_a_command_after_a_step_is_not_part_of_it(made, command):
    """Looking at the step before it shows what the step did; at the step after it, its effect."""
    run = made()
    run.advance(5)
    before = run.look(4)
    run.command(command)
    run.advance(2)
    seen = run.look(4)
    assert (seen.difference, seen.after.digest()) == (0.0, before.after.digest())
    assert run.look(5).before.digest() != before.after.digest() or isinstance(
        command, SetLearningRate
    )
    assert run.look(5).difference == 0.0


def test_xla_is_told_apart_by_its_rounding(made):
    """On the other engine the difference is that of two ways to round, and it is told."""
    network = Network(Dense(8), ReLU(), Dense(8), ReLU(), Dense(1))
    run = made(network=network, optimizer=SGD(), engine="xla", batch_size=None)
    run.advance(3)
    seen = run.look(1)
    assert seen.difference < 1e-5
    assert seen.loss == pytest.approx(run.history["loss"][1], rel=1e-5)


def test_what_is_not_there_is_refused(made):
    """A step that was not recorded, a row that the step did not see, a parameter that is none."""
    run = made()
    run.advance(4)
    for step in (-1, 5, 99):
        with pytest.raises(UsageError, match=rf"look into the steps 0 … 4, got {step}\."):
            run.look(step)
    seen = run.look(2)
    assert repr(seen).startswith(f"<Look at step 2: {len(seen.rows)} rows, loss 0.")
    with pytest.raises(UsageError, match=r"step 2 did not learn from row 77; it saw \d+, \d+"):
        seen.place(77)
    with pytest.raises(UsageError, match=r"step 2 did not learn from row 77; it saw \d+, \d+"):
        run.look(2, sample=77)
    with pytest.raises(UsageError, match=r"no parameter '7.weights': 0.weights, 0.bias, 2.wei"):
        seen.update("7.weights")
