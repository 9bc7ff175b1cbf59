"""Batch and layer normalization: the numbers, what is remembered, what is refused."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from glassnet.ground.errors import ShapeError, UsageError
from glassnet.nn.layer import Context
from glassnet.nn.normalization import BatchNorm, LayerNorm

RNG_SHAPES = [(6, 3), (4, 5, 3), (2, 3, 4, 3)]


@pytest.mark.parametrize("shape", RNG_SHAPES)
def test_a_training_batch_is_normalized_as_jax_does_it(shape):
    """Over all axes but the last, with the biased variance, then γ and β."""
    rng = np.random.default_rng(0)
    x, params = 5 + 3 * rng.normal(size=shape), {"scale": rng.normal(size=3), "shift": np.ones(3)}
    y, _ = BatchNorm(epsilon=1e-3).forward(np, params, x, Context(training=True))
    axes = tuple(range(len(shape) - 1))
    with jax.enable_x64(True):
        z = jax.nn.standardize(x, axis=axes, epsilon=1e-3)
    np.testing.assert_allclose(y, np.asarray(z) * params["scale"] + 1.0, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("shape", RNG_SHAPES)
def test_a_row_is_normalized_over_its_last_axis_as_jax_does_it(shape):
    """LayerNorm gives every vector of channels mean 0 and variance 1 by itself."""
    x = 5 + 3 * np.random.default_rng(0).normal(size=shape)
    y, _ = LayerNorm(affine=False).forward(np, {}, x, Context(training=True))
    with jax.enable_x64(True):
        z = jax.nn.standardize(x, axis=-1, epsilon=1e-5)
    np.testing.assert_allclose(y, np.asarray(z), rtol=1e-9, atol=1e-9)


def test_the_running_statistics_are_a_hand_calculation():
    """After several batches: μ̄ and σ̄² blended by m, σ² as the unbiased variance of a batch."""
    layer, rng = BatchNorm(momentum=0.25, affine=False), np.random.default_rng(1)
    memory = layer.memory((2,))
    assert memory["mean"].tolist() == [0, 0]
    assert memory["variance"].tolist() == [1, 1]
    mean, variance = np.zeros(2), np.ones(2)
    for rows in (2, 5, 3):
        x = rng.normal(3, 2, (rows, 4, 2))
        _, saved = layer.forward(np, {}, x, Context(training=True, memory=memory))
        memory = layer.remember(np, memory, saved)
        flat = x.reshape(-1, 2)
        mean = 0.75 * mean + 0.25 * flat.mean(axis=0)
        variance = 0.75 * variance + 0.25 * flat.var(axis=0, ddof=1)
    np.testing.assert_allclose(memory["mean"], mean, rtol=1e-12)
    np.testing.assert_allclose(memory["variance"], variance, rtol=1e-12)


def test_outside_training_the_remembered_statistics_are_used_and_kept():
    """y = (x − μ̄) / √(σ̄² + ε), and nothing is remembered of it."""
    layer = BatchNorm(affine=False, epsilon=0.5)
    memory = {"mean": np.array([2.0]), "variance": np.array([3.5])}
    y, saved = layer.forward(np, {}, np.array([[6.0]]), Context(memory=memory))
    assert y.item() == pytest.approx(4.0 / 2.0)
    assert layer.remember(np, memory, saved) == memory


@pytest.mark.parametrize("shape", [(1, 8), (1, 1, 1, 8)])
def test_a_batch_with_one_value_per_channel_is_refused_in_training(shape):
    """Its variance is 0: the message says what to do; outside training it is welcome."""
    layer = BatchNorm(affine=False)
    with pytest.raises(UsageError, match=r"one value per channel, got \(1, .*batch_size ≥ 2"):
        layer.forward(np, {}, np.ones(shape), Context(training=True))
    y, _ = layer.forward(np, {}, np.ones(shape), Context(memory=layer.memory(shape[1:])))
    assert y.shape == shape


def test_a_channel_that_never_changes_becomes_its_shift():
    """A variance of 0 is no division by 0, in values or gradients."""
    layer, params = BatchNorm(), {"scale": np.ones(1), "shift": np.array([7.0])}
    y, saved = layer.forward(np, params, np.full((4, 1), 3.0), Context(training=True))
    dx, _ = layer.backward(np, params, saved, np.array([[1.0], [2.0], [3.0], [4.0]]))
    assert y.ravel().tolist() == [7.0] * 4
    assert np.isfinite(dx).all()


@pytest.mark.parametrize("layer", [BatchNorm(), LayerNorm()], ids=repr)
def test_without_channels_there_is_nothing_to_normalize(layer):
    """The message names the layer and the shape."""
    with pytest.raises(ShapeError, match=r"got \(\); put Dense before it"):
        layer.output_shape(())


@pytest.mark.parametrize(
    "make, field",
    [
        (lambda: BatchNorm(momentum=1.1), "momentum"),
        (lambda: BatchNorm(momentum=-0.1), "momentum"),
        (lambda: BatchNorm(epsilon=0.0), "epsilon"),
        (lambda: LayerNorm(epsilon=float("nan")), "epsilon"),
    ],
    ids=range(4),
)
def test_impossible_numbers_are_refused(make, field):
    """The message names the field and its range."""
    with pytest.raises(UsageError, match=f"{field} must be a number in"):
        make()
